"""The tables by neighbourhood as rows, for download."""

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.dashboards.areas.area import Area, Part
from portal.dashboards.areas.ranking import Ranked
from portal.dashboards.areas.read import Areas, OneDong, OneTong
from portal.dashboards.hidden import WORD
from portal.dashboards.overview.ledger import source
from portal.dashboards.rules import RULES
from portal.dashboards.tables import Table


def by_dong(areas: Areas) -> Table:
    title = _("동별 비교")
    header = (
        *(_("행정동 코드"), _("행정동"), _("비교일 신청 세대"), _("비교일 신청률(%)"), _("신청 세대")),
        *(_("전체 세대"), _("신청률(%)"), _("늘어난 세대"), _("늘어난 신청률(%p)"), _("남은 세대")),
        *(_("통장"), _("통장 1명당 남은 세대"), _("신청률 순위"), _("증가 순위"), _("남은 세대 순위")),
        *(_("목표 신청률(%)"), _("전체 세대의 출처")),
    )
    rows = [_row(row.area.code, row.area.name, row.area, row) for row in areas.dongs]
    rows.append(_row(areas.district.code, _("합계"), areas.whole, None))
    rules = ("enrollment_rate", "rate_gained", "households_left_per_leader", "fair_comparison")
    return Table(title, header, rows, _meta(f"{areas.district.display_name} {title}", areas, rules))


def by_tong(dong: OneDong) -> Table:
    title = _("통별 신청 세대")
    return _of_parts(f"{dong.area.name} {title}", _("통"), dong.tongs, dong.areas, dong.area)


def by_ban(tong: OneTong) -> Table:
    title = _("반별 신청 세대")
    name = f"{tong.dong.area.name} {tong.tong.name} {title}"
    return _of_parts(name, _("반"), tong.bans, tong.dong.areas, tong.tong)


def _of_parts(title: str, heading: str, parts: list[Part], areas: Areas, whole: Area | Part) -> Table:
    header = (heading, _("비교일 신청 세대"), _("신청 세대"), _("늘어난 세대"))
    rows = [(part.name, *_counts(part)) for part in parts]
    rows.append((_("합계"), *_counts(whole)))
    return Table(title, header, rows, _meta(title, areas, ("tong_households", "households_gained")))


def _counts(part: Area | Part) -> tuple:
    return tuple(_told(part, value) for value in (part.before, part.now, part.gained))


def _row(code: str, name: str, area: Area, row: Ranked | None) -> tuple:
    return (
        *(code, name, _told(area, area.before), area.rate_before, _told(area, area.now)),
        *(area.households, area.rate, area.gained, area.points, area.left),
        *(area.leaders, area.left_per_leader),
        *((row.by_rate, row.by_points, row.by_left) if row else (None, None, None)),
        *(area.target_rate, area.later.denominator_source),
    )


def _told(part: Area | Part, value: int | None) -> int | str | None:
    return str(WORD) if part.is_hidden else value


def _meta(title: str, areas: Areas, rules: tuple[str, ...]) -> list[tuple[str, object]]:
    whole, none = areas.whole, _("등록된 세대수 없음")
    return [
        (_("제목"), title),
        (_("비교일"), areas.since),
        (_("기준일"), areas.day),
        (_("출처"), source()),
        (_("비교일 전체 세대의 출처"), whole.earlier.denominator_source or none),
        (_("전체 세대의 출처"), whole.later.denominator_source or none),
        *((RULES[code].title, RULES[code].text) for code in rules),
        (_("내려받은 때"), timezone.now()),
    ]
