"""The figures above the tables of campaigns and notices."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.translation import gettext as _

from portal.dashboards.campaigns.addressed import Addressed
from portal.dashboards.campaigns.cuts import Cuts
from portal.dashboards.campaigns.sums import COSTS_STAND_ON
from portal.dashboards.figure import Figure, Unit, share
from portal.dashboards.hidden import WORD


def figures(
    as_of: date, counted_at: datetime | None, news: Cuts, notices: Addressed, *, reached: int | None
) -> tuple[Figure, ...]:
    """`reached`: different people up to the day, None where they stay unsaid."""
    of_campaigns = {"source": _("이 포털의 발송 기록"), "as_of": as_of, "taken_at": counted_at}
    of_notices = {"source": _("이 포털의 통지 기록"), "as_of": as_of}
    return (*_sent(news, reached, of_campaigns), *_served(notices, of_notices))


def _sent(news: Cuts, reached: int | None, of: dict) -> Iterable[Figure]:
    sums, hidden = news.whole.sums, news.whole.hidden
    yield Figure("campaign_rounds", sums.campaigns, Unit.CAMPAIGNS, **of)
    yield _count("cumulative_recipients", sums.messages, Unit.PEOPLE, hidden & {"messages"}, of)
    yield _count("distinct_recipients", reached, Unit.PEOPLE, reached is None, of)
    yield _rate("arrival_rate", sums.arrived, sums.messages, hidden & {"arrived", "messages"}, of)
    yield _response("open_rate", sums.opened, sums.opened_of, hidden & {"opened", "mails"}, of)
    yield _response("click_rate", sums.clicked, sums.clicked_of, hidden & {"clicked", "mails"}, of)
    yield _count("campaign_replies", sums.replies, Unit.MESSAGES, hidden & {"replies"}, of)
    unsaid, note = hidden & COSTS_STAND_ON, _price_note(sums.unpriced, sums.won)
    yield _count("campaign_cost", sums.won, Unit.WON, unsaid, of, note)


def _served(notices: Addressed, of: dict) -> Iterable[Figure]:
    whole, hidden = notices.whole, notices.whole.hidden
    yield Figure("notice_rounds", whole.rounds, Unit.CAMPAIGNS, **of)
    yield _count("notice_people", whole.addressed, Unit.PEOPLE, hidden & {"addressed"}, of)
    yield _rate("notice_seen_rate", whole.seen, whole.sent, hidden & {"seen", "sent"}, of)


def _count(code: str, value: int | None, unit: Unit, unsaid: object, of: dict, note="") -> Figure:
    if unsaid:
        return Figure(code, None, unit, note=str(WORD), **of)
    return Figure(code, value, unit, note=note, **of)


def _rate(code: str, part: int, whole: int, unsaid: object, of: dict) -> Figure:
    if unsaid:
        return Figure(code, None, Unit.PERCENT, note=str(WORD), **of)
    return share(code, part, whole, **of)


def _response(code: str, part: int | None, whole: int | None, unsaid: object, of: dict) -> Figure:
    if part is None:
        return Figure(code, None, Unit.PERCENT, note=_("세지 않은 발송"), **of)
    return _rate(code, part, whole, unsaid, of)


def _price_note(unpriced: int, won: int | None) -> str:
    if not unpriced:
        return ""
    if won is None:
        return _("단가 없음")
    return _("단가를 알 수 없는 발송 %(count)s회는 빠져 있습니다.") % {"count": unpriced}
