"""Whose work an opinion is, and until when. The day told to the resident moves only by a told extension."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from notices.domain.notice.days import add_working_days
from notices.domain.reply.due import LONGEST_EXTENSION
from notices.domain.reply.reply import note
from notices.domain.reply.tell import tell_later
from notices.enums.reply import OPEN_REPLY_STATES, ReplyState, ReplyStep
from notices.models import Reply, ReplyDesk
from portal.accounts.models import User
from portal.common import audit

_OPENING = (ReplyStep.RECEIVED, ReplyStep.ADDED, ReplyStep.REOPENED)


def held_open(reply: Reply) -> Reply:
    """The row, locked. Raises ValidationError when somebody has ended it meanwhile."""
    row = Reply.objects.select_for_update().get(pk=reply.pk)
    if row.state not in OPEN_REPLY_STATES:
        raise ValidationError(
            _("그 사이에 마친 의견입니다. 더 할 일이 있으면 다시 열어 주세요."), code="state"
        )
    return row


@transaction.atomic
def assign(*, reply: Reply, desk: ReplyDesk, assignee: User | None = None, by) -> Reply:
    """Give it to a desk, and there to one of its people.

    Raises ValidationError for a desk of another district or out of use, for somebody who is not of it, and
    when it is over.
    """
    row = held_open(reply)
    if not desk.is_open or desk.district_id != row.district_id:
        raise ValidationError(_("쓰지 않는 부서입니다. 다른 부서를 골라 주세요."))
    if assignee and not desk.members.filter(pk=assignee.pk, is_active=True).exists():
        raise ValidationError(_("그 부서의 담당자가 아닙니다. 부서의 담당자 가운데 골라 주세요."))
    row.desk, row.assigned_to, row.state = desk, assignee, ReplyState.ASSIGNED
    row.save(update_fields=["desk", "assigned_to", "state", "updated_at"])
    to = {"assignee": assignee.pk} if assignee else {}
    note(row, ReplyStep.ASSIGNED, by=by, desk=desk.pk, **to)
    audit.record(by=by, action="reply.assign", obj=row, desk=desk.pk, **to)
    return row


@transaction.atomic
def hand_back(*, reply: Reply, by) -> Reply:
    """It is not ours: back to those who assign. Raises ValidationError when it is over."""
    row = held_open(reply)
    row.desk = row.assigned_to = None
    row.state = ReplyState.RECEIVED
    row.save(update_fields=["desk", "assigned_to", "state", "updated_at"])
    note(row, ReplyStep.ASSIGNED, by=by)
    audit.record(by=by, action="reply.hand_back", obj=row)
    return row


@transaction.atomic
def extend(*, reply: Reply, days: int, by) -> date:
    """Put the answer off by working days, once, and tell whoever waits; the new day.

    Raises ValidationError when it is over, put off already, or by more than `LONGEST_EXTENSION`.
    """
    row = held_open(reply)
    if not 1 <= days <= LONGEST_EXTENSION:
        raise ValidationError(_("한 번에 %(most)s근무일까지 늦출 수 있습니다.") % {"most": LONGEST_EXTENSION})
    if was_extended(row):
        raise ValidationError(_("기한은 한 번만 늦출 수 있습니다. 지금까지 아는 것으로 답해 주세요."))
    row.due_on = add_working_days(max(row.due_on, timezone.localdate()), days)
    row.save(update_fields=["due_on", "updated_at"])
    told = tell_later(row, by=by)
    note(row, ReplyStep.EXTENDED, by=by, until=row.due_on.isoformat(), told=bool(told))
    audit.record(by=by, action="reply.extend", obj=row, until=row.due_on.isoformat())
    return row.due_on


def was_extended(reply: Reply) -> bool:
    """Whether the answer was put off since it was last opened."""
    steps = list(reply.events.order_by("id").values_list("step", flat=True))
    opened = max((at for at, step in enumerate(steps) if step in _OPENING), default=0)
    return ReplyStep.EXTENDED in steps[opened:]
