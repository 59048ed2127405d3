"""How far online applications come, page by page."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enrollment.domain.funnel import DONE
from portal.common.share import percent
from portal.dashboards.grid import HIDDEN, Column, Grid, Row

FIRST = "consents"
STEPS = {
    FIRST: gettext_lazy("동의"),
    "person": gettext_lazy("신청인"),
    "contact": gettext_lazy("연락처"),
    "mobile_code": gettext_lazy("휴대전화 인증번호"),
    "household": gettext_lazy("세대와 주소"),
    "services": gettext_lazy("서비스 고르기"),
    "check": gettext_lazy("확인과 제출"),
    DONE: gettext_lazy("제출 마침"),
}
"""Pages everybody comes to, in their order."""
BESIDE = {
    "guardian": gettext_lazy("법정대리인 (만 14세 미만만)"),
    "guardian_code": gettext_lazy("법정대리인 인증번호 (만 14세 미만만)"),
    "email_code": gettext_lazy("이메일 인증번호 (이메일을 적은 사람만)"),
}
"""Pages of some: whoever has none goes on to the next page, so nobody is said to have stopped before one."""
SOURCE = gettext_lazy("온라인 신청 화면이 날마다 센 수")


def funnel(reached: Mapping[str, int], day: date, *, tells_done: bool) -> Grid:
    """Applications that came to each page, of those that began, and how many came no further.

    Drafts are counted, no people: nothing of them is kept back but the last page, without `tells_done`. Who
    came there handed in an application, which the tables by place tell as well.
    """
    began = reached.get(FIRST, 0)
    names = [*STEPS]
    rows = [
        _row(step, STEPS[step], reached, began, following)
        for step, following in zip(names, [*names[1:], None], strict=True)
    ]
    if not tells_done:
        *rows, check, done = rows
        rows += [replace(check, cells=(*check.cells[:-1], HIDDEN)), replace(done, cells=(HIDDEN,) * 3)]
    rows += [_row(step, label, reached, began, None) for step, label in BESIDE.items()]
    columns = (
        Column("reached", _("온 신청"), "applications"),
        Column("share", _("시작한 신청 중(%)"), "percent"),
        Column("stopped", _("여기서 멈춘 신청"), "applications"),
    )
    return Grid(
        "funnel",
        _("온라인 신청의 단계"),
        _("화면"),
        columns,
        tuple(rows),
        "online_funnel",
        SOURCE,
        as_of=day,
    )


def _row(step: str, label, reached: Mapping[str, int], began: int, following: str | None) -> Row:
    came = reached.get(step, 0)
    stopped = came - reached.get(following, 0) if following else None
    told = stopped if stopped is not None and stopped >= 0 else None
    return Row(step, label, (came, percent(came, began), told))
