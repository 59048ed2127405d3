"""Filters of the notices of a round, and the reason for taking the list along."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enrollment.models import Dong
from notices.enums.notice import NoticeState, PaperReason
from notices.models import NoticeRound
from notices.notice_terms import rungs_of
from notices.queries.rounds import rung_label
from portal.common import resident_number

MAX_ROWS = 10_000
_NO_ROW = gettext_lazy("행 번호가 아닙니다. 명단의 몇 번째 행인지 숫자로 입력해 주세요.")
_ALL = [("", gettext_lazy("전체"))]
_STATES = [(state.value, state.label) for state in NoticeState if state != NoticeState.DRAFT]


class NoticeFilter(forms.Form):
    state = forms.ChoiceField(label=gettext_lazy("상태"), required=False, choices=[*_ALL, *_STATES])
    rung = forms.ChoiceField(label=gettext_lazy("마지막 단계"), required=False)
    reason = forms.ChoiceField(
        label=gettext_lazy("종이로 바꾼 사유"), required=False, choices=[*_ALL, *PaperReason.choices]
    )
    dong = forms.ChoiceField(label=gettext_lazy("동"), required=False)
    find = forms.IntegerField(
        label=gettext_lazy("명단의 행"),
        required=False,
        min_value=1,
        max_value=MAX_ROWS,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _NO_ROW),
    )

    def __init__(self, *args, round: NoticeRound, **kwargs):
        super().__init__(*args, **kwargs)
        steps = [(str(number), rung_label(number, rung)) for number, rung in enumerate(rungs_of(round.terms))]
        self.fields["rung"].choices = [*_ALL, ("none", _("보낸 적 없음")), *steps]
        dongs = Dong.objects.filter(district=round.district_id)
        self.fields["dong"].choices = [*_ALL, *((dong.code, dong.display_name) for dong in dongs)]

    @property
    def chosen(self) -> dict[str, str]:
        """What narrows the list; nothing when the form is wrong."""
        if not self.is_valid():
            return {}
        names = ("state", "rung", "reason", "dong", "find")
        return {name: str(value) for name in names if (value := self.cleaned_data.get(name))}


class NameSearchForm(forms.Form):
    """Whose notice is looked for; never part of an address."""

    name = forms.CharField(
        label=gettext_lazy("이름"),
        min_length=2,
        max_length=40,
        help_text=gettext_lazy("이름이나 이름의 일부를 두 글자 이상 입력해 주세요."),
        error_messages={
            "required": gettext_lazy("찾을 이름을 입력하지 않았습니다. 두 글자 이상 입력해 주세요."),
            "min_length": gettext_lazy("이름이 너무 짧습니다. 두 글자 이상 입력해 주세요."),
        },
    )

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        resident_number.refuse(name)
        return name


class NoticeExportForm(NoticeFilter):
    """Why personal data leaves the building: kept in the access log (safety-measures notice, article 8)."""

    REASONS = [
        ("service_check", gettext_lazy("송달 결과 확인")),
        ("complaint", gettext_lazy("민원 응대")),
        ("audit", gettext_lazy("감사와 점검")),
    ]
    why = forms.ChoiceField(label=gettext_lazy("내려받는 이유"), choices=REASONS)
    format = forms.ChoiceField(label=gettext_lazy("파일 형식"), choices=[("csv", "CSV"), ("xlsx", "XLSX")])
