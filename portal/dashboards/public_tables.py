"""The public statistics of one day as tables for download; `/open/` has those of all days."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.dashboards.public_board import PublicBoard
from portal.dashboards.public_figures import PublicRate
from portal.dashboards.rules import RULES
from portal.dashboards.tables import Table


@dataclass(frozen=True, slots=True)
class PublicTable(Table):
    """A table with the same rows as objects for JSON."""

    records: list[dict]


def by_dong(board: PublicBoard) -> PublicTable:
    parts = [*board.dongs.parts, board.dongs.district] if board.dongs else []
    header = (_("행정동"), _("신청 세대"), _("전체 세대"), _("신청률(%)"), _("전체 세대의 출처"))
    rows = [(part.name, *_figures(part)) for part in parts]
    records = [part.as_record() for part in parts]
    day = board.dongs.day if board.dongs else board.day
    return _table(board, _("동별 신청률"), header, rows, records, day)


def by_month(board: PublicBoard) -> PublicTable:
    header = (_("날짜"), _("신청 세대"), _("전체 세대"), _("신청률(%)"), _("전체 세대의 출처"))
    rows = [(part.rate.as_of, *_figures(part)) for part in board.months]
    records = [part.as_record() for part in board.months]
    return _table(board, _("월별 신청률"), header, rows, records, board.day)


def campaigns(board: PublicBoard) -> PublicTable:
    header = (pgettext("발송", "관심분야"), _("발송 횟수"), _("연인원"), _("도달"))
    sent = board.sent_by_topic
    rows = [(row.topic.display_name, row.campaigns, row.messages, row.arrived) for row in sent]
    records = [
        {
            "topic": row.topic.display_name,
            "campaigns": row.campaigns,
            "cumulative_recipients": row.messages,
            "delivered": row.arrived,
        }
        for row in sent
    ]
    return _table(board, _("소식 발송"), header, rows, records, board.day)


TABLES = {"dongs": by_dong, "months": by_month, "campaigns": campaigns}


def _figures(part: PublicRate) -> tuple:
    enrolled = _("밝히지 않음") if part.is_hidden else part.enrolled_households
    return enrolled, part.households, part.rate_percent, part.rate.denominator_source


def _table(board: PublicBoard, title: str, header, rows, records, day: date) -> PublicTable:
    meta = [
        (_("제목"), f"{board.district.display_name} {title}"),
        (_("기준일"), day),
        (_("세는 방법"), RULES["enrolled_households"].text),
        (_("가린 칸"), _("5세대 미만이거나 앞서 밝힌 수와 5세대 미만 차이 나는 칸은 밝히지 않습니다.")),
    ]
    return PublicTable(title, header, rows, meta, records)
