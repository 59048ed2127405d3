"""Which role may do what, where."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from portal.accounts.access import OF_THE_DISTRICT, areas, has_staff_role, may, require
from portal.accounts.enums import Permission as P
from portal.accounts.enums import RoleCode
from portal.accounts.models import Role, User
from portal.accounts.roles import grant, revoke
from portal.common.models import AuditEvent
from tests.factories.accounts import staff

pytestmark = pytest.mark.django_db

DISTRICT = "1120000000"
OWN_DONG = f"{DISTRICT}/1120052000"
OTHER_DONG = f"{DISTRICT}/1120053500"
OWN_TONG = f"{OWN_DONG}/1"
OTHER_TONG = f"{OWN_DONG}/12"
OTHER_DISTRICT = "1121500000"

AREA_OF = {RoleCode.TONG_LEADER: OWN_TONG, RoleCode.DONG_STAFF: OWN_DONG}
ALLOWED = {
    RoleCode.RESIDENT: set(),
    RoleCode.TONG_LEADER: {P.VIEW_OWN_TONG},
    RoleCode.DONG_STAFF: {
        P.ENTER_APPLICATION,
        P.VIEW_HOUSEHOLD,
        P.UNMASK,
        P.HANDLE_PAPER,
        P.HANDLE_REPLIES,
        P.VIEW_DASHBOARD,
    },
    RoleCode.OFFICER: {
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
    },
    RoleCode.APPROVER: {
        P.APPROVE_CAMPAIGN,
        P.VIEW_DELIVERIES,
        P.APPROVE_NOTICE,
        P.VIEW_NOTICES,
        P.APPROVE_POLL,
        P.VIEW_POLLS,
        P.VIEW_DASHBOARD,
    },
    RoleCode.ADMINISTRATOR: {
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
    },
    RoleCode.PRIVACY_OFFICER: {P.REVIEW_ACCESS_LOG, P.VIEW_DASHBOARD},
}
COVERED = {
    OWN_TONG: {OWN_TONG},
    OWN_DONG: {OWN_DONG, OWN_TONG, OTHER_TONG},
    DISTRICT: {DISTRICT, OWN_DONG, OTHER_DONG, OWN_TONG, OTHER_TONG},
}


@dataclass
class Thing:
    area_path: str


@pytest.mark.parametrize("role", RoleCode)
def test_matrix_of_role_permission_and_area(role):
    held_over = AREA_OF.get(role, DISTRICT)
    user = staff(role, held_over)
    for permission in P:
        for path in (DISTRICT, OWN_DONG, OTHER_DONG, OWN_TONG, OTHER_TONG, OTHER_DISTRICT):
            expected = permission in ALLOWED[role] and path in COVERED[held_over]
            assert may(user, permission, Thing(path)) is expected, (role, permission, path)
        assert may(user, permission) is (permission in ALLOWED[role])


def test_area_is_a_path_not_a_prefix_of_letters():
    """Tong 1 does not cover tong 12."""
    leader = staff(RoleCode.TONG_LEADER, OWN_TONG)
    assert not may(leader, P.VIEW_OWN_TONG, Thing(OTHER_TONG))


def test_what_is_of_the_whole_district_nobody_holds_over_a_part():
    user = staff(RoleCode.ADMINISTRATOR, OWN_DONG)
    assert may(user, P.VIEW_DASHBOARD)
    for permission in OF_THE_DISTRICT:
        assert not may(user, permission)
        assert not may(user, permission, Thing(OWN_DONG))


def test_two_roles_add_up_each_in_its_own_area():
    user = staff(RoleCode.DONG_STAFF, OWN_DONG)
    grant(user=user, role=RoleCode.APPROVER, area_path=DISTRICT, starts_on=date(2020, 1, 1), by=None)
    user = User.objects.get(pk=user.pk)
    assert may(user, P.APPROVE_CAMPAIGN, Thing(OTHER_DONG))
    assert not may(user, P.VIEW_HOUSEHOLD, Thing(OTHER_DONG))


def test_transfer_ends_access_the_same_day():
    user = staff(RoleCode.DONG_STAFF, OWN_DONG)
    today = timezone.localdate()
    revoke(assignment=user.assignments.get(), ends_on=today, by=None)
    user = User.objects.get(pk=user.pk)
    assert areas(user, P.VIEW_HOUSEHOLD) == []
    assert not has_staff_role(user)


def test_role_of_tomorrow_allows_nothing_today():
    user = User.objects.create_user("later@example.kr", "sotong-test-1")
    tomorrow = timezone.localdate() + timedelta(days=1)
    grant(user=user, role=RoleCode.OFFICER, area_path=DISTRICT, starts_on=tomorrow, by=None)
    assert not may(user, P.DRAFT_CAMPAIGN)


def test_inactive_user_may_nothing():
    user = staff(RoleCode.OFFICER, is_active=False)
    assert not may(user, P.DRAFT_CAMPAIGN)


def test_superuser_without_a_role_may_nothing():
    user = User.objects.create_superuser("root@example.kr", "sotong-test-1")
    assert not may(user, P.MANAGE_USERS)


def test_role_that_allows_nothing_makes_nobody_staff():
    assert not has_staff_role(staff(RoleCode.RESIDENT))
    assert has_staff_role(staff(RoleCode.TONG_LEADER, OWN_TONG))


def test_require_refuses():
    with pytest.raises(PermissionDenied):
        require(staff(RoleCode.DONG_STAFF, OWN_DONG), P.VIEW_HOUSEHOLD, Thing(OTHER_DONG))


def test_office_may_divide_its_work_its_own_way():
    Role.objects.create(code="night_watch", name="야간 담당", permissions=[P.VIEW_DELIVERIES])
    user = User.objects.create_user("night@example.kr", "sotong-test-1")
    grant(user=user, role="night_watch", area_path=DISTRICT, starts_on=date(2020, 1, 1), by=None)
    assert may(user, P.VIEW_DELIVERIES)
    assert not may(user, P.DRAFT_CAMPAIGN)


def test_grant_and_revoke_are_on_record():
    administrator = staff(RoleCode.ADMINISTRATOR)
    user = User.objects.create_user("new@example.kr", "sotong-test-1")
    assignment = grant(
        user=user, role=RoleCode.OFFICER, area_path=DISTRICT, starts_on=date(2020, 1, 1), by=administrator
    )
    revoke(assignment=assignment, ends_on=date(2020, 2, 1), by=administrator)
    recorded = AuditEvent.objects.filter(object_type="accounts.roleassignment", object_id=assignment.pk)
    assert list(recorded.order_by("id").values_list("action", "actor_id")) == [
        ("role.grant", administrator.pk),
        ("role.revoke", administrator.pk),
    ]
    with pytest.raises(ValidationError):
        revoke(assignment=assignment, ends_on=date(2019, 1, 1), by=administrator)


def test_administrator_alone_reaches_the_admin_flag():
    assert staff(RoleCode.ADMINISTRATOR).is_staff
    assert not staff(RoleCode.OFFICER).is_staff
