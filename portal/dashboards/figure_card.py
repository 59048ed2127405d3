"""A figure on a page, and one click away what it stands on.

Written at once: pages hold up to twenty, and in the template language they take longer than their table.
"""

from collections.abc import Iterable
from decimal import Decimal

from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.common.templatetags.korean import intcomma0, kdate, kdatetime, quantity
from portal.dashboards.figure import Figure, Unit
from portal.dashboards.hidden import why_unsaid

Lines = Iterable[tuple[str, Iterable[tuple[str, Figure]]]]


def card(
    figure: Figure,
    label: str = "",
    *,
    is_hero: bool = False,
    url: str = "",
    progress: Decimal | None = None,
    target: Decimal | None = None,
    extra: str = "",
) -> SafeString:
    """`label` instead of the title of its rule; `url` where there is more; `progress` and `target` (0 to 100)
    a thin bar with a mark; `extra` one line beneath."""
    name = escape(label or figure.rule.title)
    head = f'<a href="{escape(url)}">{name}</a>' if url else name
    parts = [
        f'<div class="stat{" stat-hero" if is_hero else ""}">',
        f'<p class="stat-label">{head}</p><p class="stat-value">{_value(figure)}</p>',
    ]
    if progress is not None:
        bar = {"value": progress, "max": 100, "target": target, "label": label, "hide_text": True}
        parts.append(render_to_string("components/progress.html", bar))
    if figure.denominator is not None:
        part, whole = intcomma0(figure.numerator), intcomma0(figure.denominator)
        parts.append(f'<p class="stat-basis">{part} / {whole}</p>')
    if extra:
        parts.append(f'<p class="stat-note">{escape(extra)}</p>')
    parts.append(f"{_folded(name, _grounds(figure))}</div>")
    return mark_safe("\n".join(parts))


def group(label: str, lines: Lines) -> SafeString:
    """Several figures that are read together: `label` says what they are about, with their unit; `lines` are
    [(heading or "", [(label, Figure)])]."""
    name = escape(label)
    parts, grounds = [f'<div class="stat figure-group"><p class="stat-label">{name}</p>'], []
    for heading, figures in lines:
        if heading:
            parts.append(f'<p class="figure-heading">{escape(heading)}</p>')
        parts.append('<dl class="figure-pairs">')
        for one_name, figure in figures:
            parts.append(f"<div><dt>{escape(one_name)}</dt><dd>{_bare(figure)}</dd></div>")
            grounds.append(f'<p class="figure-name">{escape(figure.rule.title)}</p>{_grounds(figure)}')
        parts.append("</dl>")
    parts.append(f"{_folded(name, ''.join(grounds))}</div>")
    return mark_safe("\n".join(parts))


def _value(figure: Figure) -> str:
    if figure.value is None:
        return f'<span class="muted">{escape(figure.note or "-")}</span>'
    if figure.unit == Unit.DAY:
        return f"<strong>{escape(kdate(figure.value))}</strong>"
    unit = f'<span class="stat-unit">{escape(figure.unit_label)}</span>'
    if figure.unit in (Unit.PERCENT, Unit.POINTS):
        return f"<strong>{escape(figure.value)}</strong>{unit}"
    space = " " if get_language() == "en" else ""
    return f"<strong>{escape(quantity(figure.value))}</strong>{space}{unit}"


def _bare(figure: Figure) -> str:
    if figure.value is None:
        return f'<span class="muted">{escape(figure.note)}</span>'
    return f"<strong>{escape(quantity(figure.value))}</strong>"


def folded(name: str, facts: Iterable[tuple[str, str | None]]) -> str:
    """(word, fact) of what something called `name` stands on, one click away; empty facts are left out."""
    return _folded(name, _listed(facts))


def _folded(name: str, grounds: str) -> str:
    summary = f'{escape(_("산출 근거"))}<span class="sr-only">: {name}</span>'
    return f'<details class="disclosure basis"><summary>{summary}</summary>{grounds}</details>'


def _grounds(figure: Figure) -> str:
    note = figure.note if figure.value is not None else ""
    return _listed(
        (
            (_("분자"), None if figure.numerator is None else intcomma0(figure.numerator)),
            (_("분모"), None if figure.denominator is None else intcomma0(figure.denominator)),
            (_("기준일"), figure.as_of and kdate(figure.as_of)),
            (_("집계한 때"), figure.taken_at and kdatetime(figure.taken_at)),
            (_("출처"), str(figure.source)),
            (_("세는 방법"), figure.rule.text),
            (_("가린 칸"), why_unsaid(figure)),
            (_("알림"), note),
        )
    )


def _listed(facts: Iterable[tuple[str, str | None]]) -> str:
    rows = (
        f"<div><dt>{escape(name)}</dt><dd>{escape(fact)}</dd></div>"
        for name, fact in facts
        if fact is not None and fact != ""
    )
    return f'<dl class="definition-list">{"".join(rows)}</dl>'
