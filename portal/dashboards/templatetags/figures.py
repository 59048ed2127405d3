"""Whether the figures of a page can be trusted, told on the page itself."""

from datetime import date, timedelta
from decimal import Decimal

from django import template
from django.utils import timezone
from django.utils.html import format_html

from portal.accounts.access import may
from portal.accounts.enums import Permission
from portal.common import figures_check, summary
from portal.common.templatetags.korean import intcomma0, kdate
from portal.dashboards import figure_card
from portal.dashboards.grid import HIDDEN
from portal.dashboards.hidden import WHY, WORD

register = template.Library()

UNSETTLED = timedelta(seconds=60)
"""Workers count what changed within seconds; only what waits longer is worth a word."""


@register.inclusion_tag("components/figures_differ.html", takes_context=True)
def figures_differ(context) -> dict:
    """The banner of dashboards: the newest check differed, or changes wait to be counted."""
    since = summary.unsettled_since()
    waits = since is not None and timezone.now() - since > UNSETTLED
    check = figures_check.unnoticed()
    return {
        "check": check,
        "counting_since": since if waits else None,
        "may_look": check is not None and may(context["request"].user, Permission.CHECK_FIGURES),
    }


@register.simple_tag
def figure(figure, label="", hero=False, url="", progress=None, target=None, extra="") -> str:
    """One `Figure` with its grounds one click away: see `figure_card.card`."""
    return figure_card.card(
        figure, label, is_hero=hero, url=url, progress=progress, target=target, extra=extra
    )


@register.simple_tag
def figure_group(label, lines) -> str:
    """Several figures in one card: see `figure_card.group`."""
    return figure_card.group(label, lines)


@register.simple_tag
def unsaid() -> str:
    """Stands in a cell whose number is kept back."""
    return format_html('<span class="muted">{}</span>', WORD)


@register.simple_tag
def why_unsaid() -> str:
    """Beneath a table with such cells."""
    return str(WHY)


@register.filter
def told(cell) -> str:
    """A cell of a `Grid` as it is read: what is kept back says so, a dash stands where there is nothing."""
    if cell is HIDDEN:
        return unsaid()
    if cell is None:
        return "-"
    if isinstance(cell, date):
        return kdate(cell)
    if isinstance(cell, Decimal):
        return f"{cell:,}"
    return intcomma0(cell) if isinstance(cell, int) else str(cell)


@register.filter
def cells(row, grid):
    """(column, cell) of each cell of a row of a `Grid`."""
    return zip(grid.columns, row.cells, strict=True)


@register.filter
def raw(cell) -> str:
    """A cell of a `Grid` as a chart draws it; empty where nothing is told."""
    return "" if cell is None or cell is HIDDEN else str(cell)


@register.filter
def signed(number) -> str:
    """A gain with its sign, a dash for none that is known."""
    if number is None:
        return "-"
    return f"{number:+,}" if number else f"{number:,}"
