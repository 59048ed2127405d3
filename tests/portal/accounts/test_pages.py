"""Every page of signing in answers, in Korean, and carries its access rule."""

import pytest
from django.urls import NoReverseMatch, reverse

from portal.accounts import navigation
from portal.accounts.enums import RoleCode
from tests.factories.accounts import staff

pytestmark = pytest.mark.django_db

OPEN_PAGES = {
    "/accounts/login/": "인증번호 받기",
    "/accounts/login/staff/": "직원 로그인",
    "/accounts/inactive/": "사용이 중지된 계정입니다",
    "/accounts/password/reset/": "비밀번호 다시 정하기",
    "/accounts/password/reset/sent/": "이메일을 확인해 주세요",
    "/accounts/password/reset/done/": "비밀번호를 정했습니다",
    "/accounts/password/reset/a-b/": "쓸 수 없는 주소입니다",
}
STAFF_PAGES = {
    "/accounts/logout/": "로그아웃할까요?",
    "/accounts/password/change/": "비밀번호 바꾸기",
    "/accounts/second-factor/": "인증 앱 연결하기",
}


@pytest.mark.parametrize(("path", "words"), OPEN_PAGES.items())
def test_open_page(client, path, words):
    response = client.get(path)
    assert response.status_code == 200
    assert words in response.content.decode()


@pytest.mark.parametrize(("path", "words"), STAFF_PAGES.items())
def test_staff_page(client, path, words):
    client.force_login(staff(RoleCode.OFFICER, password="sotong-test-1"))
    response = client.get(path)
    assert response.status_code == 200
    assert words in response.content.decode()


@pytest.mark.parametrize("path", ["/accounts/signup/", "/accounts/email/", "/accounts/confirm-email/"])
def test_unused_pages_of_the_library_do_not_exist(client, path):
    assert client.get(path).status_code == 404


def test_social_buttons_are_absent_without_keys(client):
    text = client.get("/accounts/login/").content.decode()
    assert "카카오" not in text
    assert "네이버" not in text
    with pytest.raises(NoReverseMatch):
        reverse("kakao_login")


def test_tabs_keep_where_the_visitor_wanted_to_go(client):
    text = client.get("/accounts/login/?next=/my/").content.decode()
    assert "/accounts/login/staff/?next=%2Fmy%2F" in text


ENTRIES = [entry for section in navigation.SECTIONS for entry in (section.entry, *section.pages)]


@pytest.mark.parametrize("entry", [*ENTRIES, *navigation.RESIDENT], ids=lambda entry: entry.url_name)
def test_menu_entry_leads_to_a_page(client, entry):
    """The page exists, and answers a visitor: with itself or with the way to sign in."""
    assert client.get(reverse(entry.url_name)).status_code in (200, 302)
