"""The 6-digit code that shows a contact belongs to whoever typed it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from enrollment.forms.online.base import PageForm


class CodeForm(PageForm):
    code = forms.CharField(
        label=_("인증번호"),
        help_text=_("받은 6자리 숫자를 입력해 주세요."),
        max_length=20,
        error_messages={
            "required": _("인증번호를 입력하지 않았습니다. 받은 6자리 숫자를 입력해 주세요."),
            "max_length": _("인증번호는 6자리입니다. 받은 숫자를 다시 입력해 주세요."),
        },
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )
