"""Drawing a random sample."""

from django import forms
from django.utils.translation import gettext_lazy as _

from notices.enums.poll import SampleUnit
from portal.common.number_field import WrittenInteger

_WRONG_SIZE = _("뽑는 수가 올바르지 않습니다. 1 이상의 숫자를 적어 주세요.")


class SampleForm(forms.Form):
    """Left empty, the seed is chosen by chance."""

    unit = forms.ChoiceField(
        label=_("뽑는 단위"),
        choices=SampleUnit.choices,
        initial=SampleUnit.HOUSEHOLD,
        widget=forms.RadioSelect,
        help_text=_(
            "세대를 뽑으면 세대주에게, 세대주에게 보낼 수 없으면 나이가 가장 많은 사람에게 묻습니다."
        ),
    )
    size = WrittenInteger(
        label=_("뽑는 수"),
        min_value=1,
        max_value=2**31 - 1,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), _WRONG_SIZE),
    )
    by_dong = forms.BooleanField(
        label=_("동별로 나누어 뽑기"),
        required=False,
        initial=True,
        help_text=_("동마다 설문에 동의한 수에 비례하여 뽑습니다. 끄면 구 전체에서 뽑습니다."),
    )
    seed = forms.RegexField(
        r"\A[0-9A-Za-z-]*\Z",
        label=_("난수 씨앗"),
        required=False,
        max_length=64,
        help_text=_(
            "비워 두면 무작위로 정합니다. 공개한 자리에서 뽑은 수가 있으면 영문자, 숫자, 붙임표로 적습니다."
        ),
        error_messages={"invalid": _("영문자, 숫자, 붙임표만 쓸 수 있습니다. 다시 적어 주세요.")},
    )
