"""Whether the Ministry's file was cut off: a broken download leaves a file that looks whole until its end.

Pure, as the parser it helps: it only adds a hint to what is refused already.
"""

import re
from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext as _

from enrollment.validators.household_count_layout import Layout, Problem
from portal.common.tabular.read import UnreadableFile

# As the Ministry names its downloads: 202206_202208_주민등록인구및세대현황_월간.csv
_MONTHS_IN_NAME = re.compile(r"(20\d{2})(0[1-9]|1[0-2])_(20\d{2})(0[1-9]|1[0-2])_")
_LINE_ENDS = (b"\n", b"\r")


def cut_off(layout: Layout, found: Collection[str], known: Collection[str], ending: bytes) -> Problem | None:
    """The hint that a refused file ends too early, and after what; None where nothing speaks for it.

    `found` are the codes of the district's dongs in the file, `known` those it should hold (may be empty);
    `ending` is the file's last byte when lines end with one, empty for workbooks.
    """
    number, name, code = _last_region(layout)
    if not number:
        return None
    later = [one for one in known if one not in found]
    ends_within = code in found
    stops_early = ends_within and bool(later) and min(later) > code
    half_line = bool(ending) and ending not in _LINE_ENDS
    if not (stops_early or (half_line and (ends_within or _last_row_is_short(layout)))):
        return None
    message = _(
        "파일이 %(name)s 행에서 끊긴 것으로 보입니다. 내려받기가 끝나기 전에 저장된 파일입니다. "
        "처음부터 다시 내려받아 올려 주세요."
    )
    return Problem(message % {"name": name}, number)


def cut_within_quotes(error: UnreadableFile, data: bytes) -> Problem | None:
    """The same hint for a file whose last cell was opened and never closed."""
    if error.code != "quote" or data[-1:] in _LINE_ENDS:
        return None
    message = _(
        "파일 끝이 칸 가운데에서 끊긴 것으로 보입니다. 내려받기가 끝나기 전에 저장된 파일입니다. "
        "처음부터 다시 내려받아 올려 주세요."
    )
    return Problem(message)


def other_month(filename: str, months: Collection[date]) -> Problem | None:
    """Why a file as the Ministry names it cannot hold these months; None for any other name."""
    match = _MONTHS_IN_NAME.match(filename)
    if not match:
        return None
    first, last = (int(match[1]), int(match[2])), (int(match[3]), int(match[4]))
    strange = [as_of for as_of in sorted(months) if not first <= (as_of.year, as_of.month) <= last]
    if not strange:
        return None
    message = _(
        "파일 이름은 %(first)s부터 %(last)s까지인데 표에는 %(month)s이 있습니다. "
        "받으려던 달의 파일인지 확인하고 다시 내려받아 주세요."
    )
    shown = {
        "first": f"{first[0]}-{first[1]:02}",
        "last": f"{last[0]}-{last[1]:02}",
        "month": f"{strange[0]:%Y-%m}",
    }
    return Problem(message % shown)


def _last_region(layout: Layout) -> tuple[int, str, str]:
    """Row, name and code of the last region written with its code; row 0 without one."""
    rows = list(enumerate(layout.sheet.values[layout.first_row - 1 :], start=layout.first_row))
    for number, values in reversed(rows):
        region = layout.region(values)
        if region.code:
            return number, region.name.rpartition(" ")[2], region.code
    return 0, "", ""


def _last_row_is_short(layout: Layout) -> bool:
    """Whether the last row has fewer cells than the one above it."""
    filled = [sum(value not in (None, "") for value in values) for values in layout.sheet.values]
    filled = [number for number in filled if number]
    return len(filled) > 1 and filled[-1] < filled[-2]
