"""Large text and high contrast: a cookie, no script, and never away from our own host."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from portal.common.context_processors import display as display_context
from portal.common.display import DISPLAY_COOKIE, display_modes, switched
from portal.common.views import display


def post(data: dict, cookie: str = "") -> HttpResponse:
    request = RequestFactory().post("/display/", data)
    if cookie:
        request.COOKIES[DISPLAY_COOKIE] = cookie
    return display(request)


def test_switching_on_keeps_what_is_already_on():
    response = post({"high-contrast": "on", "next": "/my/"}, cookie="large-text")
    assert response.cookies[DISPLAY_COOKIE].value == "large-text.high-contrast"
    assert response.url == "/my/"


def test_switching_off():
    response = post({"large-text": "off"}, cookie="large-text.high-contrast")
    assert response.cookies[DISPLAY_COOKIE].value == "high-contrast"


def test_the_cookie_is_closed_to_scripts_and_lasts():
    cookie = post({"large-text": "on"}).cookies[DISPLAY_COOKIE]
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["max-age"] == 31536000


@pytest.mark.parametrize("target", ["https://example.com/", "//example.com/", "javascript:alert(1)", ""])
def test_it_never_leads_to_another_host(target):
    assert post({"large-text": "on", "next": target}).url == "/"


def test_reading_the_page_changes_nothing():
    assert display(RequestFactory().get("/display/")).status_code == 405


def test_a_forged_cookie_adds_no_class_to_the_page():
    request = RequestFactory().get("/")
    request.COOKIES[DISPLAY_COOKIE] = 'evil".high-contrast.large-text.x'
    assert display_modes(request) == ["large-text", "high-contrast"]
    assert display_context(request)["display_class"] == "large-text high-contrast"


def test_other_words_change_nothing():
    assert switched(["large-text"], {"large-text": "maybe", "high-contrast": ""}) == ["large-text"]
