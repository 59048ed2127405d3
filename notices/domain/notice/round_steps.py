"""What every step in the life of a round shares: the row lock, who may, from which state, and what forbids
it."""

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from notices.enums.notice import OPEN_VERDICTS, NoticeState, RoundState
from notices.models import AddressedNotice, ElectionPeriod, NoticeKind, NoticeRound
from portal.accounts.access import may
from portal.accounts.api_clients import same_as
from portal.accounts.enums import Permission
from portal.common import audit
from portal.common.models import AuditEvent
from portal.common.templatetags.korean import kdate

ELECTION_DAYS = 23
"""The longer of the two election periods, that of a president; the others last 14 days (public official
election act, article 33). The calendar does not say which election it is."""
_CHANGES = ("round.create", "round.edit", "round.replace_roll")
_DECISIONS = ("notice.decide", "notice.correct", "notice.drop")


class OwnDraft(PermissionDenied):
    """Approval of what one drafted, or of rows one decided about."""


def locked(round: NoticeRound, by, *permissions: Permission) -> NoticeRound:
    """The round as it is now, locked until the transaction ends; `by=None` is the machine.

    Its key is not: whoever holds one of its notices may write about it, and then goes out of the way.

    Raises PermissionDenied unless `by` holds one of the permissions.
    """
    rows = NoticeRound.objects.select_for_update(of=("self",), no_key=True)
    found = rows.select_related("kind__service", "terms__kind__service", "district").get(pk=round.pk)
    if by is not None and not any(may(by, permission, found) for permission in permissions):
        raise PermissionDenied
    return found


def must_be(round: NoticeRound, *states: RoundState) -> None:
    """Raises ValidationError, code `state`, when somebody was faster."""
    if round.state not in states:
        raise ValidationError(
            _("그사이 상태가 ‘%(state)s’(으)로 바뀌어 처리하지 않았습니다. 화면을 다시 확인해 주세요.")
            % {"state": round.get_state_display()},
            code="state",
        )


def drafting(round: NoticeRound, by) -> NoticeRound:
    """The locked draft of somebody who may change it."""
    found = locked(round, by, Permission.DRAFT_NOTICE)
    must_be(found, RoundState.DRAFT)
    return found


def touch(round: NoticeRound) -> None:
    """What an approver reads is told by `version`: any change of the roll moves it on."""
    round.save(update_fields=["updated_at"])


def version(round: NoticeRound) -> str:
    """Changes whenever the round or its roll does."""
    return f"{round.state}-{round.updated_at.timestamp():.6f}"


def wrote(user, round: NoticeRound) -> bool:
    """Whether the user drafted the round, changed it or decided about a row: then somebody else approves
    it."""
    same = same_as(user)
    changes = audit.history(round).filter(actor__in=same, action__in=_CHANGES)
    rows = round.notices.order_by().values("pk")
    decided = AuditEvent.objects.filter(
        object_type=AddressedNotice._meta.label_lower,
        object_id__in=rows,
        actor__in=same,
        action__in=_DECISIONS,
    )
    return round.drafted_by_id in same or changes.exists() or decided.exists()


def open_rows(round: NoticeRound) -> QuerySet[AddressedNotice]:
    """Rows somebody has to decide about before the round goes to approval."""
    return round.notices.filter(verdict__in=OPEN_VERDICTS, state=NoticeState.DRAFT)


def refuse_unready(round: NoticeRound, today: date) -> None:
    """Raises ValidationError when the round cannot be approved as it is."""
    if count := open_rows(round).count():
        message = _("아직 정하지 않은 행이 %(count)s개 있습니다. 확인하거나 고치거나 이유를 적어 빼 주세요.")
        raise ValidationError(message % {"count": f"{count:,}"}, code="open_rows")
    if not round.notices.filter(state=NoticeState.DRAFT).exists():
        raise ValidationError(_("명단에 통지할 사람이 없습니다. 명단을 다시 올려 주세요."), code="nobody")
    if round.event_on <= today:
        raise ValidationError(_("행사일이 지났습니다. 행사일을 고쳐 주세요."), code="past")
    if period := election_in_the_way(round.kind, today, round.event_on):
        raise ValidationError(
            _("%(election)s(%(day)s) 선거 기간에는 이 통지를 보내지 않습니다. 다른 날로 잡아 주세요.")
            % {"election": period, "day": kdate(period.election_on)},
            code="election",
        )


def election_in_the_way(kind: NoticeKind, today: date, event_on: date) -> ElectionPeriod | None:
    """An election in whose period the event lies (civil defence act, article 23(6)), or today, when the first
    messages go."""
    if not kind.not_in_elections:
        return None
    length = timedelta(days=ELECTION_DAYS - 1)
    in_one_of_them = [Q(election_on__range=(day, day + length)) for day in (event_on, today)]
    return ElectionPeriod.objects.filter(in_one_of_them[0] | in_one_of_them[1]).first()
