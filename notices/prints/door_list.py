"""The list a tong leader carries: every door in walking order, with boxes for what came of it. In Korean."""

from collections.abc import Sequence

from django.utils import translation

from enrollment.models import District, Tong
from notices.doors import door_of, in_walking_order
from notices.models import AddressedNotice, NoticeRound
from notices.prints.table import Column, Table, draw_tables
from notices.slip_no import slip_no
from portal.common import masking
from portal.common.pdf import Sheet
from portal.common.templatetags.korean import kdate_w

_RESULTS = ("본인", "가족", "부재", "이사")


def door_list_pdf(round: NoticeRound, parts: Sequence[tuple[Tong, str, Sequence[AddressedNotice]]]) -> bytes:
    """A list for each of `parts`: a tong, the name of its leader, its notices with `tries`."""
    with translation.override("ko"):
        sheet = Sheet(f"{round.title} 전달 목록")
        draw_tables(sheet, [_table(round, tong, leader, notices) for tong, leader, notices in parts])
        return sheet.bytes()


def _table(round: NoticeRound, tong: Tong, leader: str, notices: Sequence[AddressedNotice]) -> Table:
    facts = [
        f"{round.kind.name}   {round.title}",
        f"전달 기한 {kdate_w(round.serve_by)}   모두 {len(notices)}건   통장 {leader or '(없음)'}",
    ]
    columns = [
        Column("번호", 64),
        Column("건물", 140),
        Column("동·호", 84),
        Column("이름", 56),
        Column("부재", 36),
        Column("결과", 131, _draw_results),
    ]
    return Table(
        title=f"종이 통지 전달 목록  {tong}",
        facts=facts,
        columns=columns,
        rows=[_row(notice, round.district) for notice in in_walking_order(notices)],
        closing=["이 목록은 통지를 전달할 때만 쓰고, 마치면 수령증과 함께 동 주민센터에 돌려주세요."],
    )


def _row(notice: AddressedNotice, home: District) -> list[str]:
    door = door_of(notice.address, home)
    tries = f"{notice.tries}회" if notice.tries else ""
    return [
        slip_no(notice),
        door.building or "주소 없음",
        door.unit,
        masking.name(notice.name or ""),
        tries,
        "",
    ]


def _draw_results(sheet: Sheet, x: float, y: float) -> None:
    """A box for each result."""
    for label in _RESULTS:
        sheet.text(x, y + 1, label, size=8.5)
        sheet.box(x + 18, y + 2.5, 7.5, 7.5, line=0.7)
        x += 29.5
