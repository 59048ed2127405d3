"""What the dashboards ask for: a file, a stretch of time, an assumption."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from notices.models import NoticeKind
from portal.common.day_form import AsOfForm, WrittenDateField
from portal.common.number_field import WrittenDecimal, WrittenInteger
from portal.common.upload import TableFile


class HouseholdCountForm(forms.Form):
    """The Ministry's file; its content is judged by the register of counts."""

    file = TableFile(
        label=_("세대수 파일"),
        help_text=_("주민등록 인구 및 세대현황에서 내려받은 CSV 또는 XLSX 파일을 그대로 올려 주세요."),
        kinds=".csv,.xlsx",
        missing=_("파일을 선택하지 않았습니다. 내려받은 CSV 또는 XLSX 파일을 선택해 주세요."),
    )


class PeriodForm(AsOfForm):
    """From when to when figures are counted; nothing means from the beginning up to today."""

    since = WrittenDateField(label=_("시작일"), required=False)
    too_early = _("시작일이 기준일보다 늦습니다. 기준일이나 그 전의 날을 입력해 주세요.")
    field_order = ["since", "as_of"]

    @classmethod
    def of(cls, request) -> "PeriodForm":
        return cls(request.GET if {"since", "as_of"} & set(request.GET) else None)

    @property
    def first_day(self) -> date | None:
        return self.cleaned_data["since"] if self.is_bound and self.is_valid() else None

    def clean(self) -> dict:
        since, as_of = self.cleaned_data.get("since"), self.cleaned_data.get("as_of")
        if since and as_of and since > as_of:
            self.add_error("since", self.too_early)
        return self.cleaned_data


class SavingsForm(PeriodForm):
    too_late = _("아직 오지 않은 날의 절감은 볼 수 없습니다. 오늘이나 그 전의 날을 입력해 주세요.")


class CampaignsForm(PeriodForm):
    too_late = _("아직 오지 않은 날의 발송은 볼 수 없습니다. 오늘이나 그 전의 날을 입력해 주세요.")


class AssumptionForm(forms.Form):
    """What one seen notice saves from a day on; the rules are the domain's."""

    kind = forms.ModelChoiceField(
        NoticeKind.objects.none(),
        label=_("통지 종류"),
        required=False,
        empty_label=_("모든 종류"),
        help_text=_("종류를 고르면 그 종류에만 쓰고, 나머지는 ‘모든 종류’의 값을 씁니다."),
        error_messages={"invalid_choice": _("없는 통지 종류입니다. 목록에서 골라 주세요.")},
    )
    starts_on = WrittenDateField(
        label=_("적용 시작일"),
        help_text=_("이날부터 열람한 통지에 씁니다. 오늘이나 그 뒤의 날을 입력해 주세요."),
        error_messages={"required": _("적용 시작일을 입력하지 않았습니다. (예: 2014.1.1)")},
    )
    minutes = WrittenDecimal(
        label=_("한 건을 전달하는 시간"),
        max_digits=5,
        decimal_places=1,
        min_value=0,
        help_text=_("통장이나 직원이 직접 전달할 때 걸리는 시간. 소수 한 자리까지 (예: 20)"),
        error_messages={
            "required": _("전달 시간을 입력하지 않았습니다. 숫자로 입력해 주세요. (예: 20)"),
            "invalid": _("전달 시간이 숫자가 아닙니다. 숫자만 입력해 주세요. (예: 20)"),
            "min_value": _("전달 시간은 0 이상이어야 합니다. (예: 20)"),
            "max_decimal_places": _("소수 한 자리까지만 입력해 주세요. (예: 20.5)"),
            "max_digits": _("전달 시간이 너무 깁니다. 분으로 입력해 주세요. (예: 20)"),
            "max_whole_digits": _("전달 시간이 너무 깁니다. 분으로 입력해 주세요. (예: 20)"),
        },
    )
    print_won = WrittenInteger(
        label=_("한 건의 인쇄비"),
        min_value=0,
        max_value=100_000,
        help_text=_("종이와 인쇄에 드는 돈 (예: 40)"),
        error_messages={
            "required": _("인쇄비를 입력하지 않았습니다. 없으면 0을 입력해 주세요."),
            "invalid": _("인쇄비가 숫자가 아닙니다. 숫자만 입력해 주세요. (예: 40)"),
            "min_value": _("인쇄비는 0 이상이어야 합니다. (예: 40)"),
            "max_value": _("인쇄비가 너무 큽니다. 한 건의 값을 입력해 주세요. (예: 40)"),
        },
    )
    postage_won = WrittenInteger(
        label=_("한 건의 우편료"),
        min_value=0,
        max_value=100_000,
        help_text=_(
            "우편으로 보내던 통지만 적고, 직접 전달하던 통지는 0으로 둡니다. "
            "25g 이하 보통우편은 2013년 8월부터 300원, 2021년 9월부터 430원입니다."
        ),
        error_messages={
            "required": _("우편료를 입력하지 않았습니다. 없으면 0을 입력해 주세요."),
            "invalid": _("우편료가 숫자가 아닙니다. 숫자만 입력해 주세요. (예: 430)"),
            "min_value": _("우편료는 0 이상이어야 합니다. (예: 430)"),
            "max_value": _("우편료가 너무 큽니다. 한 건의 값을 입력해 주세요. (예: 430)"),
        },
    )
    source = forms.CharField(
        label=_("근거"),
        max_length=200,
        help_text=_(
            "어디에서 나온 값인지 적어 주세요. 수치 아래에 함께 나옵니다. "
            "모두 0이면 줄지 않는 까닭을 적어 주세요."
        ),
        error_messages={"required": _("근거를 입력하지 않았습니다. 어디에서 나온 값인지 적어 주세요.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].queryset = NoticeKind.objects.all()
