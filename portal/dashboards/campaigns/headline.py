"""The figures above the tables of campaigns and notices."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from portal.dashboards.campaigns.addressed import Addressed
from portal.dashboards.campaigns.cuts import Cuts
from portal.dashboards.figure import Figure, Unit, share
from portal.dashboards.hidden import WORD


def figures(
    as_of: date, counted_at: datetime | None, news: Cuts, notices: Addressed, *, reached: int | None
) -> tuple[Figure, ...]:
    """`reached`: different people up to the day, None where they stay unsaid."""
    sums, hidden = news.whole.sums, news.whole.hidden
    of_campaigns = {"source": _("이 포털의 발송 기록"), "as_of": as_of, "taken_at": counted_at}
    of_notices = {"source": _("이 포털의 통지 기록"), "as_of": as_of}
    all_notices = notices.whole

    def count(code: str, value: int | None, unit: Unit, note: str = "", **of) -> Figure:
        return Figure(code, value, unit, note=note, **of)

    def told(name: str, value: int) -> int | None:
        return None if name in hidden else value

    return (
        count("campaign_rounds", sums.campaigns, Unit.CAMPAIGNS, **of_campaigns),
        count(
            "cumulative_recipients",
            told("messages", sums.messages),
            Unit.PEOPLE,
            _unsaid(hidden, "messages"),
            **of_campaigns,
        ),
        count(
            "distinct_recipients",
            reached,
            Unit.PEOPLE,
            "" if reached is not None else str(WORD),
            **of_campaigns,
        ),
        _rate("arrival_rate", ("arrived", "messages"), hidden, sums.arrived, sums.messages, of_campaigns),
        _response("open_rate", "opened", hidden, sums.opened, sums.opened_of, of_campaigns),
        _response("click_rate", "clicked", hidden, sums.clicked, sums.opened_of, of_campaigns),
        count(
            "campaign_replies",
            told("replies", sums.replies),
            Unit.MESSAGES,
            _unsaid(hidden, "replies"),
            **of_campaigns,
        ),
        # It is messages times a price.
        count(
            "campaign_cost",
            None if hidden & {"messages", "sent"} else sums.won,
            Unit.WON,
            _unsaid(hidden, "messages", "sent") or _price_note(sums.unpriced, sums.won),
            **of_campaigns,
        ),
        count("notice_rounds", all_notices.rounds, Unit.CAMPAIGNS, **of_notices),
        count(
            "notice_people",
            None if "addressed" in all_notices.hidden else all_notices.addressed,
            Unit.PEOPLE,
            _unsaid(all_notices.hidden, "addressed"),
            **of_notices,
        ),
        _rate(
            "notice_seen_rate",
            ("seen", "sent"),
            all_notices.hidden,
            all_notices.seen,
            all_notices.sent,
            of_notices,
        ),
    )


def _rate(code: str, names: tuple[str, str], hidden, part: int, whole: int, of: dict) -> Figure:
    if hidden & set(names):
        return Figure(code, None, Unit.PERCENT, note=_unsaid(hidden, *names), **of)
    return share(code, part, whole, **of)


def _response(code: str, name: str, hidden, part: int | None, whole: int | None, of: dict) -> Figure:
    if part is None:
        return Figure(code, None, Unit.PERCENT, note=_("세지 않은 발송"), **of)
    return _rate(code, (name, name), hidden, part, whole, of)


def _unsaid(hidden: frozenset[str], *names: str) -> str:
    return str(WORD) if hidden & set(names) else ""


def _price_note(unpriced: int, won: int | None) -> str:
    if not unpriced:
        return ""
    if won is None:
        return _("단가 없음")
    return _("단가를 알 수 없는 발송 %(count)s회는 빠져 있습니다.") % {"count": unpriced}
