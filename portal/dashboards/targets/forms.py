"""Setting a target; the rules are the domain's."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from enrollment.domain.target import MOST_PEOPLE
from enrollment.models import District, Dong, Service
from portal.common.day_form import WrittenDateField
from portal.common.number_field import WrittenDecimal, WrittenInteger

_RATE_RANGE = _("목표 신청률은 0보다 크고 100 이하여야 합니다. (예: 50)")
_PEOPLE_RANGE = _("목표 이용자는 1명부터 9,999,999명까지입니다. (예: 3000)")


def _due_field() -> WrittenDateField:
    return WrittenDateField(
        label=_("기한"), error_messages={"required": _("기한을 입력하지 않았습니다. (예: 2014.6.30)")}
    )


class TargetForm(forms.Form):
    """A rate of the whole district or of a dong, and the day it is due."""

    dong = forms.ModelChoiceField(
        Dong.objects.none(),
        label=_("어디의 목표"),
        required=False,
        empty_label=_("구 전체"),
        error_messages={"invalid_choice": _("이 구의 동이 아닙니다. 목록에서 골라 주세요.")},
    )
    rate_percent = WrittenDecimal(
        label=_("목표 신청률(%)"),
        max_digits=4,
        decimal_places=1,
        help_text=_("전체 세대 가운데 신청한 세대의 비율. 소수 한 자리까지 (예: 50)"),
        out_of_range=_RATE_RANGE,
        error_messages={
            "required": _("목표 신청률을 입력하지 않았습니다. 숫자로 입력해 주세요. (예: 50)"),
            "invalid": _("목표 신청률이 숫자가 아닙니다. 숫자만 입력해 주세요. (예: 50)"),
            "max_decimal_places": _("소수 한 자리까지만 입력해 주세요. (예: 50.5)"),
        },
    )
    due_on = _due_field()

    def __init__(self, *args, district: District, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["dong"].queryset = district.dongs.all()

    def clean_rate_percent(self) -> Decimal:
        rate = self.cleaned_data["rate_percent"]
        if not 0 < rate <= 100:
            raise forms.ValidationError(_RATE_RANGE)
        return rate


class ServiceTargetForm(forms.Form):
    """How many people are to use a service, and by when."""

    service = forms.ModelChoiceField(
        Service.objects.none(),
        label=_("서비스"),
        empty_label=_("서비스를 고르세요"),
        error_messages={
            "required": _("서비스를 고르지 않았습니다. 목록에서 골라 주세요."),
            "invalid_choice": _("지금 신청을 받지 않는 서비스입니다. 다른 서비스를 골라 주세요."),
        },
    )
    people = WrittenInteger(
        label=_("목표 이용자(명)"),
        min_value=1,
        max_value=MOST_PEOPLE,
        help_text=_("그 서비스를 이용하는 사람의 수 (예: 3000)"),
        out_of_range=_PEOPLE_RANGE,
        error_messages={
            "required": _("목표 이용자를 입력하지 않았습니다. 숫자로 입력해 주세요. (예: 3000)"),
            "invalid": _("목표 이용자가 숫자가 아닙니다. 숫자만 입력해 주세요. (예: 3000)"),
        },
    )
    due_on = _due_field()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="id_service_%s", **kwargs)
        self.fields["service"].queryset = Service.objects.filter(is_open=True)
