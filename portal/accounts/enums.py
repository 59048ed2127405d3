"""What a role may allow. Roles themselves are data (`Role`), permissions are code."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Permission(models.TextChoices):
    ENTER_APPLICATION = "enter_application", _("신청서 입력")
    VIEW_HOUSEHOLD = "view_household", _("세대 조회")
    UNMASK = "unmask", _("가림 해제")
    MANAGE_TONG = "manage_tong", _("통·통장 관리")
    VIEW_OWN_TONG = "view_own_tong", _("담당 통 현황")
    DRAFT_CAMPAIGN = "draft_campaign", _("발송 기안")
    APPROVE_CAMPAIGN = "approve_campaign", _("발송 결재")
    VIEW_DELIVERIES = "view_deliveries", _("발송 내역 조회")
    DRAFT_NOTICE = "draft_notice", _("통지 기안")
    APPROVE_NOTICE = "approve_notice", _("통지 결재")
    VIEW_NOTICES = "view_notices", _("통지 내역 조회")
    HANDLE_PAPER = "handle_paper", _("종이 통지 처리")
    DRAFT_POLL = "draft_poll", _("설문 기안")
    APPROVE_POLL = "approve_poll", _("설문 결재")
    VIEW_POLLS = "view_polls", _("설문 결과 조회")
    HANDLE_REPLIES = "handle_replies", _("의견 답변")
    MANAGE_REPLIES = "manage_replies", _("의견 배정과 부서 관리")
    MANAGE_NOTICE_KINDS = "manage_notice_kinds", _("통지 종류 관리")
    SET_SAVINGS = "set_savings", _("절감 가정 설정")
    VIEW_DASHBOARD = "view_dashboard", _("현황판 조회")
    EXPORT_STATISTICS = "export_statistics", _("통계 내려받기")
    IMPORT_HOUSEHOLD_COUNTS = "import_household_counts", _("세대수 등록")
    VIEW_SMALL_CELLS = "view_small_cells", _("5 미만 수치 조회")
    LOAD_BOUNDARIES = "load_boundaries", _("동 경계 등록")
    MANAGE_INDICATORS = "manage_indicators", _("외부 지표 관리")
    MANAGE_REPORTS = "manage_reports", _("월간 보고 관리")
    CHECK_FIGURES = "check_figures", _("수치 검사와 특이 접수 확인")
    SET_TARGET = "set_target", _("목표 설정")
    MANAGE_USERS = "manage_users", _("사용자 관리")
    REVIEW_ACCESS_LOG = "review_access_log", _("접속기록 점검")


class RoleCode(models.TextChoices):
    """Codes of the roles that ship with the product; an administrator may define others."""

    RESIDENT = "resident", _("주민")
    TONG_LEADER = "tong_leader", _("통장")
    DONG_STAFF = "dong_staff", _("동 주민센터 직원")
    OFFICER = "officer", _("구청 담당")
    APPROVER = "approver", _("결재자")
    ADMINISTRATOR = "administrator", _("관리자")
    PRIVACY_OFFICER = "privacy_officer", _("개인정보 보호책임자")


class HandleKind(models.TextChoices):
    MOBILE = "mobile", _("휴대전화")
    EMAIL = "email", _("이메일")


class ApiScope(models.TextChoices):
    """What another system may do with its token."""

    SUBMIT = "applications:submit", _("신청서 보내기")
    READ = "applications:read", _("신청 조회 (가린 값)")
    READ_PLAIN = "applications:read_plain", _("신청 조회 (가리지 않은 값)")
    CHANGES = "applications:changes", _("신청 변동 목록")
    CAMPAIGNS_DRAFT = "campaigns:draft", _("발송 기안과 결재 올리기")
    CAMPAIGNS_APPROVE = "campaigns:approve", _("다른 이가 기안한 발송 결재")
    CAMPAIGNS_READ = "campaigns:read", _("발송 상태와 내역 조회")
    CAMPAIGNS_RECIPIENTS = "campaigns:recipients", _("발송 내역 조회 (가리지 않은 값)")
    ROUNDS_DRAFT = "rounds:draft", _("통지 명단 보내기와 결재 올리기")
    ROUNDS_READ = "rounds:read", _("통지 상태와 결과 조회")
    POLLS_READ = "polls:read", _("설문 응답률과 결과 조회")
    DASHBOARDS_READ = "dashboards:read", _("현황판 수치 조회")
    REPLIES_COUNTS = "replies:counts", _("분야와 부서별 의견 수 조회")

    @property
    def permissions(self) -> tuple[Permission, ...]:
        """What a request with this scope may do wherever a rule asks for a permission of people."""
        return _PERMISSIONS.get(self, ())


_PERMISSIONS = {
    ApiScope.CAMPAIGNS_DRAFT: (Permission.DRAFT_CAMPAIGN, Permission.VIEW_DELIVERIES),
    ApiScope.CAMPAIGNS_APPROVE: (Permission.APPROVE_CAMPAIGN, Permission.VIEW_DELIVERIES),
    ApiScope.CAMPAIGNS_READ: (Permission.VIEW_DELIVERIES,),
    ApiScope.CAMPAIGNS_RECIPIENTS: (Permission.VIEW_DELIVERIES,),
    ApiScope.ROUNDS_DRAFT: (Permission.DRAFT_NOTICE, Permission.VIEW_NOTICES),
    ApiScope.ROUNDS_READ: (Permission.VIEW_NOTICES,),
    ApiScope.POLLS_READ: (Permission.VIEW_POLLS,),
    ApiScope.DASHBOARDS_READ: (Permission.VIEW_DASHBOARD,),
}
