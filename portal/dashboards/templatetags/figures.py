"""Whether the figures of a page can be trusted, told on the page itself."""

from datetime import timedelta

from django import template
from django.utils import timezone

from portal.accounts.access import may
from portal.accounts.enums import Permission
from portal.common import figures_check, summary
from portal.dashboards import figure_card
from portal.dashboards.grid_section import Drawn, Files, basis, section
from portal.dashboards.hidden import WHY
from portal.dashboards.told import raw, told, unsaid

register = template.Library()
register.simple_tag(unsaid)
register.filter(told)
register.filter(raw)

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


@register.simple_tag(takes_context=True)
def grid_section(context, table, draws="", chart_title="", summary="", folded=False) -> str:
    """A {grid, rows} of the page with its downloads and grounds: see `grid_section.section`. `draws` names
    the column of a chart, which then has a title and a sentence."""
    files = Files(context["file_view"], context["file_query"]) if context["may_export"] else None
    drawn = Drawn(draws, chart_title, summary) if draws else None
    return section(table["grid"], table["rows"], files=files, drawn=drawn, is_folded=folded)


@register.simple_tag
def grid_basis(grid) -> str:
    """How the counts of a `Grid` come about, one click away."""
    return basis(grid)


@register.simple_tag
def why_unsaid() -> str:
    """Beneath a table with such cells."""
    return str(WHY)


@register.filter
def cells(row, grid):
    """(column, cell) of each cell of a row of a `Grid`."""
    return zip(grid.columns, row.cells, strict=True)


@register.filter
def signed(number) -> str:
    """A gain with its sign, a dash for none that is known."""
    if number is None:
        return "-"
    return f"{number:+,}" if number else f"{number:,}"
