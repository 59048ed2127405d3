"""The declaration under the answers."""

from django import forms
from django.utils.translation import gettext_lazy as _

from enrollment.forms.online.base import PageForm


class DeclarationForm(PageForm):
    """`submission_key` names the draft the page was made from: sent twice, it is one application."""

    submission_key = forms.UUIDField(widget=forms.HiddenInput)
    declared = forms.BooleanField(
        label=_("입력한 내용이 사실과 같고, 위 내용으로 전자행정서비스를 신청합니다."),
        error_messages={
            "required": _("확인란에 표시하지 않았습니다. 내용을 확인하고 표시한 뒤 제출해 주세요.")
        },
    )
