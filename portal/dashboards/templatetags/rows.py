"""Rows of long tables, written at once: in the template language a table of sixty takes longer than all the
rest of its page."""

from collections.abc import Iterable
from decimal import Decimal

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from portal.common.templatetags.korean import intcomma0, kdate_w, percent1
from portal.common.templatetags.ui import bar
from portal.dashboards.curve import Point
from portal.dashboards.public_figures import PublicRate
from portal.dashboards.told import unsaid

register = template.Library()


@register.simple_tag
def curve_rows(points: Iterable[Point]) -> SafeString:
    """Day, rate, enrolled households, how many came, all households."""
    return mark_safe("\n".join(_curve_row(point) for point in points))


def _curve_row(point: Point) -> str:
    percent = point.rate_percent
    return (
        f'<tr><th scope="row" class="nowrap" data-value="{point.day.isoformat()}">{kdate_w(point.day)}</th>'
        f'<td class="num" data-value="{"" if percent is None else percent}">{percent1(percent)}</td>'
        f"{_number(point.rate.enrolled_households)}{_number(point.added)}{_whole(point.rate.households)}</tr>"
    )


@register.simple_tag
def dong_rows(dongs: Iterable[PublicRate], target: Decimal | None) -> SafeString:
    """Dong, enrolled households, all households, rate, bar with the target on it."""
    return mark_safe("\n".join(_dong_row(dong, target or None) for dong in dongs))


def _dong_row(dong: PublicRate, target: Decimal | None) -> str:
    percent = dong.rate_percent
    return (
        f"{_name(dong)}{_enrolled(dong)}{_whole(dong.households)}"
        f'<td class="num"><strong>{percent1(percent)}</strong></td>{_bar(percent, target)}</tr>'
    )


@register.simple_tag
def place_rows(places: Iterable[tuple[PublicRate, Decimal | None]]) -> SafeString:
    """Place, enrolled households, their share of all enrolled, bar of it, share of all households."""
    return mark_safe("\n".join(_place_row(place, share) for place, share in places))


def _place_row(place: PublicRate, share: Decimal | None) -> str:
    return (
        f'{_name(place)}{_enrolled(place)}<td class="num"><strong>{percent1(share)}</strong></td>'
        f'{_bar(share)}<td class="num">{percent1(place.rate_percent)}</td></tr>'
    )


def _name(part: PublicRate) -> str:
    return f'<tr><th scope="row" class="nowrap">{escape(part.name)}</th>'


def _enrolled(part: PublicRate) -> str:
    if part.is_hidden:
        return f'<td class="num">{unsaid()}</td>'
    return _number(part.enrolled_households)


def _number(number: int) -> str:
    return f'<td class="num">{intcomma0(number)}</td>'


def _whole(households: int | None) -> str:
    return f'<td class="num">{intcomma0(households) if households else "-"}</td>'


def _bar(percent: Decimal | None, target: Decimal | None = None) -> str:
    return f'<td class="bar-cell">{"" if percent is None else bar(percent, 100, target)}</td>'
