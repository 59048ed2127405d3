"""What somebody types at the page of a notice: who they are, and what they ask."""

from django import forms
from django.utils.translation import gettext_lazy as _

from enrollment.forms.online.base import PageForm
from enrollment.forms.paper_fields import BirthDate
from notices.domain.notice.request import TEXT_LENGTH
from notices.enums.notice import RequestKind
from portal.common import resident_number


class BirthDateForm(PageForm):
    birth_date = BirthDate(
        label=_("생년월일"),
        help_text=_("숫자 8자리로 입력해 주세요. (예: 19900101)"),
        error_messages={
            "required": _("생년월일을 입력하지 않았습니다. 숫자 8자리로 입력해 주세요. (예: 19900101)")
        },
        widget=forms.TextInput(attrs={"autocomplete": "bday", "inputmode": "numeric"}),
    )


class RequestForm(PageForm):
    """A text of a few sentences; a resident number is refused."""

    text = forms.CharField(
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={
            "max_length": _("%(most)s자까지 적을 수 있습니다. 줄여 주세요.") % {"most": TEXT_LENGTH}
        },
    )

    def clean_text(self) -> str:
        text = self.cleaned_data["text"].strip()
        resident_number.refuse(text)
        return text


class DeferralForm(RequestForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["text"]
        field.label = _("참석하기 어려운 사정")
        field.help_text = _("언제까지, 왜 어려운지 적어 주세요. 병명처럼 자세한 내용은 적지 않아도 됩니다.")
        field.error_messages["required"] = _(
            "이유를 입력하지 않았습니다. 참석하기 어려운 사정을 적어 주세요."
        )


class NotMeForm(RequestForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["text"]
        field.label, field.required = _("담당자에게 알릴 내용"), False
        field.help_text = _("예: 이 번호를 쓴 지 한 달 되었습니다. 이름이나 번호는 적지 않아도 됩니다.")


class AnswerForm(RequestForm):
    """The office's answer to a request of this kind. Which button was pressed says whether it is granted."""

    def __init__(self, *args, kind: str, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["text"]
        field.label = _("답변")
        field.help_text = _("주민이 본인 확인 뒤 통지 화면에서 읽습니다. 문자와 이메일에는 주소만 보냅니다.")
        if kind == RequestKind.NOT_ME:
            field.help_text = _(
                "받아들이면 아무것도 보내지 않고 기록으로만 남습니다. "
                "받아들이지 않으면 통지 화면에서 읽습니다."
            )
        field.error_messages["required"] = _("답변을 입력하지 않았습니다. 주민이 알 내용을 적어 주세요.")
