"""What a poll is besides its questions, and the steps that ask why."""

from django import forms
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enrollment.models import Topic
from notices.domain.poll.poll import Content
from notices.enums.poll import PollKind, PollState
from notices.models import Poll
from notices.poll_form import Form
from notices.queries import polls
from portal.common import resident_number

_SLUG = RegexValidator(
    r"\A[a-z0-9]+(-[a-z0-9]+)*\Z",
    gettext_lazy("주소에는 영어 소문자, 숫자, 붙임표만 쓸 수 있습니다. 다시 적어 주세요. (예: library-2026)"),
)
_MISSING = gettext_lazy("비어 있습니다. 내용을 입력해 주세요.")
_ANONYMOUS, _NAMED = "anonymous", "named"


def korean_text(label, most: int, *, missing=_MISSING, long: bool = False, **others) -> forms.CharField:
    """`missing`: what is said when it is empty and must not be."""
    return _text(label, most, "ko", long, missing, **others)


def english_text(label, most: int, *, long: bool = False, **others) -> forms.CharField:
    return _text(label, most, "en", long, _MISSING, required=False, **others)


def _text(label, most: int, lang: str, long: bool, missing, **others) -> forms.CharField:
    attrs = {"lang": lang}
    widget = forms.Textarea(attrs={**attrs, "rows": 3}) if long else forms.TextInput(attrs=attrs)
    return forms.CharField(
        label=label,
        max_length=most,
        widget=widget,
        validators=[resident_number.refuse],
        error_messages={
            "required": missing,
            "max_length": gettext_lazy("너무 깁니다. %(limit_value)s자까지 적을 수 있습니다. 줄여 주세요."),
        },
        **others,
    )


def _moment(label, **others) -> forms.DateTimeField:
    not_read = gettext_lazy("때를 알아볼 수 없습니다. 날짜와 시각을 골라 주세요.")
    return forms.DateTimeField(
        label=label,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={
            "required": gettext_lazy("때를 입력하지 않았습니다. 날짜와 시각을 골라 주세요."),
            "invalid": not_read,
        },
        **others,
    )


class PollSettingsForm(forms.Form):
    title = korean_text(
        gettext_lazy("제목"),
        80,
        missing=gettext_lazy("제목을 입력하지 않았습니다. 답하는 분이 알아볼 제목을 적어 주세요."),
        help_text=gettext_lazy("답하는 분에게도 보입니다. (예: 주요 사업 만족도 조사)"),
    )
    title_en = english_text(gettext_lazy("제목 (영어)"), 120)
    kind = forms.ChoiceField(label=gettext_lazy("종류"), choices=PollKind.choices)
    topic = forms.ModelChoiceField(
        Topic.objects.none(),
        label=gettext_lazy("관심분야"),
        empty_label=gettext_lazy("골라 주세요"),
        error_messages={"required": gettext_lazy("관심분야를 고르지 않았습니다. 하나를 골라 주세요.")},
    )
    introduction = korean_text(
        gettext_lazy("안내 글"),
        1000,
        long=True,
        required=False,
        help_text=gettext_lazy("첫 질문 앞에 나옵니다. 왜 묻고 결과를 어디에 쓰는지 적어 주세요."),
    )
    introduction_en = english_text(gettext_lazy("안내 글 (영어)"), 1500, long=True)
    opens_at = _moment(gettext_lazy("여는 때"))
    closes_at = _moment(
        gettext_lazy("마감하는 때"), help_text=gettext_lazy("이때가 되면 저절로 마감하고 결과를 셉니다.")
    )
    named = forms.ChoiceField(
        label=gettext_lazy("답한 사람의 이름"),
        choices=[
            (_ANONYMOUS, gettext_lazy("무기명: 누가 무엇을 답했는지 아무도 알 수 없음")),
            (_NAMED, gettext_lazy("기명: 답한 사람을 담당자가 앎")),
        ],
        initial=_ANONYMOUS,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("승인한 뒤에는 바꿀 수 없습니다. 기명이면 첫 질문 앞에서 그렇게 알립니다."),
    )
    is_changeable = forms.BooleanField(
        label=gettext_lazy("마감 전까지 답을 고칠 수 있음"),
        required=False,
        help_text=gettext_lazy("답한 기기에서만 고칠 수 있습니다."),
    )
    takes_web = forms.BooleanField(
        label=gettext_lazy("안내를 받지 않은 사람도 답할 수 있음"),
        required=False,
        help_text=gettext_lazy("누리집과 QR 안내문으로 받은 답은 안내받은 사람의 답과 따로 셉니다."),
    )
    slug = forms.CharField(
        label=gettext_lazy("주소에 쓸 이름"),
        max_length=40,
        required=False,
        validators=[_SLUG],
        widget=forms.TextInput(attrs={"lang": "en", "autocapitalize": "none"}),
        help_text=gettext_lazy("누리집 주소의 끝입니다. 비워 두면 여는 날로 만듭니다. (예: library-2026)"),
    )

    def __init__(self, *args, poll: Poll | None = None, **kwargs):
        super().__init__(
            *args, initial=_initial(poll) if poll else {}, use_required_attribute=False, **kwargs
        )
        self.poll = poll
        current = [poll.topic_id] if poll else []
        topics = Topic.objects.filter(is_open=True) | Topic.objects.filter(pk__in=current)
        self.fields["topic"].queryset = topics.distinct()

    def clean(self) -> dict:
        data = super().clean()
        opens, closes = data.get("opens_at"), data.get("closes_at")
        if opens and closes and opens >= closes:
            message = _("마감이 여는 때보다 빠르거나 같습니다. 여는 때보다 늦은 때로 적어 주세요.")
            self.add_error("closes_at", message)
        elif closes and closes <= timezone.now():
            self.add_error("closes_at", _("마감이 지났습니다. 마감을 나중으로 고쳐 주세요."))
        return data

    def clean_introduction(self) -> str:
        return self.cleaned_data["introduction"].replace("\r\n", "\n")

    def clean_introduction_en(self) -> str:
        return self.cleaned_data["introduction_en"].replace("\r\n", "\n")

    def content(self, form: Form) -> Content:
        """With the questions as they are."""
        data = dict(self.cleaned_data)
        is_anonymous = data.pop("named") == _ANONYMOUS
        data["slug"] = data["slug"] or polls.free_slug(timezone.localdate(data["opens_at"]))
        return Content(form=form, is_anonymous=is_anonymous, **{**data, "kind": PollKind(data["kind"])})

    def refuse(self, error) -> None:
        """Put what the domain says beside the fields."""
        for name, errors in getattr(error, "error_dict", {None: error}).items():
            self.add_error(name if name in self.fields else None, errors)


def _initial(poll: Poll) -> dict:
    same = ("title", "title_en", "kind", "topic", "introduction", "introduction_en", "opens_at", "closes_at")
    known = {name: getattr(poll, name) for name in (*same, "is_changeable", "takes_web", "slug")}
    return known | {"named": _ANONYMOUS if poll.is_anonymous else _NAMED}


class ReasonForm(forms.Form):
    """Why a poll is given up, or handed back."""

    reason = korean_text(
        gettext_lazy("이유"),
        200,
        long=True,
        missing=gettext_lazy("이유를 적지 않았습니다. 왜 그런지 적어 주세요."),
        help_text=gettext_lazy("기안한 사람이 읽습니다."),
    )


class PollFilter(forms.Form):
    state = forms.ChoiceField(label=gettext_lazy("상태"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [("", _("모두")), *PollState.choices]
