"""The door of a notice: a birth date or a code opens it, wrong ones are counted and lock it."""

import pytest
from django.utils import timezone

from notices.enums.notice import NoticeState, SeenBy
from notices.models import AddressedNotice, DirectMessage
from notices.views.notice_frame import WRONG_PER_ORIGIN
from portal.accounts.limits import spend
from tests.factories.notices import notice_of
from tests.notices.notice.notice_pages import NAME, page, serving, state_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def notice(db) -> AddressedNotice:
    return serving()


def test_a_wrong_date_says_how_many_tries_are_left(client, notice):
    answer = client.post(page(notice), {"birth_date": "19880315"}, follow=True)
    body = answer.content.decode()
    assert "생년월일이 맞지 않습니다. 4번 더 틀리면 한동안 열 수 없습니다." in body
    assert 'aria-invalid="true"' in body
    assert "생년월일이 맞지 않습니다" not in client.get(page(notice)).content.decode()
    assert state_of(notice) == (NoticeState.SERVING, 0, 1)


def test_after_fifteen_wrong_dates_the_door_offers_the_other_ways(client, notice):
    AddressedNotice.objects.update(failed_views=15)
    born = f"{notice.birth_date:%Y%m%d}"
    body = client.post(page(notice), {"birth_date": born}, follow=True).content.decode()
    assert 'name="birth_date"' not in body and "생년월일로는 열 수 없습니다" in body
    assert page(notice, "notice_code") in body
    assert state_of(notice) == (NoticeState.SERVING, 0, 15)


def test_what_is_no_date_costs_no_try(client, notice):
    for typed in ("", "모름", "900315", "20990101"):
        client.post(page(notice), {"birth_date": typed})
    assert state_of(notice) == (NoticeState.SERVING, 0, 0)


def test_locked_says_until_when_and_offers_no_form(client, notice):
    for _try in range(5):
        client.post(page(notice), {"birth_date": "19880315"})
    body = client.get(page(notice)).content.decode()
    until = timezone.localtime(AddressedNotice.objects.get(pk=notice.pk).locked_until)
    assert f"{until:%H:%M}" in body and 'name="birth_date"' not in body
    client.post(page(notice), {"birth_date": "19870315"})
    assert state_of(notice)[0] == NoticeState.SERVING


def test_many_of_one_carrier_open_theirs(client, notice):
    for _each in range(25):
        client.post(page(notice), {"birth_date": "19870315"})
        client.post(page(notice, "notice_close"))
    assert client.post(page(notice), {"birth_date": "19870315"}).status_code == 302
    assert state_of(notice)[0] == NoticeState.SEEN


def test_one_place_may_not_try_at_many_notices(client, notice):
    client.post(page(notice), {"birth_date": "19880315"})
    for _wrong in range(WRONG_PER_ORIGIN[0].amount - 1):
        spend("notice_origin_wrong", "127.0.0.1", *WRONG_PER_ORIGIN)
    other = notice_of(notice.round, state=NoticeState.SERVING)
    assert client.post(page(other), {"birth_date": "19880315"}).status_code == 429


def test_a_code_to_the_designated_phone_opens_it(client, notice):
    client.post(page(notice, "notice_code"), {"send": "mobile"})
    message = DirectMessage.objects.get(purpose="verification_code")
    assert message.address == notice.person.contacts.get(kind="mobile").value
    code = next(word for word in message.text.replace(".", " ").split() if word.isdigit() and len(word) == 6)
    wrong = client.post(page(notice, "notice_code"), {"code": "000000" if code != "000000" else "000001"})
    assert wrong["Location"] == page(notice, "notice_code")
    assert "4번 더 틀리면" in client.get(page(notice, "notice_code")).content.decode()
    assert client.post(page(notice, "notice_code"), {"code": code})["Location"] == page(notice)
    assert NAME in client.get(page(notice)).content.decode()
    assert AddressedNotice.objects.get(pk=notice.pk).seen_by == SeenBy.CODE


def test_a_code_of_nobody_is_refused(client, notice):
    answer = client.post(page(notice, "notice_code"), {"code": "123456"}, follow=True)
    assert "먼저 인증번호를 받아 주세요" in answer.content.decode()
    assert state_of(notice) == (NoticeState.SERVING, 0, 0)
