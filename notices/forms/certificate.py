"""Issuing a certificate about a notice, and checking one."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from enrollment.forms.household_search import reason_field
from enrollment.forms.online.base import PageForm
from notices.domain.notice import verify
from portal.common import resident_number

FILE_BYTES = 2 * 1024 * 1024


class IssueForm(PageForm):
    reason = reason_field(_("발급하는 사유"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["reason"]
        field.help_text = _("누가 왜 필요로 하는지 적어 주세요. 접속기록과 이 통지의 증거에 남습니다.")
        example = _(
            "발급하는 사유를 적지 않았거나 너무 짧습니다. 왜 필요한지 적어 주세요. (예: 이의신청 심사)"
        )
        field.error_messages |= {"required": example, "min_length": example}

    def clean_reason(self) -> str:
        resident_number.refuse(self.cleaned_data["reason"])
        return self.cleaned_data["reason"]


class VerifyForm(PageForm):
    number = forms.CharField(
        label=_("증명서 번호"),
        max_length=40,
        help_text=_("증명서 위쪽에 있는 16자리입니다. (예: 7K2M-0QZX-4R8T-1BVN)"),
        error_messages={
            "required": _("증명서 번호를 입력하지 않았습니다. 증명서 위쪽의 16자리를 입력해 주세요.")
        },
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    file = forms.FileField(
        label=_("받은 PDF 파일"),
        required=False,
        help_text=_("파일이 발급한 것과 똑같은지 견주기만 하고 보관하지 않습니다."),
        error_messages={"empty": _("빈 파일입니다. 받은 PDF 파일을 다시 골라 주세요.")},
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
    )

    def clean_number(self) -> str:
        number = verify.number_of(self.cleaned_data["number"])
        if number is None:
            raise ValidationError(
                _("증명서 번호는 숫자와 영문 대문자 16자리입니다. 증명서를 보고 다시 입력해 주세요.")
            )
        return number

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file and file.size > FILE_BYTES:
            raise ValidationError(_("2MB보다 큰 파일입니다. 증명서 PDF 파일을 골라 주세요."))
        return file
