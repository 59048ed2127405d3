"""A report as a tagged PDF: made of its frozen figures whenever it is asked for, always the same bytes."""

from pathlib import Path

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.common.templatetags.korean import intcomma0, kdate
from portal.common.typeset import typeset
from portal.dashboards.models import Report
from portal.dashboards.reports.shown import (
    document,
    figure_words,
    moment_words,
    rules_in_order,
    table_words,
    when_words,
)

TEMPLATE = Path(__file__).with_name("report.typ")
NO_BREAK = "\u00a0"


def pdf(report: Report) -> bytes:
    """The report on A4 pages, in the language of the reader."""
    return typeset(TEMPLATE, content_of(report))


def content_of(report: Report) -> dict:
    told = document(report)
    made = {"at": moment_words(told["made_at"]), "day": kdate(report.as_of)}
    return {
        "lang": get_language(),
        "title": told["title"],
        "office": told["office"],
        "headline": told["headline"],
        "warning": told["warning"],
        "facts": [_("기준일 %(day)s, %(at)s에 만든 수치입니다. 그 뒤로 다시 세지 않았습니다.") % made],
        "footer": _("%(title)s · 확인값 %(hash)s")
        % {"title": told["title"], "hash": report.figures_hash[:16]},
        "sections": [_section(section) for section in told["sections"]],
        "rules_title": _("세는 방법"),
        "rules": rules_in_order(told),
    }


def _section(section: dict) -> dict:
    names = (_("수치"), _("값"), _("분자 / 분모"), _("기준"), _("출처"))
    return {
        "title": section["title"],
        "note": section["note"],
        "figure_columns": [{"title": name, "is_number": at in (1, 2)} for at, name in enumerate(names)],
        "figures": [_figure(figure) for figure in section["figures"]],
        "tables": [_table(table) for table in section["tables"]],
    }


def _figure(figure: dict) -> list[str]:
    share = ""
    if figure["denominator"] is not None:
        share = f"{intcomma0(figure['numerator'])} / {intcomma0(figure['denominator'])}"
    return [
        figure["label"],
        figure_words(figure),
        share,
        when_words(figure).replace(" ", NO_BREAK),
        figure["source"],
    ]


def _table(table: dict) -> dict:
    words = table_words(table)
    return {
        "title": words["title"],
        "columns": words["columns"],
        "rows": [[cell.text for cell in row] for row in words["rows"]],
        "has_total": words["has_total"],
        "facts": words["facts"],
        "drawing": str(words["drawing"]),
        "summary": words["summary"],
    }
