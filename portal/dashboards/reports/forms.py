"""What the page of reports asks for: a month, and who gets the report when."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.common.month import Month
from portal.common.number_field import WrittenInteger
from portal.dashboards.reports.reader import DAYS


class MonthField(forms.CharField):
    """A month in any spelling people use."""

    widget = forms.TextInput(attrs={"placeholder": "YYYY.MM", "autocomplete": "off", "maxlength": 20})

    def clean(self, value) -> Month:
        text = super().clean(value)
        try:
            return Month.written(text)
        except ValueError:
            raise forms.ValidationError(
                _("달이 올바르지 않습니다. 연도와 달을 입력해 주세요. (예: 2013. 9.)")
            ) from None


class ReportForm(forms.Form):
    """The month a report is made of."""

    month = MonthField(
        label=_("보고할 달"),
        help_text=_("끝난 달만 만들 수 있습니다. (예: 2013. 9.)"),
        error_messages={"required": _("보고할 달을 입력하지 않았습니다. (예: 2013. 9.)")},
    )


class ReaderChoice(forms.ModelChoiceField):
    def label_from_instance(self, user: User) -> str:
        return f"{user.name} ({user.email})"


class ReaderForm(forms.Form):
    """Somebody who is to get the report, and on which day."""

    user = ReaderChoice(
        User.objects.none(),
        label=_("받는 사람"),
        help_text=_("구 전체의 현황판을 볼 수 있는 사람만 나옵니다."),
        empty_label=_("골라 주세요"),
        error_messages={
            "required": _("받는 사람을 고르지 않았습니다."),
            "invalid_choice": _("고를 수 없는 사람입니다. 목록에서 골라 주세요."),
        },
    )
    on_day = WrittenInteger(
        label=_("매달 보내는 날"),
        min_value=DAYS.start,
        max_value=DAYS.stop - 1,
        initial=1,
        help_text=_("1일부터 28일까지. 지난달의 보고를 보냅니다."),
        out_of_range=_("1일부터 28일까지 입력해 주세요."),
        error_messages={
            "required": _("보내는 날을 입력하지 않았습니다. (예: 1)"),
            "invalid": _("보내는 날이 숫자가 아닙니다. (예: 1)"),
        },
    )

    def __init__(self, *args, candidates: list[User], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = User.objects.filter(pk__in=[user.pk for user in candidates])
