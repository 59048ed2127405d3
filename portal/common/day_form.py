"""Asking for a day: the field that reads every spelling of one, and the form that looks back at one."""

from datetime import date

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.common.dates import parse_date

EARLIEST = date(1900, 1, 1)
"""Nobody means a day before, and weeks and months reckoned back from one would leave the calendar."""
TOO_EARLY = _("1900년보다 앞선 날은 쓸 수 없습니다. 연도를 확인해 주세요.")


class WrittenDateField(forms.DateField):
    """A day in any spelling people use, 2013.9.26, 2013-09-26 or 20130926, not before `EARLIEST`."""

    widget = forms.TextInput(attrs={"placeholder": "YYYY.MM.DD", "autocomplete": "off", "maxlength": 40})

    def to_python(self, value) -> date | None:
        if value in self.empty_values or not str(value).strip():
            return None
        day = parse_date(value)
        if day < EARLIEST:
            raise forms.ValidationError(TOO_EARLY, code="too_early")
        return day


class AsOfForm(forms.Form):
    """The day figures are asked for; nothing means today."""

    as_of = WrittenDateField(label=_("기준일"), required=False)
    too_late = _("아직 오지 않은 날의 신청률은 볼 수 없습니다. 오늘이나 그 전의 날을 입력해 주세요.")

    @classmethod
    def of(cls, request) -> "AsOfForm":
        """The form as the address of a page filled it in."""
        return cls(request.GET if "as_of" in request.GET else None)

    @property
    def day(self) -> date:
        """The day asked for; today when none was, or one that cannot be answered."""
        return self.cleaned_data["as_of"] if self.is_bound and self.is_valid() else timezone.localdate()

    def clean_as_of(self) -> date:
        day = self.cleaned_data["as_of"]
        today = timezone.localdate()
        if day and day > today:
            raise forms.ValidationError(self.too_late, code="future")
        return day or today
