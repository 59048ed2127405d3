"""AlimTalk templates as Kakao approved them, holidays and the weeks before elections in Django's admin."""

from django import forms
from django.contrib import admin
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from enrollment.admin import Recorded
from notices.models import AlimtalkTemplate, Campaign, ElectionPeriod, Holiday
from notices.validators import alimtalk
from portal.accounts.admin_permissions import ByPermission, RefusingForm
from portal.accounts.enums import Permission
from portal.common import audit


class AlimtalkTemplateForm(RefusingForm):
    class Meta:
        model = AlimtalkTemplate
        fields = ["code", "name", "body", "buttons", "approved_on", "is_open"]
        widgets = {"buttons": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "body": _("승인받은 글 그대로. #{이름}, #{동}, #{수신설정}은 받는 사람마다 채워집니다."),
            "buttons": _('[{"name": "자세히 보기", "url": "https://…"}], 5개까지'),
            "approved_on": _("승인일이 있어야 발송에 쓸 수 있습니다."),
        }

    def clean_body(self) -> str:
        """Browsers send two characters for an end of line; Kakao approved one."""
        return self.cleaned_data["body"].replace("\r\n", "\n")

    def clean(self) -> dict:
        data = super().clean()
        body, buttons = data.get("body") or self.instance.body, data.get("buttons", self.instance.buttons)
        for field, messages in alimtalk.template_problems(body, [] if buttons is None else buttons).items():
            self.add_error(field if field in self.fields else None, messages)
        return data

    def clean_buttons(self):
        return self.cleaned_data["buttons"] or []


@admin.register(AlimtalkTemplate)
class AlimtalkTemplateAdmin(ByPermission, admin.ModelAdmin):
    """What was approved is not reworded: campaigns were approved, and finished ones are shown, with it. Once
    one uses it, its approval stays too."""

    form = AlimtalkTemplateForm
    list_display = ["name", "code", "approved_on", "is_open"]
    list_filter = ["is_open"]

    def get_readonly_fields(self, request, obj=None):
        if obj is None:
            return []
        words = ["code", "body", "buttons"]
        if Campaign.objects.filter(alimtalk_template=obj).exists():
            return [*words, "approved_on"]
        return words if obj.approved_on else []

    @transaction.atomic
    def save_model(self, request, obj, form, change) -> None:
        super().save_model(request, obj, form, change)
        action = f"alimtalk_template.{'change' if change else 'create'}"
        audit.record(by=request.user, action=action, obj=obj, fields=form.changed_data)


@admin.register(Holiday)
class HolidayAdmin(Recorded):
    permission = Permission.MANAGE_TONG
    list_display = ["day", "name", "name_en"]
    ordering = ["-day"]
    search_fields = ["name"]


@admin.register(ElectionPeriod)
class ElectionPeriodAdmin(Recorded):
    permission = Permission.MANAGE_TONG
    list_display = ["election_on", "name", "publicity_from", "events_from"]
    ordering = ["-election_on"]
