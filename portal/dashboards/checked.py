"""What nightly checks compare and what is counted of now, in words, each with the rule it goes by."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from enrollment.enums import Channel
from enrollment.queries.kept_figures import ENROLLED
from enrollment.queries.ledger_checks import SPELLS
from notices.domain import campaign_check
from notices.enums import DeliveryState
from portal.dashboards.rules import RULES
from portal.dashboards.rules.rule import Rule

FIGURES = {
    "people": _("소식을 받은 사람"),
    "newly_reached": _("처음 받은 사람"),
    "opened": _("열람"),
    "clicked": _("링크 누름"),
    "replies": _("의견"),
    "won": _("발송 비용"),
}
"""Of a campaign, as the check names them."""


def _as_it_is(cell: str) -> str:
    return cell.replace("/", " / ")


def _figure(cell: str) -> str:
    campaign, _slash, name = cell.partition("/")
    return f"{campaign} / {FIGURES.get(name, name)}"


def _state(cell: str) -> str:
    campaign, channel, state = cell.split("/")
    names = dict(Channel.choices).get(channel, channel), dict(DeliveryState.choices).get(state, state)
    return " / ".join(map(str, (campaign, *names)))


@dataclass(frozen=True, slots=True)
class Checked:
    """`cells` says what the parts of a cell's name are, `words` puts such a name into words."""

    title: Promise | str
    rule_code: str
    cells: Promise | str = ""
    words: Callable[[str], str] = _as_it_is

    @property
    def rule(self) -> Rule:
        return RULES[self.rule_code]


COMPARED = {
    "household_day": Checked(_("일별 신청 세대"), "check_summaries", _("날짜 / 동 / 접수처")),
    "household_month": Checked(_("월별 신청 세대"), "check_summaries", _("달 / 동 / 접수처")),
    "district_day": Checked(_("구 전체의 일별 신청 세대"), "check_summaries", _("날짜 / 구")),
    "tong_day": Checked(_("통·반의 일별 신청 세대"), "check_summaries", _("날짜 / 동 / 통 / 반")),
    "tong_month": Checked(_("통·반의 월별 신청 세대"), "check_summaries", _("달 / 동 / 통 / 반")),
    "service_day": Checked(_("일별 서비스 이용자"), "check_summaries", _("날짜 / 서비스")),
    "application_hour": Checked(_("시각별 신청"), "check_summaries", _("날짜 / 시 / 동 / 접수처 / 방법")),
    "leader_month": Checked(_("통장이 받아 온 월별 신청"), "check_summaries", _("달 / 통장")),
    "intake_day": Checked(_("일별 접수"), "check_summaries", _("날짜 / 구 / 시 / 접수처 / 방법")),
    "intake_month": Checked(_("월별 접수"), "check_summaries", _("달 / 구 / 접수처 / 방법")),
    "intake_clock": Checked(_("요일과 시각별 접수"), "check_summaries", _("달 / 구 / 요일 / 시 / 방법")),
    "notice_day": Checked(_("일별 통지"), "check_summaries", _("날짜 / 회차 / 동")),
    "notice_round_day": Checked(_("회차별 통지"), "check_summaries", _("회차 / 날짜")),
    "notice_dong_month": Checked(_("동별 월별 통지"), "check_summaries", _("달 / 구 / 종류 / 동")),
    campaign_check.STATES: Checked(_("발송의 건수"), "check_campaigns", _("발송 번호 / 방법 / 상태"), _state),
    campaign_check.TOLD: Checked(_("발송의 결과"), "check_campaigns", _("발송 번호 / 수치"), _figure),
    ENROLLED: Checked(_("남겨 둔 지난날의 신청 세대"), "check_kept_days", _("날짜 / 동 / 접수처")),
    SPELLS: Checked(_("세대와 세대원의 신청 기간"), "check_spells", _("세대 번호")),
    "dashboards_report": Checked(_("월간 보고의 확인값"), "check_reports", _("보고의 주소")),
}
"""By the name a difference is written down with."""

COUNTED = {
    "reachable_households": Checked(_("연락이 닿는 세대"), "reachable_rate"),
    "service_people": Checked(_("서비스별 이용자"), "service_people"),
    "service_ages": Checked(_("나이대별 서비스 이용자"), "age_people"),
    "consent_people": Checked(_("동의 항목별 사람"), "consent_people"),
    "import_rows": Checked(_("명단 파일의 행"), "import_rows"),
    "reviews": Checked(_("확인이 필요했던 신청"), "reviewed_applications"),
    "topic_people": Checked(_("관심분야별 받는 사람"), "topic_people"),
    "people_on_topics": Checked(_("소식을 받는 사람"), "people_on_topics"),
    "topic_ages": Checked(_("나이대별 소식을 받는 사람"), "age_people"),
    "channel_people": Checked(_("받는 방법별 사람"), "channel_people"),
}
"""By the name of a measure of now."""


@dataclass(frozen=True, slots=True)
class Difference:
    checked: Checked
    cell: str
    told: object
    counted: object


def difference(found: dict) -> Difference:
    """A difference as it was written down, in words; by its name where that is of an earlier time."""
    checked = COMPARED.get(found["summary"]) or Checked(found["summary"], "check_summaries")
    return Difference(checked, checked.words(found["cell"]), _count(found["told"]), _count(found["counted"]))


def _count(value) -> str | None:
    """Summaries tell several counts of a cell at once."""
    if isinstance(value, list):
        return ", ".join(f"{number:,}" for number in value)
    return f"{value:,}" if isinstance(value, int) else value
