"""What somebody writes of a finding: that it was looked at, other words for it, why it is taken up again."""

from django import forms
from django.utils.translation import gettext_lazy as _

_MISSING = _("확인한 내용을 적지 않았습니다. 다섯 글자 이상 적어 주세요.")
_LONGEST = 200


class SettleForm(forms.Form):
    """What was found out; the same words are asked for when they are corrected."""

    note = forms.CharField(
        label=_("확인한 내용"),
        help_text=_("왜 그런지, 무엇을 했는지 적어 주세요. 주민의 이름이나 번호는 적지 마세요."),
        max_length=_LONGEST,
        error_messages={"required": _MISSING},
    )


class ReopenForm(forms.Form):
    note = forms.CharField(
        label=_("다시 확인하는 까닭"),
        help_text=_("무엇을 더 알아보아야 하는지 적어 주세요. 주민의 이름이나 번호는 적지 마세요."),
        max_length=_LONGEST,
        error_messages={"required": _("다시 확인하는 까닭을 적지 않았습니다. 다섯 글자 이상 적어 주세요.")},
    )
