"""Roles that ship with the product, and granting them."""

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from portal.accounts.enums import Permission as P
from portal.accounts.enums import RoleCode
from portal.accounts.models import Role, RoleAssignment, User
from portal.common import audit

SHIPPED: dict[RoleCode, tuple[P, ...]] = {
    RoleCode.RESIDENT: (),
    RoleCode.TONG_LEADER: (P.VIEW_OWN_TONG,),
    RoleCode.DONG_STAFF: (
        P.ENTER_APPLICATION,
        P.VIEW_HOUSEHOLD,
        P.UNMASK,
        P.HANDLE_PAPER,
        P.HANDLE_REPLIES,
        P.VIEW_DASHBOARD,
    ),
    RoleCode.OFFICER: (
        P.DRAFT_CAMPAIGN,
        P.VIEW_DELIVERIES,
        P.DRAFT_NOTICE,
        P.VIEW_NOTICES,
        P.DRAFT_POLL,
        P.VIEW_POLLS,
        P.HANDLE_REPLIES,
        P.MANAGE_REPLIES,
        P.UNMASK,
        P.VIEW_DASHBOARD,
        P.EXPORT_STATISTICS,
    ),
    RoleCode.APPROVER: (
        P.APPROVE_CAMPAIGN,
        P.VIEW_DELIVERIES,
        P.APPROVE_NOTICE,
        P.VIEW_NOTICES,
        P.APPROVE_POLL,
        P.VIEW_POLLS,
        P.VIEW_DASHBOARD,
    ),
    RoleCode.ADMINISTRATOR: (
        P.VIEW_DASHBOARD,
        P.EXPORT_STATISTICS,
        P.IMPORT_HOUSEHOLD_COUNTS,
        P.SET_TARGET,
        P.MANAGE_TONG,
        P.MANAGE_USERS,
        P.MANAGE_NOTICE_KINDS,
        P.SET_SAVINGS,
        P.CHECK_FIGURES,
        P.VIEW_SMALL_CELLS,
        P.LOAD_BOUNDARIES,
        P.MANAGE_INDICATORS,
        P.MANAGE_REPORTS,
    ),
    RoleCode.PRIVACY_OFFICER: (P.REVIEW_ACCESS_LOG, P.VIEW_DASHBOARD),
}
WITH_SECOND_FACTOR = {RoleCode.ADMINISTRATOR, RoleCode.PRIVACY_OFFICER}


def load_after_migrate(**_kwargs) -> None:
    """Create the shipped roles that are missing; an office's own changes stay."""
    for code, permissions in SHIPPED.items():
        Role.objects.get_or_create(
            code=code,
            defaults={
                "name": _shipped_name(code),
                "permissions": list(permissions),
                "requires_second_factor": code in WITH_SECOND_FACTOR,
            },
        )


def _shipped_name(code: RoleCode) -> str:
    with translation.override(settings.LANGUAGE_CODE):
        return str(code.label)


@transaction.atomic
def grant(*, user: User, role: str, area_path: str, starts_on: date, by: User | None) -> RoleAssignment:
    """Give `user` a role over an area from a day on."""
    assignment = RoleAssignment.objects.create(
        user=user, role=Role.objects.get(code=role), area_path=area_path, starts_on=starts_on, granted_by=by
    )
    if P.MANAGE_USERS in assignment.role.permissions and not user.is_staff:
        user.is_staff = True
        user.save(update_fields=["is_staff"])
    audit.record(by=by, action="role.grant", obj=assignment, role=str(role), area_path=area_path)
    return assignment


@transaction.atomic
def revoke(*, assignment: RoleAssignment, ends_on: date, by: User | None) -> None:
    """End a role: from `ends_on` on it allows nothing, so a transfer ends access the same day.

    Raises ValidationError when the role would end before it starts.
    """
    if ends_on < assignment.starts_on:
        raise ValidationError(_("종료일이 시작일보다 빠릅니다. 시작일이나 그 뒤의 날을 입력해 주세요."))
    assignment.ends_on = ends_on
    assignment.save(update_fields=["ends_on"])
    audit.record(by=by, action="role.revoke", obj=assignment, role=assignment.role.code)
