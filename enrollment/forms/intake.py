"""What a clerk fills in about a batch: issuing it, and what becomes of its numbers."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from enrollment.enums import IntakeFormState as State
from enrollment.enums import IntakePlace
from enrollment.form_numbers import LONGEST, pick
from enrollment.forms.paper_fields import PlainText, WrittenDate
from enrollment.forms.paper_sheet import LeaderField
from enrollment.models import IntakeBatch, TongLeader
from enrollment.queries.desk import active_leaders
from enrollment.queries.intake import next_number, numbers
from portal.common.number_field import WrittenInteger
from portal.common.templatetags.korean import kdate


class AddsProblems:
    """Messages of the domain at the fields of the form; what has no field here goes on top."""

    def add_problems(self, error) -> None:
        """Show what a ValidationError of the domain says."""
        if not hasattr(error, "error_dict"):
            return self.add_error(None, error)
        for name, messages in error.message_dict.items():
            self.add_error(name if name in self.fields else None, messages)


class IssueForm(AddsProblems, forms.Form):
    """A new batch for a tong leader of `dongs`."""

    leader = LeaderField(
        TongLeader.objects.none(),
        label=_("통장"),
        empty_label="",
        error_messages={
            "required": _("통장을 고르지 않았습니다. 신청서를 받아 갈 통장을 골라 주세요."),
            "invalid_choice": _("지금 이 동의 통장이 아닙니다. 목록에서 다시 골라 주세요."),
        },
    )
    count = WrittenInteger(
        label=_("장수"),
        error_messages={
            "required": _("장수를 입력하지 않았습니다. 몇 장을 주는지 숫자로 입력해 주세요."),
            "invalid": _("장수를 읽을 수 없습니다. 숫자로 입력해 주세요. (예: 50)"),
        },
    )
    first_no = PlainText(label=_("첫 서식 번호"), required=False, max_length=LONGEST)
    jump = forms.BooleanField(label=_("이 번호에서 시작하는 것이 맞습니다."), required=False)
    issued_on = WrittenDate(
        label=_("발급일"),
        error_messages={"required": _("발급일을 입력하지 않았습니다. (예: 2013. 9. 26.)")},
    )
    place = forms.ChoiceField(
        label=_("접수처"),
        choices=[choice for choice in IntakePlace.choices if choice[0] != IntakePlace.ONLINE],
    )

    def __init__(self, *args, dongs, **kwargs):
        today = timezone.localdate()
        initial = {"issued_on": kdate(today), "place": IntakePlace.DOOR_TO_DOOR, "count": 50}
        super().__init__(*args, initial=initial, use_required_attribute=False, **kwargs)
        leaders = self.fields["leader"]
        leaders.queryset, leaders.several_dongs = active_leaders(dongs, today), len(dongs) > 1
        hint = _("비워 두면 동의 다음 번호부터 붙입니다.")
        if len(dongs) == 1:
            hint = _("비워 두면 %(form_no)s부터 붙입니다.") % {"form_no": next_number(dongs[0])}
        self.fields["first_no"].help_text = hint
        self.asks_jump = bool(self.data.get("jump"))

    def clean(self) -> dict:
        """A number that does not go on from the last one is asked about once: later batches go on from it."""
        data = super().clean()
        leader, first_no, is_sure = data.get("leader"), data.get("first_no"), data.pop("jump", False)
        if leader and first_no and not is_sure and first_no != (following := next_number(leader.tong.dong)):
            self.asks_jump = True
            message = _(
                "이 동의 다음 번호는 %(form_no)s입니다. 다른 번호가 맞으면 확인 칸에 표시해 주세요. "
                "다음 묶음도 거기서 이어집니다."
            )
            self.add_error("first_no", message % {"form_no": following})
        return data


class NumbersForm(AddsProblems, forms.Form):
    """Some numbers of a batch. `states` are those a number may be in to be chosen."""

    states: tuple[str, ...] = ()
    form_nos = PlainText(
        label=_("서식 번호"),
        help_text=_("예: 1~40, 43"),
        error_messages={
            "required": _(
                "서식 번호를 입력하지 않았습니다. 고를 수 있는 번호를 보고 입력해 주세요. (예: 1~40, 43)"
            )
        },
    )

    def __init__(self, *args, batch: IntakeBatch, **kwargs):
        self.batch = batch
        self.known = numbers(batch, *self.states)
        super().__init__(*args, use_required_attribute=False, **kwargs)

    def clean_form_nos(self) -> list[str]:
        return pick(self.cleaned_data["form_nos"], self.known)


class ReturnForm(NumbersForm):
    """What a tong leader brought back."""

    states = (State.ISSUED, State.MISSING)
    returned_on = WrittenDate(
        label=_("인수일"),
        error_messages={"required": _("인수일을 입력하지 않았습니다. (예: 2013. 9. 26.)")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, initial={"returned_on": kdate(timezone.localdate())}, **kwargs)


class ReasonForm(AddsProblems, forms.Form):
    reason = PlainText(
        label=_("사유"),
        max_length=200,
        error_messages={"required": _("사유를 입력하지 않았습니다. 왜 그런지 적어 주세요.")},
    )


class RejectForm(NumbersForm, ReasonForm):
    states = (State.RETURNED,)


class MissingForm(NumbersForm, ReasonForm):
    states = (State.ISSUED, State.RETURNED)


class TakeUpForm(NumbersForm):
    states = (State.REJECTED,)


class CloseForm(AddsProblems, forms.Form):
    """Closing asks nothing more than to be sure."""


class BatchFilter(forms.Form):
    """Filters of the list of batches, kept in the address."""

    OPEN, CLOSED = "open", "closed"
    state = forms.ChoiceField(
        label=_("상태"),
        required=False,
        choices=[("", _("전체")), (OPEN, _("진행 중")), (CLOSED, _("마감"))],
    )
    leader = LeaderField(TongLeader.objects.none(), label=_("통장"), required=False, empty_label=_("전체"))

    def __init__(self, *args, dongs, **kwargs):
        super().__init__(*args, **kwargs)
        leaders = TongLeader.objects.filter(intake_batches__dong__in=dongs).distinct()
        self.fields["leader"].queryset = leaders.select_related("tong__dong").order_by(
            "tong__dong_id", "tong__number", "starts_on"
        )
        self.fields["leader"].several_dongs = len(dongs) > 1

    def narrow(self, batches):
        """The batches the filters let through; an unreadable filter lets all through."""
        chosen = self.cleaned_data if self.is_valid() else {}
        if chosen.get("state"):
            batches = batches.filter(closed_at__isnull=chosen["state"] == self.OPEN)
        if chosen.get("leader"):
            batches = batches.filter(leader=chosen["leader"])
        return batches
