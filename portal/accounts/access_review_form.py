"""Filters of the access-log review, and the reason an export must give."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts import access_review
from portal.accounts.navigation import screen_name
from portal.common import resident_number
from portal.common.models import AccessLog


class MonthField(forms.CharField):
    """`YYYY-MM` as the first day of that month."""

    widget = forms.TextInput(attrs={"type": "month"})

    def clean(self, value):
        text = super().clean(value)
        try:
            return date.fromisoformat(f"{text}-01")
        except ValueError:
            raise ValidationError(
                _("달이 올바르지 않습니다. 연도와 달을 입력해 주세요. (예: 2013-09)")
            ) from None


class ReviewForm(forms.Form):
    month = MonthField(label=_("달"))
    user = forms.ModelChoiceField(label=_("사용자"), queryset=None, required=False, empty_label=_("모두"))
    action = forms.ChoiceField(
        label=_("한 일"), choices=[("", _("모두")), *AccessLog.Action.choices], required=False
    )
    screen = forms.ChoiceField(label=_("화면"), required=False)

    def __init__(self, data) -> None:
        data = data.copy()
        data.setdefault("month", f"{timezone.localdate():%Y-%m}")
        super().__init__(data)
        month = self._month()
        self.fields["user"].queryset = access_review.people_in_month(month)
        pages = access_review.pages_in_month(month)
        self.fields["screen"].choices = [("", _("모두")), *((page, screen_name(page)) for page in pages)]

    def _month(self) -> date:
        try:
            return self.fields["month"].clean(self.data["month"])
        except ValidationError:
            return timezone.localdate()

    def entries(self):
        """The entries that match; those of no filter that was wrong."""
        if not self.is_valid():
            return AccessLog.objects.none()
        chosen = self.cleaned_data
        entries = access_review.in_month(chosen["month"])
        filters = {"user": chosen["user"], "action": chosen["action"], "page": chosen["screen"]}
        return entries.filter(**{name: value for name, value in filters.items() if value})


class ExportForm(forms.Form):
    reason = forms.CharField(
        label=_("내려받는 까닭"),
        max_length=200,
        error_messages={"required": _("내려받는 까닭을 입력하지 않았습니다. 쓰임새를 적어 주세요.")},
    )
    format = forms.ChoiceField(choices=[("csv", "CSV"), ("xlsx", "XLSX")], widget=forms.HiddenInput)

    def clean_reason(self) -> str:
        reason = self.cleaned_data["reason"]
        resident_number.refuse(reason)
        return reason
