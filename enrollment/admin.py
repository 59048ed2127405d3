"""Reference data of the programme in Django's admin: areas, tong leaders, targets, services and topics.

Households and people are not here: they are seen through pages that mask and log.
"""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from enrollment.domain import consent_text
from enrollment.models import ConsentText, District, Dong, Service, Target, Tong, TongLeader, Topic
from portal.accounts.admin import staff_only
from portal.accounts.admin_permissions import ByPermission, RefusingForm
from portal.accounts.enums import Permission
from portal.common import audit, phone


class Recorded(ByPermission, admin.ModelAdmin):
    """Every change is written to the audit trail with the names of the fields, not their values."""

    @transaction.atomic
    def save_model(self, request, obj, form, change) -> None:
        super().save_model(request, obj, form, change)
        action = f"{obj._meta.model_name}.{'change' if change else 'create'}"
        audit.record(by=request.user, action=action, obj=obj, fields=form.changed_data)


class DistrictForm(forms.ModelForm):
    def clean_free_opt_out_phone(self) -> str:
        """A number that is free for whoever calls it, as it stands in texts: 080-000-0000."""
        typed = self.cleaned_data["free_opt_out_phone"].strip()
        if not typed:
            return ""
        try:
            number = phone.normalise(typed)
        except phone.PhoneError:
            number = ""
        if not number or phone.kind(number) != "toll_free":
            raise ValidationError(
                _("080으로 시작하는 번호가 아닙니다. 무료 수신거부 번호를 적어 주세요. (예: 080-000-0000)")
            )
        return phone.display(number)


@admin.register(District)
class DistrictAdmin(Recorded):
    form = DistrictForm
    permission = Permission.MANAGE_TONG
    list_display = ["code", "name", "phone", "intake_opened_on"]
    fields = [
        "code",
        "name",
        "name_en",
        "city_name",
        "phone",
        "office_address",
        "office_address_en",
        "office_opens_at",
        "office_closes_at",
        "mayor_name",
        "free_opt_out_phone",
        "postcode_from",
        "postcode_to",
        "intake_opened_on",
    ]

    def get_readonly_fields(self, request, obj=None):
        return ["code"] if obj else []


@admin.register(Dong)
class DongAdmin(Recorded):
    permission = Permission.MANAGE_TONG
    list_display = ["code", "name", "name_en", "district"]
    list_filter = ["district"]
    list_select_related = ["district"]
    search_fields = ["code", "name", "official_name"]

    def get_readonly_fields(self, request, obj=None):
        return ["code", "district"] if obj else []


@admin.register(Tong)
class TongAdmin(Recorded):
    permission = Permission.MANAGE_TONG
    list_display = ["dong", "number", "valid_from", "valid_to"]
    list_filter = ["dong"]
    list_select_related = ["dong"]
    search_fields = ["dong__name", "number"]


@admin.register(TongLeader)
class TongLeaderAdmin(Recorded):
    permission = Permission.MANAGE_TONG
    list_display = ["tong", "name", "starts_on", "ends_on", "has_account"]
    list_filter = ["tong__dong"]
    list_select_related = ["tong__dong"]
    search_fields = ["name", "tong__dong__name"]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "tong":
            kwargs["queryset"] = Tong.objects.filter(valid_to=None).select_related("dong")
        return super().formfield_for_foreignkey(db_field, request, **staff_only(db_field, kwargs))

    @admin.display(boolean=True, description=_("계정 연결"))
    def has_account(self, obj) -> bool:
        return obj.user_id is not None


@admin.register(Target)
class TargetAdmin(Recorded):
    """The ledger of targets. They are set on the dashboard's own page, whose rules hold for everybody."""

    permission = Permission.SET_TARGET
    list_display = [
        *("district", "dong", "service", "rate_percent", "people"),
        *("due_on", "set_on", "dropped_on", "set_by"),
    ]
    list_select_related = ["district", "dong", "service", "set_by"]
    fields = ["district", "dong", "service", "rate_percent", "people", "due_on", "set_on", "dropped_on"]

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False


class CatalogueAdmin(Recorded):
    list_display = ["name", "name_en", "code", "position", "is_open"]

    def get_readonly_fields(self, request, obj=None):
        return ["code"] if obj else []


admin.site.register(Service, CatalogueAdmin)
admin.site.register(Topic, CatalogueAdmin)


class ConsentTextForm(RefusingForm):
    """The next version of a text, begun from the last one."""

    class Meta:
        model = ConsentText
        fields = ["purpose", *consent_text.BOTH_LANGUAGES, "effective_from", "asks_again"]

    def clean(self) -> dict:
        data = super().clean()
        if not self.errors:
            texts = {field: data[field] for field in consent_text.BOTH_LANGUAGES}
            for field, messages in consent_text.problems(
                data["purpose"], texts, data["effective_from"], data["asks_again"]
            ).items():
                self.add_error(field, messages)
        return data


@admin.register(ConsentText)
class ConsentTextAdmin(ByPermission, admin.ModelAdmin):
    """Versions of consent texts: read, and followed by a next one; what somebody saw is never changed."""

    form = ConsentTextForm
    list_display = ["purpose", "version", "called", "is_required", "effective_from", "asks_again", "next_one"]
    list_filter = ["purpose"]

    @admin.display(description=_("제목"), ordering="title")
    def called(self, obj) -> str:
        return obj.in_language("title")

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    @admin.display(description=_("다음 판"))
    def next_one(self, obj) -> str:
        url = reverse("admin:enrollment_consenttext_add")
        return format_html('<a href="{}?purpose={}">{}</a>', url, obj.purpose, _("다음 판 쓰기"))

    def get_changeform_initial_data(self, request) -> dict:
        """Begin with the words of the last version."""
        purpose = request.GET.get("purpose", "")
        last = ConsentText.objects.filter(purpose=purpose).order_by("-version").first()
        words = {field: getattr(last, field) for field in consent_text.BOTH_LANGUAGES} if last else {}
        return {"purpose": purpose, "effective_from": timezone.localdate(), "asks_again": True, **words}

    def save_model(self, request, obj, form, change) -> None:
        published = consent_text.publish(
            purpose=obj.purpose,
            texts={field: getattr(obj, field) for field in consent_text.BOTH_LANGUAGES},
            effective_from=obj.effective_from,
            asks_again=obj.asks_again,
            by=request.user,
        )
        obj.pk, obj.version = published.pk, published.version
