"""A resident in a real browser: the own page, choosing topics, stopping messages in two taps."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from enrollment.enums import ContactKind
from enrollment.models import ContactPoint
from notices.domain import opt_out_token
from notices.queries import subscriptions
from portal.accounts.models import User
from tests.factories.enrollment import enroll
from tests.notices.campaigns import approved_campaign


@pytest.fixture
def person(transactional_db):
    person = enroll(name="나의이름", topics=("culture", "health"), channels=("sms",)).application.person
    person.user = User.objects.create_user()
    person.save()
    return person


def opt_out_page(person) -> str:
    token = opt_out_token.make(person.pk, approved_campaign(topic="culture").pk)
    return reverse("opt_out", args=[token])


def test_topics_are_changed_from_the_own_page(page, sign_in, axe, person):
    sign_in(person.user)
    page.goto(page.base + reverse("my"))
    axe(page)
    page.get_by_role("link", name="변경 (받는 소식, 나의이름)").click()
    axe(page)
    page.get_by_role("group", name="문화").get_by_label("문자").press("Space")
    page.get_by_role("group", name="일자리").get_by_label("이메일").press("Space")
    page.get_by_role("button", name="저장하기").click()
    page.get_by_text("받을 소식을 바꿨습니다").wait_for()
    assert subscriptions.open_choices(person) == {("health", "sms"), ("jobs", "email")}


def test_errors_are_accessible_and_keep_the_choice(page, sign_in, axe, person):
    ContactPoint.objects.filter(person=person, kind=ContactKind.EMAIL).delete()
    sign_in(person.user)
    page.goto(page.base + reverse("my_topics", args=[person.pk]))
    page.get_by_role("group", name="일자리").get_by_label("이메일").press("Space")
    page.get_by_role("button", name="저장하기").click()
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.get_by_role("group", name="일자리").get_by_label("이메일")).to_be_checked()
    axe(page)
    page.locator(".error-summary a").click()
    expect(page.locator(":focus")).to_have_attribute("name", "choices")


def test_an_account_without_application_is_accessible(page, sign_in, axe, transactional_db):
    sign_in(User.objects.create_user())
    page.goto(page.base + reverse("my"))
    axe(page)


def test_two_taps_stop_a_topic_and_a_third_brings_it_back(page, axe, person):
    page.goto(page.base + opt_out_page(person))
    axe(page)
    page.get_by_role("button", name="‘문화’ 소식만 받지 않기").click()
    page.get_by_role("heading", level=1, name="이제 보내지 않습니다").wait_for()
    assert subscriptions.open_choices(person) == {("health", "sms")}
    axe(page)
    page.get_by_role("button", name="되돌리기").click()
    page.get_by_text("되돌렸습니다").wait_for()
    assert subscriptions.open_choices(person) == {("culture", "sms"), ("health", "sms")}


def test_stopping_works_without_scripts(browser, live_server, person):
    context = browser.new_context(java_script_enabled=False, locale="ko-KR")
    page = context.new_page()
    page.goto(live_server.url + opt_out_page(person))
    page.get_by_role("button", name="모든 소식 받지 않기").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("이제 보내지 않습니다")
    assert subscriptions.open_choices(person) == set()
    context.close()


def test_a_wrong_link_and_nothing_left_are_accessible(page, axe, watch, person):
    watch.expect_status(404)
    page.goto(page.base + reverse("opt_out", args=["nothing-of-ours"]))
    axe(page)
    path = opt_out_page(person)
    page.goto(page.base + path)
    page.get_by_role("button", name="모든 소식 받지 않기").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("이제 보내지 않습니다")
    page.goto(page.base + path)
    page.get_by_role("button", name="설문 안내 받지 않기").click()
    expect(page.get_by_text("이제 설문 안내를 보내지 않습니다")).to_be_visible()
    page.get_by_text("지금 받는 소식이 없습니다").wait_for()
    axe(page)
