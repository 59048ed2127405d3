"""What a guardian types to confirm a child's application."""

from django import forms
from django.utils.translation import gettext_lazy as _

from enrollment.forms.online.code import CodeForm


class GuardianCodeForm(CodeForm):
    agreed = forms.BooleanField(
        label=_("법정대리인으로서 위 개인정보 수집·이용에 동의합니다."),
        error_messages={
            "required": _("동의하려면 칸에 표시해 주세요. 동의하지 않으면 이 화면을 닫으면 됩니다.")
        },
    )
