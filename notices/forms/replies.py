"""What staff type at opinions: filters, answers, to whom they go."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from enrollment.forms.online.base import PageForm
from enrollment.forms.paper_fields import PlainText
from enrollment.models import Topic
from notices.domain.reply.answer import ANSWER_LENGTH
from notices.domain.reply.due import LONGEST_EXTENSION
from notices.domain.reply.publish import TEXT_LENGTH
from notices.enums.reply import STAFF_CLOSE_REASONS, ReplyRoute
from notices.models import Reply, ReplyDesk
from notices.queries.replies import DONE, LIMITED, OPEN
from portal.accounts.models import User
from portal.common import resident_number
from portal.common.number_field import WrittenInteger

_ALL = ("", gettext_lazy("전체"))


class ReplyFilter(forms.Form):
    """`desks`: those the reader may choose among."""

    state = forms.ChoiceField(
        label=gettext_lazy("상태"),
        required=False,
        choices=[(OPEN, gettext_lazy("답변할 것")), (DONE, gettext_lazy("마친 것"))],
    )
    topic = forms.ChoiceField(label=pgettext_lazy("의견", "분야"), required=False)
    desk = forms.ChoiceField(label=gettext_lazy("부서"), required=False)
    route = forms.ChoiceField(
        label=gettext_lazy("들어온 길"), required=False, choices=[_ALL, *ReplyRoute.choices]
    )
    only = forms.ChoiceField(
        label=gettext_lazy("골라 보기"),
        required=False,
        choices=[
            _ALL,
            ("overdue", gettext_lazy("기한이 지난 것")),
            ("unassigned", gettext_lazy("부서가 없는 것")),
            ("proposal", gettext_lazy("제안")),
            ("public", gettext_lazy("공개한 것")),
            (LIMITED, gettext_lazy("하루에 받는 수를 넘은 것")),
        ],
    )

    def __init__(self, *args, desks, **kwargs):
        super().__init__(*args, **kwargs)
        topics = [(topic.code, topic.display_name) for topic in Topic.objects.all()]
        self.fields["topic"].choices = [("", _("전체")), *topics]
        self.fields["desk"].choices = [("", _("전체")), *((str(desk.pk), desk.name) for desk in desks)]


class NumberForm(forms.Form):
    number = forms.CharField(
        label=gettext_lazy("접수번호"),
        max_length=20,
        help_text=gettext_lazy("예: 2026-0000123"),
        error_messages={"required": gettext_lazy("접수번호를 입력하지 않았습니다. (예: 2026-0000123)")},
    )

    def clean_number(self) -> str:
        return self.cleaned_data["number"].strip()


class AnswerForm(PageForm):
    body = forms.CharField(
        label=gettext_lazy("답변"),
        max_length=ANSWER_LENGTH,
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={
            "required": gettext_lazy("답변을 입력하지 않았습니다. 주민이 알 내용을 적어 주세요."),
            "max_length": gettext_lazy("4,000자까지 적을 수 있습니다. 줄여 주세요."),
        },
    )

    def clean_body(self) -> str:
        body = self.cleaned_data["body"].strip()
        resident_number.refuse(body)
        return body


class AssignForm(PageForm):
    """A desk, and one of its people. `desks`: where it may go; people of all of them are offered."""

    desk = forms.ModelChoiceField(
        label=gettext_lazy("부서"),
        queryset=ReplyDesk.objects.none(),
        empty_label=gettext_lazy("고르지 않음"),
        error_messages={"required": gettext_lazy("부서를 고르지 않았습니다. 하나를 골라 주세요.")},
    )
    assignee = forms.ModelChoiceField(
        label=gettext_lazy("담당자"),
        queryset=User.objects.none(),
        required=False,
        empty_label=gettext_lazy("부서에서 정함"),
        help_text=gettext_lazy("그 부서의 담당자로 정해 둔 직원 가운데 고릅니다."),
    )

    def __init__(self, *args, desks, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["desk"].queryset = desks
        people = User.objects.filter(reply_desks__in=desks, is_active=True).distinct().order_by("name")
        self.fields["assignee"].queryset = people


class ExtendForm(PageForm):
    days = WrittenInteger(
        label=gettext_lazy("늦출 근무일 수"),
        min_value=1,
        max_value=LONGEST_EXTENSION,
        help_text=gettext_lazy("한 번만, 7근무일까지 늦출 수 있습니다. 답변을 기다리는 분에게 알립니다."),
        error_messages={
            name: gettext_lazy("1부터 7까지 숫자로 입력해 주세요.")
            for name in ("required", "invalid", "min_value", "max_value")
        },
    )


class CloseForm(PageForm):
    reason = forms.ChoiceField(
        label=gettext_lazy("답변 없이 마치는 이유"),
        choices=[(reason.value, reason.label) for reason in STAFF_CLOSE_REASONS],
        widget=forms.RadioSelect,
        error_messages={
            name: gettext_lazy("이유를 고르지 않았습니다. 답변 없이 마치는 이유를 골라 주세요.")
            for name in ("required", "invalid_choice")
        },
    )


class PublishForm(PageForm):
    title = PlainText(label=gettext_lazy("공개 제목"), max_length=80, required=False)
    text = forms.CharField(
        label=gettext_lazy("공개할 제안"),
        max_length=TEXT_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("받은 글을 그대로 옮기지 말고, 누구인지 알 수 없게 다시 적어 주세요."),
    )
    answer = forms.CharField(
        label=gettext_lazy("공개할 답변"),
        max_length=TEXT_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("나중에 더해도 됩니다. 그 동안은 ‘답변을 준비하고 있습니다’로 보입니다."),
    )

    @staticmethod
    def initial_of(reply: Reply) -> dict[str, str]:
        return {
            "title": reply.published_title,
            "text": reply.published_text,
            "answer": reply.published_answer,
        }
