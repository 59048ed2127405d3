"""Django's admin: for those who manage users, entered through the portal's sign-in."""

from datetime import date

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib import admin
from django.urls import reverse

from portal.accounts import second_factor
from portal.accounts.enums import Permission, RoleCode
from portal.accounts.models import Role, RoleAssignment, User
from portal.common.models import AuditEvent
from tests.factories.accounts import staff
from tests.portal.accounts.conftest import PHONE

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin_client(client):
    client.user = staff(RoleCode.ADMINISTRATOR, name="가상관리")
    client.force_login(client.user)
    return client


def test_visitor_goes_to_the_staff_sign_in(client):
    response = client.get("/admin/", follow=True)
    assert response.redirect_chain[-1][0] == "/accounts/login/staff/?next=/admin/"


@pytest.mark.parametrize("role", [role for role in RoleCode if role != RoleCode.ADMINISTRATOR])
def test_others_are_refused(client, role):
    client.force_login(staff(role))
    assert client.get("/admin/", follow=True).status_code == 403
    assert client.get(reverse("admin:accounts_user_changelist"), follow=True).status_code == 403


def test_every_list_and_form_opens(admin_client):
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        assert admin_client.get(reverse(f"{name}_changelist")).status_code == 200, name
        assert admin_client.get(reverse(f"{name}_add")).status_code in (200, 403), name


def test_nothing_personal_is_registered():
    assert {model._meta.label for model in admin.site._registry} == {
        "accounts.User",
        "accounts.Role",
        "accounts.RoleAssignment",
        "enrollment.District",
        "enrollment.Dong",
        "enrollment.Tong",
        "enrollment.TongLeader",
        "enrollment.Target",
        "enrollment.Service",
        "enrollment.Topic",
        "enrollment.ConsentText",
        "notices.AlimtalkTemplate",
        "notices.ElectionPeriod",
        "notices.Holiday",
    }


def test_every_page_of_the_admin_carries_the_rule():
    def views(patterns):
        for pattern in patterns:
            if hasattr(pattern, "url_patterns"):
                yield from views(pattern.url_patterns)
            else:
                yield pattern

    rules = {getattr(pattern.callback, "access_rule", None) for pattern in views(admin.site.get_urls())}
    assert rules == {Permission.MANAGE_USERS, "public"}


def test_residents_are_not_listed(admin_client, resident):
    text = admin_client.get(reverse("admin:accounts_user_changelist")).content.decode()
    assert "가상관리" in text
    assert "가나다" not in text
    assert PHONE not in text
    assert admin_client.get(reverse("admin:accounts_user_change", args=[resident.pk])).status_code == 302


def test_new_colleague_can_only_enter_by_resetting_the_password(admin_client, sent):
    admin_client.post(
        reverse("admin:accounts_user_add"), {"email": "New@Example.kr", "name": "새직원", "is_active": "on"}
    )
    user = User.objects.get(email="new@example.kr")
    assert user.has_usable_password()
    assert AuditEvent.objects.filter(action="user.create", object_id=user.pk).exists()
    admin_client.post("/accounts/logout/", {"next": "/accounts/login/"})
    admin_client.post("/accounts/password/reset/", {"email": "new@example.kr"})
    assert len(sent) == 1


def test_role_is_granted_and_ended_through_the_domain(admin_client):
    user = User.objects.create_user("dong1@example.kr", "sotong-test-1")
    data = {
        "user": user.pk,
        "role": Role.objects.get(code="dong_staff").pk,
        "area_path": "1120000000/1120052000",
        "starts_on": "2026-01-01",
        "ends_on": "",
    }
    admin_client.post(reverse("admin:accounts_roleassignment_add"), data)
    assignment = RoleAssignment.objects.get(user=user)
    assert assignment.granted_by == admin_client.user
    change = reverse("admin:accounts_roleassignment_change", args=[assignment.pk])
    admin_client.post(change, {"ends_on": "2025-01-01"})
    assignment.refresh_from_db()
    assert assignment.ends_on is None
    admin_client.post(change, {"ends_on": "2026-02-01", "area_path": "1120000000"})
    assignment.refresh_from_db()
    assert (assignment.ends_on, assignment.area_path) == (date(2026, 2, 1), "1120000000/1120052000")
    actions = AuditEvent.objects.filter(object_type="accounts.roleassignment", object_id=assignment.pk)
    assert list(actions.order_by("id").values_list("action", flat=True)) == ["role.grant", "role.revoke"]


def test_area_must_be_a_path_of_codes(admin_client):
    data = {
        "user": User.objects.create_user("dong2@example.kr", "sotong-test-1").pk,
        "role": Role.objects.get(code="dong_staff").pk,
        "area_path": "왕십리2동",
        "starts_on": "2026-01-01",
    }
    response = admin_client.post(reverse("admin:accounts_roleassignment_add"), data)
    assert "구역이 올바르지 않습니다" in response.content.decode()


@pytest.mark.parametrize("area_path", ["9999999999", "1120000000/1111051500", "1120000000/1120052000/7"])
def test_an_area_must_exist(admin_client, area_path):
    data = {
        "user": User.objects.create_user("dong3@example.kr", "sotong-test-1").pk,
        "role": Role.objects.get(code="dong_staff").pk,
        "area_path": area_path,
        "starts_on": "2026-01-01",
    }
    response = admin_client.post(reverse("admin:accounts_roleassignment_add"), data)
    assert "등록되지 않은 구역입니다" in response.content.decode()
    assert not User.objects.get(email="dong3@example.kr").assignments.exists()


def test_nothing_is_deleted(admin_client):
    role = Role.objects.get(code="officer")
    assert admin_client.post(reverse("admin:accounts_role_delete", args=[role.pk])).status_code == 403


def test_lost_second_factor_is_reset(admin_client):
    user = staff(RoleCode.PRIVACY_OFFICER, email="lost@example.kr")
    TOTP.activate(user, "SOTONGDEMOSOTONGDEMOSOTONGDEMOSO")
    data = {"action": "reset_second_factor", "_selected_action": [user.pk]}
    admin_client.post(reverse("admin:accounts_user_changelist"), data)
    assert not second_factor.is_set_up(user)
    assert AuditEvent.objects.filter(action="user.reset_second_factor", actor=admin_client.user).exists()


def test_reference_data_is_changed_on_record(admin_client):
    data = {"tong": "", "dong": "1120052000", "number": "7", "valid_from": "2012-01-01", "valid_to": ""}
    admin_client.post(reverse("admin:enrollment_tong_add"), data)
    assert AuditEvent.objects.filter(action="tong.create", actor=admin_client.user).count() == 1


def test_staff_of_one_name_are_told_apart_when_a_role_is_granted(admin_client):
    people = [staff(RoleCode.OFFICER, name="가상직원") for _number in range(2)]
    text = admin_client.get(reverse("admin:accounts_roleassignment_add")).content.decode()
    for person in people:
        assert f"가상직원 ({person.email})" in text


def test_the_front_page_leads_to_other_systems(admin_client):
    text = admin_client.get("/admin/").content.decode()
    assert 'href="/admin/systems/"' in text
    assert admin_client.get("/admin/systems/").status_code == 200
