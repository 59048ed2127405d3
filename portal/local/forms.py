from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.common import phone
from portal.local.outbox import Letter


class OutboxSearch(forms.Form):
    """Finds messages by a part of the address or number they went to."""

    q = forms.CharField(label=_("받는 주소"), required=False, max_length=100)

    @property
    def fragment(self) -> str:
        """What to look for; nothing when what was typed cannot be an address."""
        return self.cleaned_data["q"].strip() if self.is_valid() else ""


class LetterAnswer(forms.Form):
    """An answer to a mail of the outbox, as its reader would write it."""

    text = forms.CharField(
        label=_("답장"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("답장을 입력하지 않았습니다. 보낼 글을 적어 주세요.")},
    )
    file = forms.FileField(label=_("첨부 파일"), required=False)

    def mail(self, letter: Letter, at: datetime) -> bytes:
        """The answer as a mail program writes it, with the answered mail below."""
        message = EmailMessage()
        message["From"], message["To"] = letter.mail.recipient, letter.reply_to
        message["Subject"], message["Date"] = f"Re: {letter.subject}", format_datetime(at)
        message["Message-ID"] = make_msgid(domain="example.kr")
        quoted = "\n".join(f"> {line}" for line in letter.text.splitlines())
        message.set_content(f"{self.cleaned_data['text']}\n\n-----원본 메시지-----\n{quoted}\n")
        if file := self.cleaned_data["file"]:
            message.add_attachment(
                file.read(), maintype="application", subtype="octet-stream", filename=file.name
            )
        return message.as_bytes()


class PhoneText(forms.Form):
    """A text to the office, as if a phone had sent it."""

    sender = forms.CharField(
        label=_("보내는 휴대전화 번호"),
        help_text=_("숫자만 11자리로 적습니다. (예: 01012345678)"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"required": _("번호를 입력하지 않았습니다. 보내는 번호를 적어 주세요.")},
    )
    text = forms.CharField(
        label=_("문자 내용"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("문자 내용을 입력하지 않았습니다. 보낼 글을 적어 주세요.")},
    )

    def clean_sender(self) -> str:
        try:
            return phone.require_mobile(self.cleaned_data["sender"])
        except phone.PhoneError as error:
            raise ValidationError(error.message, code=error.code) from error
