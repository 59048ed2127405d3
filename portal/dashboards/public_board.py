"""Public statistics of a district at the end of a day: rates by dong and month, what was sent and seen."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from enrollment.models import District, Target
from enrollment.queries import rates
from enrollment.queries.monthly_rates import By
from notices.queries.sent_months import SentMonth
from portal.common.moment import one_moment
from portal.dashboards import curve, public_figures, public_savings, public_sent
from portal.dashboards.public_figures import PublicMonth, PublicRate, told_alone
from portal.dashboards.public_savings import SeenNotices
from portal.dashboards.public_sent import Sending

MONTHLY = ("month", "quarter", "year")


@dataclass(frozen=True, slots=True)
class PublicBoard:
    """What `/stats/` shows.

    `rate` is of the whole district at the end of `day`. `dongs` is the last month that is over of which any
    dong is told, None before there is one; `dong_months` are all months up to it. `months` is the course of
    the district, or of the dong `chosen`; empty before intake opened. `sent` is everything up to now, and
    `seen_notices` None while they are too few to be told.
    """

    district: District
    day: date
    rate: PublicRate
    dongs: PublicMonth | None
    dong_months: list[PublicMonth]
    chosen: PublicRate | None
    months: list[PublicRate]
    sent: list[SentMonth]
    seen_notices: SeenNotices | None
    target: Target | None
    still_since: date | None

    @property
    def sent_by_topic(self) -> list[Sending]:
        return public_sent.by_topic(self.sent)

    @property
    def sent_by_month(self) -> list[Sending]:
        return public_sent.by_month(self.sent)

    @property
    def campaigns(self) -> int:
        return sum(row.campaigns for row in self.sent)

    @property
    def messages(self) -> int:
        return sum(row.messages for row in self.sent)

    @property
    def arrived(self) -> int | None:
        return public_sent.arrived(self.sent)


def headline(district_code: str) -> PublicRate | None:
    """Today's rate of the district, None when the district is not known yet."""
    with one_moment():
        if not District.objects.filter(code=district_code).exists():
            return None
        return told_alone(rates.district_rate(timezone.localdate(), district_code))


def read(day: date, district_code: str, step: str | None = None, dong: str = "") -> PublicBoard | None:
    """Every public figure at the end of `day` from one moment; None when the district is not known yet.

    An unknown `dong` is as none.
    """
    with one_moment():
        district = District.objects.filter(code=district_code).first()
        if district is None:
            return None
        months = public_figures.read_months(day, district_code, By.DONG)
        shown = public_figures.newest_told(months)
        whole = told_alone(rates.district_rate(day, district_code))
        chosen = next((rate for rate in shown.parts if rate.group == dong), None) if shown else None
        return PublicBoard(
            district=district,
            day=day,
            rate=whole,
            dongs=shown,
            dong_months=months,
            chosen=chosen,
            months=_course(months, dong, step) if chosen else _of_the_whole(months, whole, step),
            sent=public_sent.read(district_code),
            seen_notices=public_savings.read(day, district_code),
            target=rates.current_target(day, district_code),
            still_since=rates.still_since(day, district_code),
        )


def _of_the_whole(months: list[PublicMonth], whole: PublicRate, step: str | None) -> list[PublicRate]:
    """The district at the ends of months and at the end of the day; nothing before it has any."""
    ends = [month.district for month in _stepped(months, step)]
    if ends and ends[-1].rate.as_of == whole.rate.as_of:
        return ends
    return [*ends, whole] if ends or whole.rate.enrolled_households else []


def _course(months: list[PublicMonth], dong: str, step: str | None) -> list[PublicRate]:
    return [next(rate for rate in month.parts if rate.group == dong) for month in _stepped(months, step)]


def _stepped(months: list[PublicMonth], step: str | None) -> list[PublicMonth]:
    if not months:
        return []
    first, last = months[0].day, months[-1].day
    days = set(curve.step_days(first, last, step or _readable(first, last)))
    return [month for month in months if month.day in days]


def _readable(first: date, last: date) -> str:
    """The shortest step of months that gives a table one can still read."""
    readable = (name for name in MONTHLY if len(curve.step_days(first, last, name)) <= curve.READABLE)
    return next(readable, "year")
