"""Which pages somebody is offered, decided by what the roles of today allow."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.accounts.access import has_staff_role, may
from portal.accounts.enums import Permission as P
from portal.accounts.screens import SCREENS


@dataclass(frozen=True, slots=True)
class Entry:
    """A menu entry. It is shown to whoever holds one of `permissions`; to everybody when there are none."""

    url_name: str
    label: Promise
    permissions: tuple[P, ...] = ()

    def is_for(self, user) -> bool:
        return not self.permissions or any(may(user, permission) for permission in self.permissions)


@dataclass(frozen=True, slots=True)
class Section:
    """An area of staff work: its entry in the main menu, and the pages in its side menu."""

    entry: Entry
    pages: tuple[Entry, ...] = ()

    def entry_for(self, user) -> Entry | None:
        """What the main menu offers: the first page of the section for whoever may not see its own."""
        if self.entry.is_for(user):
            return self.entry
        page = next((page for page in self.pages if page.is_for(user)), None)
        return page and Entry(page.url_name, self.entry.label, page.permissions)


SECTIONS = (
    Section(
        Entry("desk", _("신청 접수"), (P.ENTER_APPLICATION,)),
        (
            Entry("desk", _("오늘의 업무"), (P.ENTER_APPLICATION,)),
            Entry("desk_entry", _("신청서 입력"), (P.ENTER_APPLICATION,)),
            Entry("desk_intake", _("신청서 묶음"), (P.ENTER_APPLICATION,)),
            Entry("desk_import", _("명단 파일 등록"), (P.ENTER_APPLICATION,)),
            Entry("desk_review", _("세대 확인"), (P.ENTER_APPLICATION,)),
            Entry("desk_double_entry", _("이중 입력"), (P.ENTER_APPLICATION,)),
            Entry("desk_households", _("세대 찾기"), (P.VIEW_HOUSEHOLD,)),
            Entry("desk_cleanup", _("연락처 정비"), (P.VIEW_HOUSEHOLD,)),
            Entry("desk_fallback", _("종이 통지"), (P.HANDLE_PAPER,)),
            Entry("desk_claim", _("계정 연결"), (P.ENTER_APPLICATION,)),
        ),
    ),
    Section(Entry("tong", _("우리 통"), (P.VIEW_OWN_TONG,))),
    Section(
        Entry("office", _("소식 발송"), (P.DRAFT_CAMPAIGN, P.APPROVE_CAMPAIGN)),
        (
            Entry("office", _("할 일"), (P.DRAFT_CAMPAIGN, P.APPROVE_CAMPAIGN)),
            Entry("office_campaigns", _("발송 목록"), (P.DRAFT_CAMPAIGN, P.VIEW_DELIVERIES)),
            Entry("office_comparison", _("발송 비교"), (P.DRAFT_CAMPAIGN, P.VIEW_DELIVERIES)),
            Entry("office_audiences", _("저장한 대상"), (P.DRAFT_CAMPAIGN,)),
            Entry("office_lists", _("올린 명단"), (P.DRAFT_CAMPAIGN,)),
        ),
    ),
    Section(
        Entry("office_rounds", _("통지"), (P.VIEW_NOTICES, P.DRAFT_NOTICE, P.APPROVE_NOTICE)),
        (
            Entry("office_rounds", _("통지 회차"), (P.VIEW_NOTICES, P.DRAFT_NOTICE, P.APPROVE_NOTICE)),
            Entry("office_notice_requests", _("통지 요청"), (P.VIEW_NOTICES,)),
            Entry("office_kinds", _("통지 종류"), (P.MANAGE_NOTICE_KINDS,)),
        ),
    ),
    Section(
        Entry("office_polls", _("설문·의견"), (P.VIEW_POLLS,)),
        (
            Entry("office_polls", _("설문 목록"), (P.VIEW_POLLS,)),
            Entry("office_replies", _("의견"), (P.HANDLE_REPLIES,)),
            Entry("office_reply_desks", _("답변 부서"), (P.MANAGE_REPLIES,)),
            Entry("office_reply_templates", _("답변 서식"), (P.MANAGE_REPLIES,)),
        ),
    ),
    Section(
        Entry("audit", _("접속기록"), (P.REVIEW_ACCESS_LOG,)),
        (
            Entry("audit", _("접속기록 점검"), (P.REVIEW_ACCESS_LOG,)),
            Entry("audit_destruction", _("파기 기록"), (P.REVIEW_ACCESS_LOG,)),
        ),
    ),
    Section(
        Entry("dashboard", _("현황판"), (P.VIEW_DASHBOARD,)),
        (
            Entry("dashboard", _("신청률"), (P.VIEW_DASHBOARD,)),
            Entry("dashboard_areas", _("동네별"), (P.VIEW_DASHBOARD,)),
            Entry("dashboard_intake", _("접수 흐름"), (P.VIEW_DASHBOARD,)),
            Entry("dashboard_services", _("서비스·소식"), (P.VIEW_DASHBOARD,)),
            Entry("dashboard_campaigns", _("발송·통지"), (P.VIEW_DASHBOARD,)),
            Entry("dashboard_indicators", _("외부 지표"), (P.VIEW_DASHBOARD,)),
            Entry("dashboard_savings", _("절감"), (P.VIEW_DASHBOARD,)),
            Entry("dashboard_polls", _("설문 응답률"), (P.VIEW_DASHBOARD,)),
            Entry("dashboard_targets", _("목표"), (P.VIEW_DASHBOARD,)),
            Entry("dashboard_what_if", _("방문 계획"), (P.VIEW_DASHBOARD,)),
            Entry("dashboard_reports", _("월간 보고"), (P.VIEW_DASHBOARD,)),
            Entry("dashboard_household_counts", _("세대수 등록"), (P.IMPORT_HOUSEHOLD_COUNTS,)),
            Entry("dashboard_bursts", _("특이 접수"), (P.CHECK_FIGURES,)),
            Entry("dashboard_boundaries", _("동 경계 등록"), (P.LOAD_BOUNDARIES,)),
            Entry("dashboard_checks", _("수치 검사"), (P.CHECK_FIGURES,)),
        ),
    ),
    Section(
        Entry("admin:index", _("관리"), (P.MANAGE_USERS,)),
        (
            Entry("admin:index", _("관리 항목"), (P.MANAGE_USERS,)),
            Entry("api_clients", _("연계 시스템"), (P.MANAGE_USERS,)),
        ),
    ),
)
PUBLIC = (
    Entry("enroll", _("신청하기")),
    Entry("say", _("의견 보내기")),
    Entry("stats", _("통계")),
    Entry("polls", pgettext_lazy("목록", "설문")),
    Entry("help", _("이용 안내")),
)
RESIDENT = (
    Entry("my", _("나의 신청")),
    Entry("my_notices", _("나의 통지")),
    Entry("my_replies", _("나의 의견")),
    *PUBLIC,
)

# The first section whose work somebody has to do is where the day begins; looking at figures comes last.
LANDINGS = ("tong", "desk", "office", "office_rounds", "audit", "dashboard")


def menu_of(user) -> tuple[Entry, ...]:
    """The main menu."""
    if has_staff_role(user):
        return tuple(entry for section in SECTIONS if (entry := section.entry_for(user)))
    return RESIDENT if user.is_authenticated else PUBLIC


def screen_name(url_name: str) -> str:
    """A page in the words of the menu or of the list of screens; one of neither keeps its own name."""
    for section in SECTIONS:
        for entry in (*section.pages, section.entry):
            if entry.url_name == url_name:
                return str(entry.label)
    return str(SCREENS.get(url_name, url_name))


def section_at(path: str, user) -> Section | None:
    """The section of staff work that a page belongs to, if the reader works there: the one of the entry that
    lies nearest above the page."""
    above = [
        (len(url), section)
        for section in SECTIONS
        if section.entry_for(user)
        for entry in (section.entry, *section.pages)
        if path.startswith(url := reverse(entry.url_name))
    ]
    return max(above, key=lambda found: found[0])[1] if above else None


def as_items(entries, path: str) -> list[dict]:
    """`{label, url, active}` for the templates; active is the entry that lies nearest above the page."""
    items = [{"label": entry.label, "url": reverse(entry.url_name), "active": False} for entry in entries]
    above = [item for item in items if path.startswith(item["url"])]
    if above:
        max(above, key=lambda item: len(item["url"]))["active"] = True
    return items


def landing_url_name(user) -> str:
    """The page somebody comes to after signing in."""
    entries = {section.entry.url_name: section.entry for section in SECTIONS}
    return next((name for name in LANDINGS if entries[name].is_for(user)), "my")
