"""The desk changes and ends what a household has: with its paper, in the own dong, and nobody else's."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from enrollment.enums import ChangeKind, EndReason
from enrollment.models import Change, Consent, ContactPoint, EnrollmentPeriod
from enrollment.queries.consents import given_purposes
from notices.models import DirectMessage
from portal.accounts.enums import RoleCode
from portal.common.models import AccessLog
from portal.common.templatetags.korean import kdate
from tests.factories.accounts import staff
from tests.factories.desk import OTHER_AREA
from tests.factories.enrollment import enroll
from tests.factories.resident_numbers import RESIDENT_NUMBER

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate
PAPER = {"form_no": "W-0001", "note": "주민등록증 확인"}
HOME = {
    "road_address": "서울특별시 성동구 고산자로 270",
    "address_detail": "101동 1203호",
    "head_name": "홍길동",
}


@pytest.fixture
def person():
    return enroll(
        **HOME, name="홍길동", mobile="01000001111", email="gildong@example.kr",
        services=("district_news", "civil_defence"),
    ).application.person  # fmt: skip


def pages(person) -> list[str]:
    home = [person.household_id]
    one = [person.household_id, person.pk]
    return [
        reverse("desk_leave", args=home),
        reverse("desk_move", args=home),
        reverse("desk_services", args=one),
        reverse("desk_consents", args=one),
        reverse("desk_contact", args=[*one, "mobile"]),
        reverse("desk_contact", args=[*one, "email"]),
    ]


def paper(on=None, **changes) -> dict:
    return {**PAPER, "on": kdate(on or TODAY()), **changes}


def test_every_page_opens_in_the_own_dong_and_is_logged(client, clerk, person):
    for url in pages(person):
        assert client.get(url).status_code == 200, url
    assert AccessLog.objects.filter(subject_ids=[person.household_id]).count() == len(pages(person))


def said(client, url, data) -> str:
    return " ".join(str(message) for message in client.post(url, data, follow=True).context["messages"])


@pytest.mark.parametrize("reason", [EndReason.DECEASED, EndReason.WITHDRAWN])
def test_the_clerk_is_told_of_a_message_only_when_one_went(client, clerk, person, reason):
    sent = DirectMessage.objects.count()
    answer = paper(reason=reason.value, whom=str(person.pk))
    words = said(client, reverse("desk_leave", args=[person.household_id]), answer)
    assert "처리했습니다" in words
    is_told = DirectMessage.objects.count() > sent
    assert is_told == (reason != EndReason.DECEASED)
    assert ("본인에게도 알렸습니다" in words) == is_told
    assert ("본인에게는 알리지 않았습니다" in words) != is_told


def test_changes_on_paper_are_told_each(client, clerk, person):
    for name, answer in (
        ("desk_services", {"services": ["district_news"]}),
        ("desk_consents", {"consent_poll": "no"}),
    ):
        url = reverse(name, args=[person.household_id, person.pk])
        initial = {field.html_name: field.value() for field in client.get(url).context["form"]}
        answer = {**{key: value for key, value in initial.items() if value}, **paper(), **answer}
        sent = DirectMessage.objects.count()
        assert "본인에게도 알렸습니다" in said(client, url, answer), name
        assert DirectMessage.objects.count() > sent


def test_another_dongs_households_do_not_exist(client, person):
    client.force_login(staff(RoleCode.DONG_STAFF, OTHER_AREA))
    for url in pages(person):
        assert client.get(url).status_code == client.post(url, paper()).status_code == 404, url
    assert not Change.objects.exists()


def test_others_than_clerks_are_refused(client, person):
    client.force_login(staff(RoleCode.OFFICER))
    assert {client.get(url).status_code for url in pages(person)} == {403}


def test_a_member_leaves_on_paper_from_the_day_it_says(client, clerk, person):
    on = TODAY() - timedelta(days=3)
    url = reverse("desk_leave", args=[person.household_id])
    response = client.post(url, paper(on, whom=str(person.pk), reason=EndReason.MOVED_OUT), follow=True)
    change = Change.objects.get()
    assert change.receipt_no in response.content.decode()
    assert (change.kind, change.form_no, change.note, change.recorded_by) == (
        ChangeKind.PERSON_LEFT, "W-0001", "주민등록증 확인", clerk,
    )  # fmt: skip
    periods = EnrollmentPeriod.objects.filter(person=person)
    assert set(periods.values_list("ends_on", "ended_reason")) == {(on, EndReason.MOVED_OUT)}


def test_the_whole_household_leaves(client, clerk, person):
    child = enroll(**HOME, name="홍나나", relation="child").application.person
    url = reverse("desk_leave", args=[person.household_id])
    client.post(url, paper(whom="all", reason=EndReason.WITHDRAWN))
    assert not EnrollmentPeriod.objects.filter(person__in=[person, child], ends_on=None).exists()
    refused = client.post(url, paper(whom="all", reason=EndReason.WITHDRAWN))
    assert "이미 탈퇴" in refused.content.decode()


@pytest.mark.parametrize("missing", ["form_no", "note", "on", "whom", "reason"])
def test_nothing_is_done_without_its_paper(client, clerk, person, missing):
    typed = paper(whom=str(person.pk), reason=EndReason.WITHDRAWN)
    del typed[missing]
    response = client.post(reverse("desk_leave", args=[person.household_id]), typed)
    assert list(response.context["form"].errors) == [missing]
    assert not Change.objects.exists()


def test_a_day_to_come_and_a_resident_number_are_refused(client, clerk, person):
    url = reverse("desk_leave", args=[person.household_id])
    typed = paper(TODAY() + timedelta(days=1), whom="all", reason=EndReason.WITHDRAWN)
    assert "on" in client.post(url, typed).context["form"].errors
    typed = paper(whom="all", reason=EndReason.WITHDRAWN, note=f"주민번호 {RESIDENT_NUMBER}")
    assert "note" in client.post(url, typed).context["form"].errors
    assert not Change.objects.exists()


def test_a_move_to_another_dong_leaves_the_clerks_reach(client, clerk, person):
    url = reverse("desk_move", args=[person.household_id])
    typed = paper(dong="1120057000", road_address="왕십리로 5", address_detail="2동 304호")
    response = client.post(url, typed)
    assert response.url == reverse("desk")
    person.household.refresh_from_db()
    assert person.household.dong_id == "1120057000"
    assert client.get(url).status_code == 404


def test_services_are_started_and_ended(client, clerk, person):
    url = reverse("desk_services", args=[person.household_id, person.pk])
    client.post(url, paper(services=["district_news", "opinion_poll"]))
    running = EnrollmentPeriod.objects.filter(person=person, ends_on=None)
    assert set(running.values_list("service__code", flat=True)) == {"district_news", "opinion_poll"}
    assert "services" in client.post(url, paper(services=[])).context["form"].errors


def test_a_contact_is_changed_and_the_former_address_is_told(client, clerk, person):
    DirectMessage.objects.all().delete()
    url = reverse("desk_contact", args=[person.household_id, person.pk, "mobile"])
    client.post(url, {**PAPER, "value": "010-0000-9999"})
    contact = ContactPoint.objects.get(person=person, kind="mobile", ended_at=None)
    assert (contact.value, contact.verified_at) == ("01000009999", None)
    told = {message.address for message in DirectMessage.objects.all()}
    assert told == {"01000001111", "01000009999", "gildong@example.kr"}


def test_consents_are_given_and_withdrawn_as_the_paper_says(client, clerk, person):
    url = reverse("desk_consents", args=[person.household_id, person.pk])
    answers = {f"consent_{purpose}": "yes" for purpose in given_purposes(person)}
    client.post(url, paper(**{**answers, "consent_e_notice": "no"}))
    assert "e_notice" not in given_purposes(person)
    row = Consent.objects.filter(person=person).latest("id")
    assert (row.given, row.evidence["form_no"], row.recorded_by) == (False, "W-0001", clerk)
    client.post(url, paper(**answers))
    assert "e_notice" in given_purposes(person)


def test_the_household_page_leads_to_the_changes_and_shows_those_made(client, clerk, person):
    url = reverse("desk_household", args=[person.household_id])
    text = client.get(url).content.decode()
    assert all(page in text for page in pages(person))
    client.post(
        reverse("desk_leave", args=[person.household_id]), paper(whom="all", reason=EndReason.WITHDRAWN)
    )
    text = client.get(url).content.decode()
    assert Change.objects.get().receipt_no in text
    assert reverse("desk_services", args=[person.household_id, person.pk]) not in text


def test_consents_are_marked_as_what_they_are_not_as_fields(client, clerk, person):
    text = client.get(reverse("desk_consents", args=[person.household_id, person.pk])).content.decode()
    assert text.count("(필수 동의)") == 1
    assert text.count("(선택 동의)") == 4
