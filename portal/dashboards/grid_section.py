"""A table of a page with its downloads and, one click away, how it is counted; with a chart above it where
its shape says something.

Written at once, like `figure_card`: a page holds up to six of them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.common.templatetags.korean import intcomma0, kdate, kdatetime
from portal.common.templatetags.ui import chart, table
from portal.dashboards.figure_card import folded
from portal.dashboards.grid import Grid, Row
from portal.dashboards.told import raw, told

_MONTH = re.compile(r"\d{4}-\d{2}")
"""The key of a month: a chart leaves a gap where two do not follow one another."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart of bars of the column `key`; `summary` says in one sentence what it shows."""

    key: str
    title: str
    summary: str


@dataclass(frozen=True, slots=True)
class Files:
    """Where the table is downloaded: the name of a view that takes table and format, and what the page was
    asked for."""

    view: str
    query: str


def section(
    grid: Grid,
    rows: Sequence[Row],
    *,
    files: Files | None = None,
    drawn: Drawn | None = None,
    is_folded: bool = False,
) -> SafeString:
    """`rows` of the grid, its sums beneath; what it has more of stands only in its file. `is_folded`: the
    table opens by a click."""
    title = escape(grid.title)
    shown = grid_table(grid, rows, drawn.key if drawn else "")
    if drawn:
        shown = chart(shown, "bar", f"grid-{grid.name}", drawn.title, drawn.summary)
    elif is_folded:
        shown = _disclosure(title, shown)
    return mark_safe(
        f'<section class="figures">\n<div class="head-row"><h2 id="{grid.name}">{title}</h2>'
        f"{_downloads(grid, files) if files else ''}</div>\n"
        f"{shown}\n{_left(len(grid.rows) - len(rows))}\n{basis(grid)}\n</section>"
    )


def grid_table(grid: Grid, rows: Sequence[Row], draws: str = "") -> SafeString:
    """The column `draws` names carries what a chart draws."""
    drawn = [column.key == draws for column in grid.columns]
    heads = "".join(
        f'<th scope="col" class="num"{"" if is_drawn else " data-chart-skip"}>{escape(column.label)}'
        f"{'(%)' if column.unit == 'percent' else ''}</th>"
        for column, is_drawn in zip(grid.columns, drawn, strict=True)
    )
    body = "\n".join(_row(row, drawn) for row in rows)
    foot = ""
    if grid.total:
        sums = "".join(f'<td class="num">{conditional_escape(told(cell))}</td>' for cell in grid.total)
        foot = f'<tfoot><tr><th scope="row">{escape(_("합계"))}</th>{sums}</tr></tfoot>'
    content = mark_safe(
        f'<thead><tr><th scope="col">{escape(grid.heading)}</th>{heads}</tr></thead>\n'
        f"<tbody>{body}</tbody>\n{foot}"
    )
    return table(content, grid.title, f"grid-{grid.name}", caption_hidden=True, dense=True, sticky=True)


def basis(grid: Grid) -> SafeString:
    """How the counts of a table come about, one click away."""
    if grid.as_of:
        when = _("기준일"), kdate(grid.as_of)
    else:
        when = _("집계한 때"), kdatetime(grid.taken_at) or "-"
    facts = (when, (_("출처"), str(grid.source)), (_("세는 방법"), grid.rule.text))
    return mark_safe(folded(escape(grid.title), facts))


def _row(row: Row, drawn: list[bool]) -> str:
    cells = (
        f'<td class="num"{_value(cell) if is_drawn else ""}>{conditional_escape(told(cell))}</td>'
        for cell, is_drawn in zip(row.cells, drawn, strict=True)
    )
    month = f' data-month="{row.key}"' if any(drawn) and _MONTH.fullmatch(str(row.key)) else ""
    return f'<tr><th scope="row"{month}>{escape(row.label)}</th>{"".join(cells)}</tr>'


def _value(cell) -> str:
    return f' data-value="{escape(raw(cell))}"'


def _downloads(grid: Grid, files: Files) -> str:
    addresses = {
        f"{kind}_url": f"{reverse(files.view, args=[grid.name, kind])}?{files.query}"
        for kind in ("csv", "xlsx")
    }
    return f"<div>{render_to_string('components/downloads.html', addresses | {'what': grid.title})}</div>"


def _disclosure(title: str, shown: str) -> str:
    name = f'{escape(_("표로 보기"))}<span class="sr-only">: {title}</span>'
    return f'<details class="disclosure"><summary>{name}</summary>{shown}</details>'


def _left(rounds: int) -> str:
    if not rounds:
        return ""
    text = ngettext(
        "그 전의 회차 %(left)s개는 내려받은 파일에 있습니다. 합계에는 들어 있습니다.",
        "그 전의 회차 %(left)s개는 내려받은 파일에 있습니다. 합계에는 들어 있습니다.",
        rounds,
    )
    return f'<p class="muted small">{escape(text % {"left": intcomma0(rounds)})}</p>'
