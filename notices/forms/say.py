"""What a resident types when saying something to the office."""

from uuid import uuid4

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enrollment.enums import ContactKind
from enrollment.forms.online.base import PageForm
from enrollment.forms.paper_fields import Email, Mobile
from enrollment.models import Topic
from notices.domain.reply.reply import TEXT_LENGTH, Contact
from notices.enums.reply import Refusal
from notices.gateways.mail_parts import File
from portal.common import file_kinds, resident_number

NONE, TYPED = "none", "typed"
_OWN = {
    ContactKind.EMAIL: gettext_lazy("등록한 이메일로"),
    ContactKind.MOBILE: gettext_lazy("등록한 휴대전화 문자로"),
}


_WHY = {
    Refusal.KIND: gettext_lazy(
        "받지 않는 형식입니다. 사진(JPEG, PNG), PDF, 한글, 워드, 엑셀 파일을 붙여 주세요."
    ),
    Refusal.DAMAGED: gettext_lazy("깨졌거나 암호가 걸려 있습니다. 열리는 파일을 붙여 주세요."),
    Refusal.MACROS: gettext_lazy("매크로나 스크립트가 들어 있습니다. 빼고 저장한 파일을 붙여 주세요."),
}


class MoreForm(PageForm):
    """Something to add to what was said before. `key` names the filled-in page."""

    body = forms.CharField(
        label=gettext_lazy("덧붙일 글"),
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy("2,000자까지 적을 수 있습니다. 주민등록번호는 적지 마세요."),
        error_messages={
            "required": gettext_lazy("내용을 입력하지 않았습니다. 하고 싶은 말씀을 적어 주세요."),
            "max_length": gettext_lazy("2,000자까지 적을 수 있습니다. 줄여 주세요."),
        },
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = uuid4

    def clean_body(self) -> str:
        body = self.cleaned_data["body"].strip()
        resident_number.refuse(body)
        return body


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, looked through by what is in them; one that is not taken is refused with why."""

    widget = FilesInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.hwp,.hwpx,.docx,.xlsx"})

    def __init__(self, **kwargs):
        super().__init__(allow_empty_file=True, **kwargs)  # told of by its name below

    def clean(self, data, initial=None) -> list[File]:
        uploads = [super(FilesField, self).clean(one) for one in data or [] if one]
        if len(uploads) > settings.REPLY_ATTACHMENTS_MOST:
            raise ValidationError(
                _("파일은 %(most)s개까지 붙일 수 있습니다.") % {"most": settings.REPLY_ATTACHMENTS_MOST}
            )
        files = [File(upload.name, upload.read()) for upload in uploads]
        problems = [problem for file in files if (problem := _problem(file))]
        if problems:
            raise ValidationError(problems)
        return files


def _problem(file: File) -> str:
    if not file.content:
        why = _("내용이 없는 파일입니다. 다른 파일을 골라 주세요.")
    elif len(file.content) > settings.REPLY_ATTACHMENT_MAX_BYTES:
        why = _("10MB보다 큽니다. 줄여서 붙여 주세요.")
    else:
        try:
            file_kinds.kind_of(file.content)
        except file_kinds.Unaccepted as error:
            why = _WHY.get(Refusal(error.reason), Refusal(error.reason).label)
        else:
            return ""
    return _("%(name)s 파일을 받을 수 없습니다: %(why)s") % {"name": file.name, "why": why}


class SayForm(MoreForm):
    """`kinds`: contacts of whoever the page belongs to; they are never shown, an answer may go there.
    `asks_topic`: nothing says yet what it is about.
    """

    topic = forms.ChoiceField(
        label=gettext_lazy("분야"),
        required=False,
        help_text=gettext_lazy("모르면 비워 두세요. 맡을 부서를 찾아 드립니다."),
    )
    is_proposal = forms.BooleanField(
        label=gettext_lazy("제안으로 냅니다"),
        required=False,
        help_text=gettext_lazy("좋은 제안은 이름과 연락처를 빼고 다듬어 답변과 함께 공개할 수 있습니다."),
    )
    answer_to = forms.ChoiceField(
        label=gettext_lazy("답변 받을 곳"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("답변 받을 곳을 고르지 않았습니다. 하나를 골라 주세요."),
            "invalid_choice": gettext_lazy("고를 수 없는 곳입니다. 하나를 골라 주세요."),
        },
    )
    contact = forms.CharField(
        label=gettext_lazy("이메일이나 휴대전화 번호"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("‘아래에 적은 곳으로’를 고르면 적어 주세요. (예: name@example.kr)"),
        widget=forms.TextInput(attrs={"autocomplete": "email"}),
    )

    files = FilesField(
        label=gettext_lazy("파일"),
        required=False,
        help_text=gettext_lazy(
            "사진(JPEG, PNG), PDF, 한글, 워드, 엑셀 파일을 10MB까지 붙일 수 있습니다. "
            "고칠 곳이 있어 이 화면으로 돌아오면 파일을 다시 골라 주세요."
        ),
    )

    field_order = ["topic", "body", "files", "is_proposal", "answer_to", "contact", "key"]

    def __init__(self, *args, kinds=(), asks_topic: bool = True, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["body"].label = _("내용")
        own = [(str(kind), _OWN[ContactKind(kind)]) for kind in kinds]
        typed = _("다른 곳으로 (아래에 적습니다)") if own else _("아래에 적은 곳으로")
        self.fields["answer_to"].choices = [*own, (TYPED, typed), (NONE, _("답변은 받지 않아도 됩니다"))]
        if asks_topic:
            topics = Topic.objects.filter(is_open=True)
            choices = [(topic.code, topic.display_name) for topic in topics]
            self.fields["topic"].choices = [("", _("고르지 않음")), *choices]
        else:
            del self.fields["topic"]

    def clean(self):
        data = super().clean()
        data["answer"] = None
        if data.get("answer_to") == TYPED:
            try:
                data["answer"] = _contact(data.get("contact", "").strip())
            except ValidationError as error:
                self.add_error("contact", error)
        return data

    def chosen_topic(self) -> Topic | None:
        code = self.cleaned_data.get("topic")
        return Topic.objects.filter(code=code).first() if code else None


def _contact(typed: str) -> Contact:
    if not typed:
        raise ValidationError(
            _("답변 받을 곳을 입력하지 않았습니다. 이메일이나 휴대전화 번호를 적어 주세요.")
        )
    if "@" in typed:
        return Contact(ContactKind.EMAIL, Email().clean(typed))
    if any(letter.isalpha() for letter in typed):
        raise ValidationError(
            _("이메일도 휴대전화 번호도 아닙니다. 이메일에는 @를, 번호에는 숫자만 적어 주세요.")
        )
    return Contact(ContactKind.MOBILE, Mobile().clean(typed))
