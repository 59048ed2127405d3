"""What the dashboards ask for: a file, a target."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.common.day_form import WrittenDateField
from portal.common.upload import TableFile


class HouseholdCountForm(forms.Form):
    """The Ministry's file; its content is judged by the register of counts."""

    file = TableFile(
        label=_("세대수 파일"),
        help_text=_("주민등록 인구 및 세대현황에서 내려받은 CSV 또는 XLSX 파일을 그대로 올려 주세요."),
        kinds=".csv,.xlsx",
        missing=_("파일을 선택하지 않았습니다. 내려받은 CSV 또는 XLSX 파일을 선택해 주세요."),
    )


class TargetForm(forms.Form):
    """A rate and the day it is due; the rules are the domain's."""

    rate_percent = forms.DecimalField(
        label=_("목표 신청률"),
        max_digits=4,
        decimal_places=1,
        help_text=_("전체 세대 가운데 신청한 세대의 비율. 소수 한 자리까지 (예: 50)"),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={
            "required": _("목표 신청률을 입력하지 않았습니다. 숫자로 입력해 주세요. (예: 50)"),
            "invalid": _("목표 신청률이 숫자가 아닙니다. 숫자만 입력해 주세요. (예: 50)"),
            "max_decimal_places": _("소수 한 자리까지만 입력해 주세요. (예: 50.5)"),
            "max_digits": _("목표 신청률은 0보다 크고 100 이하여야 합니다. (예: 50)"),
            "max_whole_digits": _("목표 신청률은 0보다 크고 100 이하여야 합니다. (예: 50)"),
        },
    )
    due_on = WrittenDateField(
        label=_("기한"), error_messages={"required": _("기한을 입력하지 않았습니다. (예: 2014.6.30)")}
    )

    def clean_rate_percent(self) -> Decimal:
        rate = self.cleaned_data["rate_percent"]
        if not 0 < rate <= 100:
            raise forms.ValidationError(_("목표 신청률은 0보다 크고 100 이하여야 합니다. (예: 50)"))
        return rate
