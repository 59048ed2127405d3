"""Who is offered what, and where the day begins."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.utils import translation

from portal.accounts.context_processors import navigation, scope_label
from portal.accounts.enums import RoleCode
from portal.accounts.navigation import landing_url_name, menu_of
from portal.accounts.roles import grant
from tests.factories.accounts import staff

pytestmark = pytest.mark.django_db

DONG = "1120000000/1120052000"


@pytest.mark.parametrize(
    ("role", "landing"),
    [
        (RoleCode.RESIDENT, "my"),
        (RoleCode.TONG_LEADER, "tong"),
        (RoleCode.DONG_STAFF, "desk"),
        (RoleCode.OFFICER, "office"),
        (RoleCode.APPROVER, "office"),
        (RoleCode.ADMINISTRATOR, "dashboard"),
        (RoleCode.PRIVACY_OFFICER, "audit"),
    ],
)
def test_where_the_day_begins(role, landing):
    assert landing_url_name(staff(role)) == landing


def test_resident_begins_at_the_own_page(resident):
    assert landing_url_name(resident) == "my"


@pytest.mark.parametrize(
    ("role", "menu"),
    [
        (RoleCode.TONG_LEADER, ["tong"]),
        (RoleCode.DONG_STAFF, ["desk", "office_replies", "dashboard"]),
        (RoleCode.OFFICER, ["office", "office_rounds", "office_polls", "dashboard"]),
        (RoleCode.APPROVER, ["office", "office_rounds", "office_polls", "dashboard"]),
        (RoleCode.ADMINISTRATOR, ["office_kinds", "dashboard", "admin:index"]),
        (RoleCode.PRIVACY_OFFICER, ["audit", "dashboard"]),
    ],
)
def test_menu_of_a_role(role, menu):
    assert [entry.url_name for entry in menu_of(staff(role))] == menu


def test_menu_of_visitors_and_residents(resident):
    assert [entry.url_name for entry in menu_of(AnonymousUser())] == [
        "enroll", "say", "stats", "polls", "help",
    ]  # fmt: skip
    assert menu_of(resident)[0].url_name == "my"


def page_context(user, path):
    request = RequestFactory().get(path)
    request.user = user
    return navigation(request)


def test_side_menu_belongs_to_the_section_and_marks_the_page():
    context = page_context(staff(RoleCode.DONG_STAFF, DONG), "/desk/households/")
    assert context["side_title"] == "신청 접수"
    assert [(item["label"], item["active"]) for item in context["side_nav"]] == [
        ("오늘의 업무", False),
        ("신청서 입력", False),
        ("신청서 묶음", False),
        ("명단 파일 등록", False),
        ("세대 확인", False),
        ("이중 입력", False),
        ("세대 찾기", True),
        ("연락처 정비", False),
        ("종이 통지", False),
        ("계정 연결", False),
    ]
    assert [item["label"] for item in context["nav_items"] if item["active"]] == ["신청 접수"]


def marked(context) -> list[str]:
    return [str(item["label"]) for item in context["nav_items"] if item["active"]]


@pytest.mark.parametrize(
    ("role", "path", "section"),
    [
        (RoleCode.OFFICER, "/office/rounds/", "통지"),
        (RoleCode.OFFICER, "/office/notice-requests/", "통지"),
        (RoleCode.OFFICER, "/office/campaigns/", "소식 발송"),
        (RoleCode.ADMINISTRATOR, "/office/kinds/civil_defence/", "통지"),
        (RoleCode.ADMINISTRATOR, "/dashboard/targets/", "현황판"),
    ],
)
def test_a_page_belongs_to_the_section_of_the_nearest_entry(role, path, section):
    context = page_context(staff(role), path)
    assert (context["side_title"], marked(context)) == (section, [section])


def test_a_section_opens_at_the_first_page_that_is_for_the_reader():
    entries = {str(entry.label): entry.url_name for entry in menu_of(staff(RoleCode.ADMINISTRATOR))}
    assert entries["통지"] == "office_kinds"


def test_section_of_somebody_else_is_not_offered():
    assert page_context(staff(RoleCode.OFFICER), "/desk/")["side_nav"] == []


def test_role_and_area_are_named():
    assert scope_label(staff(RoleCode.DONG_STAFF, DONG)) == "왕십리2동 · 동 주민센터 직원"
    assert scope_label(staff(RoleCode.TONG_LEADER, f"{DONG}/1")) == "왕십리2동 1통 · 통장"
    assert scope_label(staff(RoleCode.OFFICER)) == "성동구 · 구청 담당"
    assert scope_label(AnonymousUser()) == ""


def test_role_the_office_renamed_keeps_its_name_in_every_language():
    user = staff(RoleCode.OFFICER)
    role = user.assignments.get().role
    role.name = "홍보 담당"
    role.save()
    with translation.override("en"):
        assert "홍보 담당" in scope_label(user)


def test_any_number_of_roles_is_named_with_one_query_more(django_assert_num_queries):
    user = staff(RoleCode.DONG_STAFF, DONG)
    for role, area in ((RoleCode.TONG_LEADER, f"{DONG}/1"), (RoleCode.OFFICER, "1120000000")):
        grant(user=user, role=role, area_path=area, starts_on=date(2012, 1, 1), by=None)
    with django_assert_num_queries(2):
        assert scope_label(user).count("·") == 3
