"""Desks and the ready answers of desks."""

from django import forms
from django.utils.translation import gettext_lazy

from enrollment.forms.online.base import PageForm
from enrollment.forms.paper_fields import PlainText
from enrollment.models import Topic
from notices.domain.reply.answer import ANSWER_LENGTH
from notices.models import ReplyDesk
from notices.queries.replies import answering_staff
from portal.accounts.models import User
from portal.common.number_field import WrittenInteger


class DeskForm(PageForm):
    name = PlainText(
        label=gettext_lazy("부서 이름"),
        max_length=40,
        error_messages={"required": gettext_lazy("부서 이름을 입력하지 않았습니다. (예: 공원녹지과)")},
    )
    due_days = WrittenInteger(
        label=gettext_lazy("답변 기한 (근무일)"),
        initial=7,
        min_value=1,
        max_value=30,
        error_messages={
            name: gettext_lazy("1부터 30까지 숫자로 입력해 주세요.")
            for name in ("required", "invalid", "min_value", "max_value")
        },
    )
    topics = forms.ModelMultipleChoiceField(
        label=gettext_lazy("맡은 분야"),
        queryset=Topic.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("고르지 않으면 다른 부서가 맡지 않은 모든 분야를 받습니다."),
    )
    members = forms.ModelMultipleChoiceField(
        label=gettext_lazy("담당자"),
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("의견에 답할 권한이 있는 직원입니다. 이 부서의 의견만 봅니다."),
    )
    is_open = forms.BooleanField(label=gettext_lazy("새 의견을 받습니다"), required=False, initial=True)

    def __init__(self, *args, district, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["members"].queryset = answering_staff(district)
        self.fields["topics"].label_from_instance = lambda topic: topic.display_name
        self.fields["members"].label_from_instance = lambda user: f"{user.name} ({user.email})"


class TemplateForm(PageForm):
    title = PlainText(
        label=gettext_lazy("서식 이름"),
        max_length=60,
        error_messages={"required": gettext_lazy("서식 이름을 입력하지 않았습니다. (예: 접수 안내)")},
    )
    body = forms.CharField(
        label=gettext_lazy("답변 글"),
        max_length=ANSWER_LENGTH,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={
            "required": gettext_lazy("답변 글을 입력하지 않았습니다. 자주 쓰는 답을 적어 주세요.")
        },
    )
    desk = forms.ModelChoiceField(
        label=gettext_lazy("부서"),
        queryset=ReplyDesk.objects.none(),
        required=False,
        empty_label=gettext_lazy("모든 부서"),
    )

    def __init__(self, *args, desks, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["desk"].queryset = desks
