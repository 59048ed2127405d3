"""The indicators of a district as they stand at the end of a day."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from enrollment.models import District
from portal.common.moment import one_moment
from portal.common.said import said
from portal.common.share import percent
from portal.common.templatetags.korean import kdate, quantity
from portal.dashboards.figure import Figure, Unit
from portal.dashboards.indicators.values import PERCENT
from portal.dashboards.models import Indicator, IndicatorValue
from portal.dashboards.sparkline import Sparkline, sparkline

POINTS_DRAWN = 60


@dataclass(frozen=True, slots=True)
class Peer:
    """The newest value of another area, and how far ours of the day `own_on` lies from it (ours minus
    theirs)."""

    value: IndicatorValue
    difference: Decimal | None
    own_on: date | None

    @property
    def distance(self) -> Decimal | None:
        return self.difference and abs(self.difference)

    @property
    def is_of_another_day(self) -> bool:
        return self.own_on is not None and self.own_on != self.value.period_on


@dataclass(frozen=True, slots=True)
class Followed:
    """One indicator. `now` is the newest own value, None before the first; `attainment` and `change` are None
    without what they rest on. `values` are those in force, our own and those of peers, the oldest first."""

    indicator: Indicator
    now: IndicatorValue | None
    figure: Figure
    change: Figure | None
    attainment: Figure | None
    peers: tuple[Peer, ...]
    line: Sparkline | None
    values: tuple[IndicatorValue, ...]

    @property
    def name(self) -> str:
        return name_of(self.indicator)

    @property
    def is_better(self) -> bool | None:
        """Whether it moved the right way since the baseline; None where it did not move."""
        if self.change is None or not self.change.value:
            return None
        return (self.change.value > 0) == self.indicator.higher_is_better


@dataclass(frozen=True, slots=True)
class Indicators:
    district: District
    day: date
    followed: tuple[Followed, ...]
    hidden: tuple[Indicator, ...]


def read(day: date, district_code: str) -> Indicators | None:
    """Every indicator shown, in its order; None when the district is not known yet."""
    with one_moment():
        district = District.objects.filter(code=district_code).first()
        if district is None:
            return None
        all_of_them = list(Indicator.objects.filter(district=district))
        values = defaultdict(list)
        standing = IndicatorValue.objects.filter(
            indicator__district=district, superseded_at=None, period_on__lte=day
        )
        for value in standing.order_by("period_on", "id"):
            values[value.indicator_id].append(value)
    shown = [indicator for indicator in all_of_them if indicator.is_shown]
    return Indicators(
        district=district,
        day=day,
        followed=tuple(_followed(indicator, values[indicator.pk]) for indicator in shown),
        hidden=tuple(indicator for indicator in all_of_them if not indicator.is_shown),
    )


def name_of(indicator: Indicator) -> str:
    """In the reader's language, where it has a name there."""
    return str(said(indicator.name, indicator.name_en))


def _followed(indicator: Indicator, values: list[IndicatorValue]) -> Followed:
    own = [value for value in values if not value.peer]
    now = own[-1] if own else None
    newest = {value.peer: value for value in values if value.peer}
    return Followed(
        indicator=indicator,
        now=now,
        figure=_figure(indicator, now),
        change=_change(indicator, now),
        attainment=_attainment(indicator, now),
        peers=tuple(_peer(value, now) for value in newest.values()),
        line=_line(indicator, own[-POINTS_DRAWN:]),
        values=tuple(values),
    )


def _peer(value: IndicatorValue, now: IndicatorValue | None) -> Peer:
    if now is None:
        return Peer(value, None, None)
    return Peer(value, tidy(now.value - value.value), now.period_on)


def _figure(indicator: Indicator, now: IndicatorValue | None) -> Figure:
    facts = {"unit": Unit.OTHER, "unit_word": indicator.unit}
    if indicator.unit == PERCENT:
        facts = {"unit": Unit.PERCENT}
    if now is None:
        note = _("아직 입력한 값이 없습니다.")
        return Figure("indicator_value", None, source="", note=note, **facts)
    return Figure("indicator_value", tidy(now.value), source=now.source, as_of=now.period_on, **facts)


def _change(indicator: Indicator, now: IndicatorValue | None) -> Figure | None:
    if now is None or indicator.baseline is None:
        return None
    facts = {"unit": Unit.OTHER, "unit_word": indicator.unit}
    if indicator.unit == PERCENT:
        facts = {"unit": Unit.POINTS}
    value = tidy(now.value - indicator.baseline)
    return Figure("indicator_change", value, source=now.source, as_of=now.period_on, **facts)


def _attainment(indicator: Indicator, now: IndicatorValue | None) -> Figure | None:
    if now is None or None in (indicator.baseline, indicator.target):
        return None
    way = indicator.target - indicator.baseline
    if not way:
        return None
    # Both may be negative: the target may lie below the baseline.
    done = percent((now.value - indicator.baseline) * (1 if way > 0 else -1), abs(way))
    value = max(Decimal(0), done)
    return Figure("indicator_attainment", value, Unit.PERCENT, now.source, as_of=now.period_on)


def _line(indicator: Indicator, own: list[IndicatorValue]) -> Sparkline | None:
    if not own:
        return None
    series = [(value.period_on, value.value) for value in own]
    words = _in_words(indicator, own)
    return sparkline(series, text=words, before=indicator.baseline, target=indicator.target)


def _in_words(indicator: Indicator, own: list[IndicatorValue]) -> str:
    def amount(value) -> str:
        return f"{quantity(value)}{indicator.unit}"

    parts = []
    if indicator.baseline is not None:
        parts.append(_("기준값 %(value)s") % {"value": amount(indicator.baseline)})
    if len(own) > 1:
        parts.append(f"{kdate(own[0].period_on)} {amount(own[0].value)}")
    parts.append(f"{kdate(own[-1].period_on)} {amount(own[-1].value)}")
    if indicator.target is not None:
        parts.append(_("목표 %(value)s") % {"value": amount(indicator.target)})
    return f"{name_of(indicator)}: {', '.join(parts)}"


def tidy(value: Decimal) -> Decimal:
    """Without the noughts behind: 45.00 is 45."""
    short = value.normalize()
    return short.quantize(Decimal(1)) if short == short.to_integral_value() else short
