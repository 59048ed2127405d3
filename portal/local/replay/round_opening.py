"""The row of a replayed round, and who stands behind it."""

from dataclasses import dataclass

from django.utils import timezone

from notices.domain.notice import days
from notices.enums.notice import RoundState
from notices.models import NoticeRound
from portal.accounts.models import User
from portal.local.replay.round_plan import Plan

BRING = "신분증, 통지서(휴대전화 화면도 됩니다)"


@dataclass(frozen=True, slots=True)
class Office:
    """Who drafts, who approves, and who carries for each dong, all unable to sign in."""

    drafter: User
    approver: User
    clerks: dict[str, int]


def opened(made: Plan, number: int, kind, terms, district, office: Office) -> NoticeRound:
    """The row of the round, closed as it is today."""
    serve_by, paper_on, keep_until = days.round_days(made.event_on, terms)
    # Evidence of 2013 would be destroyed on the first night: in the demonstration its period begins today.
    today = timezone.localdate()
    keep_until = max(keep_until, days.round_days(today, terms)[2])
    values = {
        "starts_at": made.begins,
        "ends_at": made.ends,
        "place": made.place,
        "course": made.course,
        "bring": BRING,
    }
    round = NoticeRound(
        district=district,
        kind=kind,
        terms=terms,
        year=made.event_on.year,
        round_no=number,
        title=made.title,
        event_on=made.event_on,
        serve_by=serve_by,
        paper_on=paper_on,
        keep_until=keep_until,
        values=values,
        state=RoundState.CLOSED,
        drafted_by=office.drafter,
        approved_by=office.approver,
        approved_at=made.approved_at,
        content_hash="-",
    )
    round.save()
    return round
