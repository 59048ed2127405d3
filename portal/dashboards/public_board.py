"""Public statistics of a district at the end of a day: rates by dong and month, and what was sent."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from enrollment.models import District, Target
from enrollment.queries import rates
from notices.queries import savings, statistics
from notices.queries.statistics import Sent
from portal.common.moment import one_moment
from portal.common.small_cells import is_small
from portal.dashboards import curve, public_figures, savings_tables
from portal.dashboards.public_figures import PublicRate, PublicRates, told_alone
from portal.dashboards.tables import RULE, Table

SENT_FRESH_SECONDS = 300
MONTHLY = ("month", "quarter", "year")


@dataclass(frozen=True, slots=True)
class SeenNotices:
    """Notices to named people seen electronically up to the end of `as_of`, the hours that saved, and the
    assumptions in words."""

    as_of: date
    notices: int
    hours: Decimal
    assumptions: list[str]


@dataclass(frozen=True, slots=True)
class PublicBoard:
    """What `/stats/` shows; `months` is empty before intake opened. `sent` is all that was sent up to now.

    `seen_notices` is None while they are too few to be told.
    """

    district: District
    day: date
    rates: PublicRates
    months: list[PublicRate]
    sent: list[Sent]
    seen_notices: SeenNotices | None
    target: Target | None
    quiet_since: date | None

    @property
    def rate(self) -> PublicRate:
        return self.rates.district

    @property
    def campaigns(self) -> int:
        return sum(row.campaigns for row in self.sent)

    @property
    def messages(self) -> int:
        return sum(row.messages for row in self.sent)

    @property
    def arrived(self) -> int:
        return sum(row.arrived for row in self.sent)


def headline(district_code: str) -> PublicRate | None:
    """Today's rate of the district, None when the district is not known yet."""
    with one_moment():
        if not District.objects.filter(code=district_code).exists():
            return None
        return told_alone(rates.district_rate(timezone.localdate(), district_code))


def read(day: date, district_code: str, step: str | None = None) -> PublicBoard | None:
    """Every public figure at the end of `day` from one moment; None when the district is not known yet."""
    with one_moment():
        district = District.objects.filter(code=district_code).first()
        if district is None:
            return None
        return PublicBoard(
            district=district,
            day=day,
            rates=public_figures.told(rates.rates_on(day, district_code)),
            months=_months(district, day, step),
            sent=_sent(district_code),
            seen_notices=_seen_notices(day, district_code),
            target=rates.current_target(day, district_code),
            quiet_since=rates.quiet_since(day, district_code),
        )


def _months(district: District, day: date, step: str | None) -> list[PublicRate]:
    opened_on = district.intake_opened_on or rates.first_enrolled_on(district.code)
    if opened_on is None or opened_on > day:
        return []
    if step is None:
        readable = (name for name in MONTHLY if len(curve.step_days(opened_on, day, name)) <= curve.READABLE)
        step = next(readable, "year")
    points = curve.read(opened_on, day, district.code, district.display_name, step).points
    # The first point is the opening day itself, not the end of a month.
    return [told_alone(point.rate) for point in points[1:] or points]


def _sent(district_code: str) -> list[Sent]:
    """Counting a million messages takes a moment: at most every five minutes. Small topics are left out."""
    key = f"public-sent-{district_code}-{get_language()}"
    rows = cache.get_or_set(key, lambda: statistics.sent_by_topic(district_code), SENT_FRESH_SECONDS)
    return [row for row in rows if not is_small(row.messages)]


def _seen_notices(day: date, district_code: str) -> SeenNotices | None:
    """Up to the last whole month, counted at most every five minutes: figures of two neighbouring days would
    tell what one person did."""
    as_of = _last_month_end(day)
    key = f"public-notices-{district_code}-{as_of}-{get_language()}"
    found = cache.get_or_set(key, lambda: _read_notices(as_of, district_code), SENT_FRESH_SECONDS)
    return found if found.notices else None


def _last_month_end(day: date) -> date:
    """`day` itself when a month ends with it."""
    return (day + timedelta(days=1)).replace(day=1) - timedelta(days=1)


def _read_notices(as_of: date, district_code: str) -> SeenNotices:
    """A month with too few is told with those after it: neighbouring months give nobody away either."""
    found = savings.read(as_of, district_code)
    used = [savings_tables.sentence_on_page(used.assumption) for used in found.used]
    told, waiting = savings.Saving("told"), savings.Saving("waiting")
    for month in found.by_month:
        waiting.count(month)
        if not is_small(waiting.notices):
            told.count(waiting)
            waiting = savings.Saving("waiting")
    return SeenNotices(as_of, told.notices, told.hours, used)


@dataclass(frozen=True, slots=True)
class PublicTable(Table):
    """A table with the same rows as objects for JSON."""

    records: list[dict]


def by_dong(board: PublicBoard) -> PublicTable:
    parts = [*board.rates.by_dong, board.rate]
    header = (_("행정동"), _("신청 세대"), _("전체 세대"), _("신청률(%)"), _("전체 세대의 출처"))
    rows = [(part.name, *_figures(part)) for part in parts]
    return _table(board, _("동별 신청률"), header, rows, [part.as_record() for part in parts])


def by_month(board: PublicBoard) -> PublicTable:
    header = (_("날짜"), _("신청 세대"), _("전체 세대"), _("신청률(%)"), _("전체 세대의 출처"))
    rows = [(part.rate.as_of, *_figures(part)) for part in board.months]
    return _table(board, _("월별 신청률"), header, rows, [part.as_record() for part in board.months])


def campaigns(board: PublicBoard) -> PublicTable:
    header = (pgettext("발송", "관심분야"), _("발송 횟수"), _("연인원"), _("도달"))
    rows = [(row.topic, row.campaigns, row.messages, row.arrived) for row in board.sent]
    records = [
        {
            "topic": row.topic,
            "campaigns": row.campaigns,
            "cumulative_recipients": row.messages,
            "delivered": row.arrived,
        }
        for row in board.sent
    ]
    return _table(board, _("소식 발송"), header, rows, records)


TABLES = {"dongs": by_dong, "months": by_month, "campaigns": campaigns}


def _figures(part: PublicRate) -> tuple:
    enrolled = _("5 미만") if part.is_hidden else part.enrolled_households
    return enrolled, part.households, part.rate_percent, part.rate.denominator_source


def _table(board: PublicBoard, title: str, header, rows, records) -> PublicTable:
    meta = [
        (_("제목"), f"{board.district.display_name} {title}"),
        (_("기준일"), board.day),
        (_("세는 방법"), RULE),
        (_("가린 칸"), _("5세대 미만인 칸은 밝히지 않습니다.")),
    ]
    return PublicTable(title, header, rows, meta, records)
