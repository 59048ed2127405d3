"""Rows of a file as its page tells them: result, reasons with their cell, the household a row joins."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from enrollment.domain.import_ import giving_back
from enrollment.domain.import_.joining import homes_of
from enrollment.domain.import_.layout import Table
from enrollment.enums import ImportVerdict
from enrollment.models import Dong, Household, ImportFile, ImportRow
from enrollment.veil import MASKED
from portal.common.access import log_access
from portal.common.models import AccessLog


def place(table: Table, row_no: int, several: bool) -> str:
    return f"{table.name} {row_no}" if several else str(row_no)


def lines(
    request, file: ImportFile, rows: Sequence[ImportRow], tables: list[Table], dongs: list[Dong]
) -> list[dict]:
    """What the page says of each row; households are masked, of own dongs only, and the look is logged."""
    own = {dong.pk for dong in dongs}
    homes = {pk: home for pk, home in homes_of(rows, file, by=request.user).items() if home.dong_id in own}
    if homes:
        log_access(
            request,
            action=AccessLog.Action.VIEW,
            subject_type="household",
            subject_ids=sorted({home.pk for home in homes.values()}),
        )
    return [_line(row, tables[row.table], len(tables) > 1, homes.get(row.pk)) for row in rows]


def _line(row: ImportRow, table: Table, several: bool, home: Household | None) -> dict:
    is_joined = row.verdict == ImportVerdict.JOINED
    return {
        "place": place(table, row.row_no, several),
        "verdict": ImportVerdict(row.verdict).label,
        "reasons": [giving_back.with_place(problem, row.row_no, table) for problem in row.problems],
        "home": home,
        "home_words": _words(home) if is_joined else "",
    }


def _words(home: Household | None) -> str:
    if home is None:
        return _("이 파일의 다른 행과 같은 세대")
    return _("%(head)s 세대, %(address)s") % {
        "head": MASKED.name(home.head_name),
        "address": MASKED.address(home),
    }
