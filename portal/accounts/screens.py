"""What pages that log access are called in the access log, where no menu names them."""

from django.utils.translation import gettext_lazy as _

SCREENS = {
    "api_application": _("연계 시스템의 신청 조회"),
    "api_applications": _("연계 시스템의 신청과 변동 목록"),
    "audit_export": _("접속기록 내려받기"),
    "desk_consents": _("동의 변경"),
    "desk_contact": _("연락처 변경"),
    "desk_disputed": _("신청한 적 없다는 알림"),
    "desk_household": _("세대 화면"),
    "desk_household_export": _("세대 찾기 결과 내려받기"),
    "desk_household_merge": _("같은 세대 합치기"),
    "desk_household_results": _("세대 찾기 결과"),
    "desk_household_unmask": _("세대 화면 가림 해제"),
    "desk_import_file": _("명단 파일 확인"),
    "desk_import_refused": _("명단의 거절된 줄 내려받기"),
    "desk_leave": _("탈퇴 처리"),
    "desk_move": _("이사 처리"),
    "desk_not_mine": _("신청한 적 없는 신청 취소"),
    "desk_receipt": _("접수증 출력"),
    "desk_review_case": _("세대 확인"),
    "desk_review_unmask": _("세대 확인"),
    "desk_scan_page": _("신청서 스캔"),
    "desk_services": _("서비스 변경"),
    "desk_waiting": _("처리 대기 목록"),
    "office_campaign": _("소식 화면"),
    "office_deliveries": _("발송 내역"),
    "office_export": _("발송 내역 내려받기"),
    "office_preview": _("소식 미리보기"),
    "office_review": _("소식 결재 화면"),
}
