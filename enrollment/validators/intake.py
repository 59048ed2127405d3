"""Rules of intake batches: three dates in order, and a collector who is not the clerk."""

from collections.abc import Iterable
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.application_form import Intake
from enrollment.enums import IntakeFormState as State
from enrollment.models import IntakeBatch, IntakeForm, TongLeader
from enrollment.validators.problems import Problems
from portal.common.templatetags.korean import kdate


def own_collection(leader: TongLeader | None, by) -> str:
    """Why `by` may not handle what `leader` collected; empty when they are different people."""
    if leader is None or by is None or leader.user_id != by.pk:
        return ""
    return _("수집한 통장과 입력하는 직원은 다른 사람이어야 합니다. 다른 직원에게 맡겨 주세요.")


def issue_day(day: date, leader: TongLeader) -> Problems:
    if day > timezone.localdate():
        return {"issued_on": [_("발급일이 오늘보다 뒤입니다. 오늘이거나 지난 날짜를 입력해 주세요.")]}
    if day < leader.starts_on or (leader.ends_on and day >= leader.ends_on):
        return {"leader": [_("발급일에 통장이 아니었습니다. 통장이나 발급일을 다시 확인해 주세요.")]}
    return {}


def receipt_day(day: date, batch: IntakeBatch) -> Problems:
    """Forms come back between the day they were issued and today."""
    if day > timezone.localdate():
        return {"returned_on": [_("인수일이 오늘보다 뒤입니다. 오늘이거나 지난 날짜를 입력해 주세요.")]}
    if day < batch.issued_on:
        message = _("인수일이 발급일(%(day)s)보다 앞입니다. 두 날짜를 다시 확인해 주세요.")
        return {"returned_on": [message % {"day": kdate(batch.issued_on)}]}
    return {}


def entry(paper: IntakeForm, intake: Intake) -> Problems:
    """Whether a form of a batch can be entered now, as what the sheet says."""
    return _state(paper) or _as_issued(paper.batch, intake) | collection_day(paper, intake.collected_on)


def before_leaving(day: date, left_on: Iterable[date]) -> Problems:
    """The later will holds: a form signed before the person left does not bring the person back."""
    if all(left <= day for left in left_on):
        return {}
    message = _("신청서를 받은 뒤에 탈퇴하거나 전출한 분입니다. 접수일을 확인하거나 새 신청서를 받아 주세요.")
    return {"collected_on": [message]}


def _state(paper: IntakeForm) -> Problems:
    messages = {
        State.ISSUED: _("아직 인수하지 않은 서식 번호입니다. 묶음에서 먼저 인수해 주세요."),
        State.REJECTED: _("반려한 서식 번호입니다. 입력하려면 묶음에서 반려를 거두어 주세요."),
        State.MISSING: _("분실로 처리한 서식 번호입니다. 찾았다면 묶음에서 먼저 인수해 주세요."),
    }
    if paper.state in messages:
        return {"form_no": [messages[paper.state]]}
    if paper.state == State.ENTERED:
        message = _(
            "이 서식 번호는 이미 입력했습니다. 접수번호 %(receipt_no)s을(를) 확인하거나 번호를 고쳐 주세요."
        )
        return {"form_no": [message % {"receipt_no": paper.application.receipt_no}]}
    if not paper.batch.is_open:
        return {"form_no": [_("이 서식의 묶음은 마감했습니다. 입력하려면 묶음을 다시 열어 주세요.")]}
    return {}


def _as_issued(batch: IntakeBatch, intake: Intake) -> Problems:
    problems: Problems = {}
    if intake.collected_by is not None and intake.collected_by != batch.leader:
        message = _("이 서식은 %(leader)s 통장에게 발급했습니다. 통장이나 서식 번호를 고쳐 주세요.")
        problems["collected_by"] = [message % {"leader": batch.leader.name}]
    if intake.place != batch.place:
        message = _("이 서식의 접수처는 %(place)s입니다. 접수처나 서식 번호를 고쳐 주세요.")
        problems["place"] = [message % {"place": batch.get_place_display()}]
    return problems


def collection_day(paper: IntakeForm, day: date) -> Problems:
    """Issued, collected, received, entered: in this order."""
    if paper.batch.issued_on <= day <= paper.returned_on:
        return {}
    message = _(
        "접수일은 발급일(%(issued)s)부터 인수일(%(returned)s) 사이여야 합니다. 신청서의 날짜를 확인해 주세요."
    )
    days = {"issued": kdate(paper.batch.issued_on), "returned": kdate(paper.returned_on)}
    return {"collected_on": [message % days]}
