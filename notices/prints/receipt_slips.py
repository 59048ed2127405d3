"""Receipt slips (수령증), three on a page to be cut apart, in walking order. In Korean.

What stands on them follows the slip of the civil-defence notice (enforcement rule of the act, form 21): whose
notice of what it is, who took it, on which day, and their signature. The round is named as its notices name
it: the title in the lists is for the office alone.
"""

from collections.abc import Sequence

from django.utils import translation

from enrollment.models import Tong
from notices.domain.notice.document import number_of
from notices.doors import door_of, in_walking_order
from notices.models import AddressedNotice, NoticeRound
from notices.slip_codes import FAMILY, IN_PERSON
from notices.slip_no import slip_no
from portal.common.pdf import HEIGHT, MARGIN, WIDTH, Sheet, text_width
from portal.common.templatetags.korean import kdate_w

_ON_A_PAGE = 3
_INNER = WIDTH - 2 * MARGIN
_SLIP = HEIGHT / _ON_A_PAGE
_LABEL, _ROW, _RELATIONS = 76, 30, 45
_ON_A_LINE = 4


def receipt_slips_pdf(
    round: NoticeRound, parts: Sequence[tuple[Tong | None, Sequence[AddressedNotice]]]
) -> bytes:
    """The slips of each of `parts`: a tong, and its notices. Each part begins a page."""
    with translation.override("ko"):
        sheet = Sheet(f"{number_of(round)} 수령증")
        for tong, notices in parts:
            for number, notice in enumerate(in_walking_order(notices)):
                if number and number % _ON_A_PAGE == 0:
                    sheet.next_page()
                _draw(sheet, round, tong, notice, (number % _ON_A_PAGE) * _SLIP)
            sheet.next_page()
        return sheet.bytes()


def _draw(sheet: Sheet, round: NoticeRound, tong: Tong | None, notice: AddressedNotice, top: float) -> None:
    if top:
        sheet.line(0, top, WIDTH, thickness=0.3)
    sheet.text(MARGIN, top + 24, "수령증", size=20, bold=True)
    sheet.text(WIDTH - MARGIN, top + 20, slip_no(notice), size=20, bold=True, align="right")
    sheet.text(WIDTH - MARGIN, top + 43, tong or "통 미상", size=10, align="right")
    y = top + 60
    half = _INNER / 2
    y = _cells(sheet, y, [("통지", number_of(round), _INNER)])
    y = _cells(sheet, y, [("받을 사람", notice.name or "", half), ("행사일", kdate_w(round.event_on), half)])
    y = _cells(sheet, y, [("주소", str(door_of(notice.address, round.district)), _INNER)])
    y = _cells(sheet, y, [("받은 사람", "", half), ("받은 날", "           .        .        .", half)])
    _relations(sheet, y)
    y += _RELATIONS + 8
    sheet.text(MARGIN, y + 4, "위 통지를 받았습니다.", size=12)
    sheet.text(WIDTH - MARGIN - 190, y + 4, "서명", size=12)
    sheet.line(WIDTH - MARGIN - 160, y + 20, 160)


def _cells(sheet: Sheet, y: float, cells: Sequence[tuple[str, str, float]]) -> float:
    x = MARGIN
    for label, value, width in cells:
        sheet.box(x, y, _LABEL, _ROW, line=0.5, shade=0.95)
        sheet.box(x + _LABEL, y, width - _LABEL, _ROW, line=0.5)
        sheet.text(x + 8, y + 8, label, size=11)
        _line(sheet, x + _LABEL + 8, y + 8, width - _LABEL - 16, value)
        x += width
    return y + _ROW


def _line(sheet: Sheet, x: float, y: float, width: float, text: str) -> None:
    """One line, in smaller type when it is long; what is longer still ends in a mark of omission."""
    size = next((size for size in (12, 10, 8.5) if text_width(text, size) <= width), 8.5)
    shown = text
    while shown and text_width(shown, size) > width:
        shown = f"{shown.removesuffix('…')[:-1]}…"
    sheet.text(x, y + (12 - size) / 2, shown, size=size)


def _relations(sheet: Sheet, y: float) -> None:
    """Who took it, beside the digits the desk types for it; two lines."""
    sheet.box(MARGIN, y, _LABEL, _RELATIONS, line=0.5, shade=0.95)
    sheet.box(MARGIN + _LABEL, y, _INNER - _LABEL, _RELATIONS, line=0.5)
    sheet.text(MARGIN + 8, y + 16, "관계", size=11)
    who = [(IN_PERSON, "본인"), *((code, receiver.label) for code, receiver in FAMILY.items())]
    for line, start in enumerate(range(0, len(who), _ON_A_LINE)):
        x = MARGIN + _LABEL + 8
        for code, label in who[start : start + _ON_A_LINE]:
            x = sheet.tick(x, y + 6 + line * 19, f"{code} {label}", size=11) + 14
