"""A resident sees all that is held and changes it, and never what is somebody else's."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from enrollment.domain.consent_text import BOTH_LANGUAGES, publish
from enrollment.enums import ChangeKind, ConsentPurpose, EndReason
from enrollment.models import Change, Consent, ConsentText, ContactPoint, EnrollmentPeriod
from enrollment.queries.consents import given_purposes
from notices.models import DirectMessage
from portal.accounts.models import User
from tests.factories.enrollment import enroll

pytestmark = pytest.mark.django_db

HOME = {
    "road_address": "서울특별시 성동구 고산자로 270",
    "address_detail": "101동 1203호",
    "head_name": "홍길동",
}
TWO = ("district_news", "civil_defence")


@pytest.fixture
def person(client):
    person = enroll(
        **HOME, name="홍길동", mobile="01000001111", email="gildong@example.kr", services=TWO
    ).application.person
    person.user = User.objects.create_user()
    person.save()
    client.force_login(person.user)
    return person


@pytest.fixture
def child():
    return enroll(**HOME, name="홍나나", relation="child", mobile="01000002222").application.person


def url(name: str, person, *args) -> str:
    return reverse(name, args=[person.pk, *args])


def pages(person) -> list[str]:
    return [
        url("my_data", person),
        url("my_services", person),
        url("my_consents", person),
        url("my_consent", person, "poll"),
        url("my_contact", person, "mobile"),
        url("my_contact", person, "email"),
        url("my_move", person),
        url("my_leave", person),
        url("my_leave_household", person),
    ]


def test_every_page_opens_for_its_own_person_alone(client, person):
    for page in pages(person):
        assert client.get(page).status_code == 200, page
    client.force_login(User.objects.create_user())
    for page in pages(person):
        assert client.get(page).status_code == 404, page
        assert client.post(page, {}).status_code in {404, 405}, page
    client.logout()
    for page in pages(person):
        assert client.get(page).status_code == 302, page


def test_no_page_shows_other_members_of_the_household(client, person, child):
    for page in [reverse("my"), *pages(person)]:
        text = client.get(page).content.decode()
        assert "홍나나" not in text and "01000002222" not in text, page


def test_the_head_sees_masked_whom_the_household_would_end(client, person, child):
    child.user = person.user
    child.save()
    page = client.get(url("my_leave_household", person)).content.decode()
    assert "홍*나" in page and "홍나나" not in page


def test_everything_held_is_shown_in_full(client, person):
    text = client.get(url("my_data", person)).content.decode()
    for words in (
        "홍길동", "1980. 3. 4.", "고산자로 270, 101동 1203호", "010-0000-1111", "gildong@example.kr",
        "구정소식", "민방위 통지", "문화", "1판", "온라인", person.applications.get().receipt_no,
    ):  # fmt: skip
        assert words in text


def test_services_are_changed_with_a_receipt(client, person):
    response = client.post(url("my_services", person), {"services": ["district_news", "opinion_poll"]})
    change = Change.objects.get()
    assert response.url == reverse("my_change", args=[change.receipt_no])
    assert change.receipt_no in client.get(response.url).content.decode()
    assert change.evidence["ended"] == ["civil_defence"] and change.evidence["session"]
    refused = client.post(url("my_services", person), {"services": []})
    assert "services" in refused.context["form"].errors


def test_a_service_without_its_consent_is_refused(client, person):
    client.post(url("my_consent", person, "poll"), {"withdraw": "1"})
    response = client.post(url("my_services", person), {"services": [*TWO, "opinion_poll"]})
    assert "동의해야" in response.content.decode()
    client.post(url("my_consent", person, "poll"), {"version": "1", "agreed": "on"})
    assert ConsentPurpose.POLL in given_purposes(person)
    response = client.post(url("my_services", person), {"services": [*TWO, "opinion_poll"]})
    assert response.status_code == 302


def test_a_consent_is_not_given_by_default_nor_without_the_box(client, person):
    client.post(url("my_consent", person, "poll"), {"withdraw": "1"})
    page = client.get(url("my_consent", person, "poll"))
    assert not page.context["form"]["agreed"].value()
    client.post(url("my_consent", person, "poll"), {"version": "1"})
    assert ConsentPurpose.POLL not in given_purposes(person)


def test_the_withdrawal_page_says_what_ends_before_it_ends(client, person):
    page = client.get(url("my_consent", person, "public_info"))
    assert [str(service) for service in page.context["services"]] == ["구정소식"]
    assert "문화" in page.content.decode()
    assert ConsentPurpose.PUBLIC_INFO in given_purposes(person)
    assert "탈퇴로 처리합니다" in client.get(url("my_consent", person, "enrollment")).content.decode()


def test_leaving_shows_what_ends_and_ends_it(client, person, child):
    page = client.get(url("my_leave", person))
    assert "구정소식" in page.content.decode() and "문화" in page.content.decode()
    response = client.post(url("my_leave", person), {"reason": EndReason.WITHDRAWN})
    change = Change.objects.get()
    assert (change.kind, change.person, change.recorded_by) == (ChangeKind.PERSON_LEFT, person, person.user)
    assert change.receipt_no in client.get(response.url).content.decode()
    assert EnrollmentPeriod.objects.filter(person=child, ends_on=None).exists()
    assert "탈퇴했습니다" in client.get(reverse("my")).content.decode()
    assert client.get(url("my_leave", person)).status_code == 302


def test_nobody_dies_online(client, person):
    response = client.post(url("my_leave", person), {"reason": EndReason.DECEASED})
    assert "reason" in response.context["form"].errors


def test_the_head_ends_the_household_and_nobody_else_does(client, person, child):
    child.user = User.objects.create_user()
    child.save()
    client.force_login(child.user)
    client.post(url("my_leave_household", child), {"reason": EndReason.WITHDRAWN})
    client.post(url("my_move", child), {"dong": "1120057000", "road_address": "왕십리로 5"})
    assert not Change.objects.exists()
    client.force_login(person.user)
    refused = client.post(url("my_leave_household", person), {"reason": EndReason.MOVED_OUT}, follow=True)
    assert "같은 계정에 연결한 가족" in refused.content.decode()
    client.post(url("my_move", person), {"dong": "1120057000", "road_address": "왕십리로 5"})
    assert not Change.objects.exists()
    child.user = person.user
    child.save()
    client.post(url("my_leave_household", person), {"reason": EndReason.MOVED_OUT})
    assert not EnrollmentPeriod.objects.filter(ends_on=None).exists()
    client.force_login(child.user)
    receipt = Change.objects.get().receipt_no
    assert client.get(reverse("my_change", args=[receipt])).status_code == 200


def test_a_receipt_of_others_is_not_found(client, person):
    client.post(url("my_services", person), {"services": ["district_news"]})
    page = reverse("my_change", args=[Change.objects.get().receipt_no])
    client.force_login(User.objects.create_user())
    assert client.get(page).status_code == 404


def test_the_head_moves_the_household(client, person):
    typed = {"dong": "1120057000", "road_address": "왕십리로 5", "address_detail": "2동 304호"}
    client.post(url("my_move", person), typed)
    person.household.refresh_from_db()
    assert person.household.dong_id == "1120057000"
    refused = client.post(url("my_move", person), {**typed, "road_address": "부산광역시 해운대구 센텀로 1"})
    assert "road_address" in refused.context["form"].errors


def code() -> str:
    message = DirectMessage.objects.filter(purpose="verification_code").latest("id")
    return re.search(r"\d{6}", message.text).group()


def test_a_contact_changes_only_when_the_code_came_back(client, person):
    page = url("my_contact_code", person, "mobile")
    assert client.get(page).url == url("my_contact", person, "mobile")
    client.post(url("my_contact", person, "mobile"), {"value": "010-0000-9999"})
    assert ContactPoint.objects.get(person=person, kind="mobile", ended_at=None).value == "01000001111"
    client.post(page, {"code": "wrong"})
    assert not Change.objects.exists()
    client.post(page, {"code": code()})
    assert ContactPoint.objects.get(person=person, kind="mobile", ended_at=None).value == "01000009999"
    told = DirectMessage.objects.filter(purpose="contact_changed", channel="sms")
    assert {message.address for message in told} == {"01000001111", "01000009999"}


def test_a_changed_text_asks_again_on_the_own_page(client, person):
    assert "다시 답해 주세요" not in client.get(reverse("my")).content.decode()
    last = ConsentText.objects.get(purpose="poll")
    texts = {field: getattr(last, field) for field in BOTH_LANGUAGES} | {"aim": "달라진 목적"}
    publish(purpose="poll", texts=texts, effective_from=timezone.localdate(), asks_again=True, by=None)
    assert "다시 답해 주세요" in client.get(reverse("my")).content.decode()
    page = url("my_consents_again", person)
    text = client.get(page).content.decode()
    assert "달라진 목적" in text and "checked" not in text
    assert client.post(page, {}).context["form"].errors
    client.post(page, {"poll-2": "yes"})
    assert Consent.objects.filter(person=person, purpose="poll").latest("id").text.version == 2
    assert "다시 답해 주세요" not in client.get(reverse("my")).content.decode()
    assert client.get(page).status_code == 302


def test_a_child_does_not_consent_alone(client, person):
    person.birth_date = timezone.localdate() - timedelta(days=365 * 8)
    person.save()
    client.post(url("my_consent", person, "poll"), {"withdraw": "1"})
    response = client.post(url("my_consent", person, "poll"), {"version": "1", "agreed": "on"})
    assert "법정대리인" in response.content.decode()
    assert ConsentPurpose.POLL not in given_purposes(person)
