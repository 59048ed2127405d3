"""Whom a notice went to electronically, for the civil-defence commander (민방위대장) of each tong. In Korean.

The dong head tells the commander without delay who got the notice by post or electronically (civil defence
act decree, article 30(3)): names stand in full, because that is what must be told.
"""

from collections.abc import Sequence

from django.utils import translation

from enrollment.models import District, Tong
from notices.doors import door_of, in_walking_order
from notices.enums.notice import NoticeState
from notices.models import AddressedNotice, NoticeRound
from notices.prints.table import Column, Table, draw_tables
from portal.common.pdf import Sheet
from portal.common.templatetags.korean import kdate, kdate_w


def commander_list_pdf(
    round: NoticeRound, parts: Sequence[tuple[Tong | None, Sequence[AddressedNotice]]]
) -> bytes:
    """A list for each of `parts`: a tong, and its notices with `sent_at`."""
    with translation.override("ko"):
        sheet = Sheet(f"{round.title} 전자송달 명단")
        draw_tables(sheet, [_table(round, tong, notices) for tong, notices in parts])
        return sheet.bytes()


def _table(round: NoticeRound, tong: Tong | None, notices: Sequence[AddressedNotice]) -> Table:
    seen = sum(notice.state == NoticeState.SEEN for notice in notices)
    return Table(
        title=f"전자송달 명단  {tong or '통 미상'}",
        facts=[
            f"{round.kind.name}   {round.title}   행사일 {kdate_w(round.event_on)}",
            f"모두 {len(notices)}명   열람 {seen}명   열람 전 {len(notices) - seen}명",
        ],
        columns=[
            Column("순번", 42),
            Column("이름", 80),
            Column("주소", 209),
            Column("보낸 날", 90),
            Column("열람한 날", 90),
        ],
        rows=[
            _row(number, notice, round.district)
            for number, notice in enumerate(in_walking_order(notices), start=1)
        ],
        closing=["민방위기본법 시행령 제30조제3항에 따라 전자문서로 통지한 사람을 알려 드립니다."],
    )


def _row(number: int, notice: AddressedNotice, home: District) -> list[str]:
    seen = kdate(notice.seen_at) if notice.state == NoticeState.SEEN else "열람 전"
    return [
        str(number),
        notice.name or "",
        str(door_of(notice.address, home)),
        kdate(notice.sent_at) or "-",
        seen,
    ]
