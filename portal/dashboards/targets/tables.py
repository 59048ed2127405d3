"""Targets as rows: for the files, and as records for other systems."""

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.models import Target
from portal.dashboards.hidden import FACT, WORD
from portal.dashboards.rules import RULES
from portal.dashboards.tables import Table
from portal.dashboards.targets.board import TargetBoard
from portal.dashboards.targets.progress import Progress

DONG_RULES = ("target_attainment", "target_missing", "needed_per_working_day", "actual_per_working_day")
SERVICE_RULES = ("target_service_attainment", *DONG_RULES[2:])


def by_dong(board: TargetBoard) -> Table:
    header = (
        _("행정동 코드"),
        _("행정동"),
        _("목표 신청률(%)"),
        _("어디의 목표"),
        _("기한"),
        _("목표 세대"),
        _("신청 세대"),
        _("신청률(%)"),
        *_way_header(),
    )
    rows = [_dong_row(dong) for dong in board.dongs]
    whole = board.whole
    rows.append((whole.code, _("구 전체"), *_dong_row(whole)[2:]))
    return Table(_("동별 목표"), header, rows, _meta(board, _("동별 목표"), DONG_RULES))


def by_service(board: TargetBoard) -> Table:
    header = (_("서비스"), _("기한"), _("목표 이용자"), _("이용자"), *_way_header())
    rows = [
        (
            service.name,
            service.target and service.target.due_on,
            service.goal,
            _count(service),
            *_way(service),
        )
        for service in board.services
    ]
    return Table(_("서비스별 목표"), header, rows, _meta(board, _("서비스별 목표"), SERVICE_RULES))


def of_ledger(board: TargetBoard, ledger: Iterable[Target]) -> Table:
    header = (
        *(_("정한 날"), _("어디의 목표"), _("목표 신청률(%)"), _("목표 이용자")),
        *(_("기한"), _("거둔 날"), _("정한 사람")),
    )
    rows = [
        (
            target.set_on,
            subject(target),
            target.rate_percent,
            target.people,
            target.due_on,
            target.dropped_on,
            target.set_by.name if target.set_by else _("시스템"),
        )
        for target in ledger
    ]
    return Table(_("목표 내역"), header, rows, _meta(board, _("목표 내역"), ()))


def subject(target: Target) -> str:
    """Whose target it is, in words."""
    return str(target.dong or target.service or _("구 전체"))


def record(part: Progress) -> dict:
    """A progress as other systems read it; what is hidden is None."""
    target = part.target
    return {
        "code": part.code,
        "name": part.name,
        "state": part.state.value,
        "has_own_target": target is not None and part.is_own,
        "target_rate_percent": target and target.rate_percent,
        "set_on": target and target.set_on,
        "due_on": target and target.due_on,
        "goal": part.goal,
        "count": part.told_count,
        "rate_percent": part.rate_percent,
        "attainment_percent": part.attainment_percent,
        "missing": part.missing,
        "needed_per_working_day": part.needed,
        "actual_per_working_day": part.actual,
        "projected_on": part.projected_on,
    }


def _dong_row(part: Progress) -> tuple:
    target = part.target
    return (
        part.code,
        part.name,
        target and target.rate_percent,
        "" if target is None else part.name if part.is_own else _("구 전체"),
        target and target.due_on,
        part.goal,
        _count(part),
        part.rate_percent,
        *_way(part),
    )


def _count(part: Progress):
    return str(WORD) if part.is_hidden else part.count


def _way_header() -> tuple:
    return (
        *(_("달성률(%)"), _("목표까지 남은 수"), _("근무일마다 필요한 수"), _("근무일마다 늘어난 수")),
        *(_("목표에 이르는 날"), _("상태")),
    )


def _way(part: Progress) -> tuple:
    return (
        part.attainment_percent,
        part.missing,
        part.needed,
        part.actual,
        part.projected_on,
        str(part.state.label),
    )


def _meta(board: TargetBoard, title: str, rules: tuple[str, ...]) -> list[tuple[str, object]]:
    told = [(str(RULES[code].title), str(RULES[code].text)) for code in rules]
    hidden = [FACT] if board.hides else []
    return [
        (_("제목"), f"{board.district.display_name} {title}"),
        (_("기준일"), board.day),
        (_("전체 세대의 출처"), board.rate.denominator_source or _("등록된 세대수 없음")),
        *told,
        *hidden,
        (_("내려받은 때"), timezone.now()),
    ]
