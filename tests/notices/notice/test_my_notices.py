"""One's own notices, opened from the account."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from notices.enums.notice import NoticeState, SeenBy
from notices.models import AddressedNotice
from tests.factories.accounts import UserFactory
from tests.factories.notices import notice_of, round_of
from tests.notices.notice.notice_pages import NAME, PLACE, owner_of, serving, state_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def notice(db) -> AddressedNotice:
    return serving()


def test_my_notices_opens_by_one_tap(client, notice):
    user = owner_of(notice)
    client.force_login(user)
    listed = client.get(reverse("my_notices")).content.decode()
    assert "아직 열지 않음" in listed and NAME in listed and PLACE not in listed
    assert client.get(reverse("my_notice_open", args=[notice.pk])).status_code == 405
    assert state_of(notice) == (NoticeState.SERVING, 0, 0)
    answer = client.post(reverse("my_notice_open", args=[notice.pk]), follow=True)
    assert PLACE in answer.content.decode()
    kept = AddressedNotice.objects.get(pk=notice.pk)
    assert (kept.state, kept.seen_by) == (NoticeState.SEEN, SeenBy.ACCOUNT)
    assert kept.evidence.get().actor == user


def test_a_cancelled_round_is_told_in_the_list(client, notice):
    client.force_login(owner_of(notice))
    notice.round.state = "cancelled"
    notice.round.save()
    body = client.get(reverse("my_notices")).content.decode()
    assert "취소됨" in body and "확인하고 열기" not in body


def test_my_notices_of_somebody_else_are_not_found(client, notice):
    client.force_login(UserFactory())
    assert NAME not in client.get(reverse("my_notices")).content.decode()
    assert client.post(reverse("my_notice_open", args=[notice.pk])).status_code == 404


def test_the_owner_gets_in_while_the_link_is_locked_or_over(client, notice):
    client.force_login(owner_of(notice))
    AddressedNotice.objects.update(locked_until=timezone.now() + timedelta(minutes=30))
    answer = client.post(reverse("my_notice_open", args=[notice.pk]), follow=True)
    assert PLACE in answer.content.decode()


def test_the_list_costs_the_same_for_many(client, notice, django_assert_max_num_queries):
    user = owner_of(notice)
    client.force_login(user)
    for _more in range(5):
        notice_of(round_of(notice.round.terms), notice.person, state=NoticeState.SERVING)
    client.get(reverse("my_notices"))
    with django_assert_max_num_queries(12):
        assert client.get(reverse("my_notices")).content.decode().count("아직 열지 않음") == 6


def test_the_own_page_tells_of_unopened_notices(client, notice):
    client.force_login(owner_of(notice))
    assert "열지 않은 통지가 있습니다" in client.get(reverse("my")).content.decode()
    client.post(reverse("my_notice_open", args=[notice.pk]))
    assert "열지 않은 통지가 있습니다" not in client.get(reverse("my")).content.decode()


def test_what_is_held_about_me_names_the_notice(client, notice):
    client.force_login(owner_of(notice))
    body = client.get(reverse("my_data", args=[notice.person_id])).content.decode()
    assert "명단의 주소" in body and notice.address in body
