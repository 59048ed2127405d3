"""The queue of applications nobody could place: what it shows, to whom, and deciding once."""

import uuid

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from enrollment.domain.apply import accept
from enrollment.domain.review import AlreadyDecided, join, open_new, reject
from enrollment.enums import ReviewState
from enrollment.models import Application, Household, HouseholdPeriod, Person, WaitingApplication
from notices.models import DirectMessage
from portal.accounts.enums import RoleCode
from portal.common.models import AccessLog
from tests.factories.accounts import staff
from tests.factories.desk import OTHER_AREA, OWN_AREA
from tests.factories.enrollment import application_form, enroll, intake

pytestmark = pytest.mark.django_db

HOME = {"road_address": "성동구 고산자로 270", "address_detail": "101동 1203호"}
KNOWN = {**HOME, "name": "김가나", "mobile": "01000001234"}
MISSPELT = {**HOME, "name": "김가너", "mobile": "01000005678"}


@pytest.fixture
def clerk():
    return staff(RoleCode.DONG_STAFF, OWN_AREA)


def wait(**changes) -> WaitingApplication:
    """A household known, and an application whose head is a syllable off at the same dwelling."""
    enroll(**KNOWN)
    accepted = enroll(**{**MISSPELT, **changes})
    assert accepted.application is None
    return accepted.waiting


def test_what_waits_has_a_receipt_number_and_is_counted_nowhere():
    case = wait()
    assert (Application.objects.count(), Household.objects.count(), Person.objects.count()) == (1, 1, 1)
    assert HouseholdPeriod.objects.count() == 1
    assert case.receipt_no.endswith("-0000002")
    assert case.reasons == ["same_dwelling", "head_spelling"]
    told = DirectMessage.objects.order_by("-id")[:2]
    assert {message.address for message in told} >= {"01000005678"}
    assert "확인하고 있습니다" in told[0].text or "확인하고 있습니다" in told[1].text


def test_joining_enrolls_into_the_household_under_the_number_already_given(clerk):
    case = wait()
    home = Household.objects.get()
    join(waiting=case, home=home, by=clerk)
    application = Application.objects.get(receipt_no=case.receipt_no)
    assert (application.household, application.status, home.people.count()) == (home, "joined", 2)
    assert HouseholdPeriod.objects.count() == 1
    case.refresh_from_db()
    assert (case.state, case.application, case.decided_by) == ("joined", application, clerk)
    assert case.payload is None


PAPER = {"method": "paper", "place": "dong_centre"}


def test_joining_as_a_member_adds_no_person(clerk):
    case = wait(intake_changes=PAPER)
    join(waiting=case, home=Household.objects.get(), person=Person.objects.get(), by=clerk)
    assert Person.objects.get().name == "김가나"


def test_nobody_takes_over_a_member_online_with_another_number(clerk):
    case = wait()
    with pytest.raises(ValidationError):
        join(waiting=case, home=Household.objects.get(), person=Person.objects.get(), by=clerk)
    case.refresh_from_db()
    assert case.state == ReviewState.WAITING


def test_a_household_of_its_own_is_opened_and_counts_from_the_day_of_the_form(clerk):
    case = wait()
    open_new(waiting=case, by=clerk)
    assert Household.objects.count() == 2
    assert set(HouseholdPeriod.objects.values_list("starts_on", flat=True)) == {intake().collected_on}


def test_refusing_tells_the_applicant_why_and_erases_the_form(clerk):
    case = wait()
    reject(waiting=case, reason="repeated", by=clerk)
    case.refresh_from_db()
    assert (case.state, case.reject_reason, case.payload) == ("rejected", "repeated", None)
    mail = DirectMessage.objects.filter(channel="email").latest("id")
    assert "같은 신청서를 이미 접수함" in mail.text
    assert Application.objects.count() == 1


def test_the_same_decision_again_changes_nothing_and_another_one_is_refused(clerk):
    case = wait()
    home = Household.objects.get()
    first = join(waiting=case, home=home, by=clerk)
    assert join(waiting=case, home=home, by=clerk).application == first.application
    for decide in (
        lambda: open_new(waiting=case, by=clerk),
        lambda: reject(waiting=case, reason="repeated", by=clerk),
    ):
        with pytest.raises(AlreadyDecided):
            decide()
    assert Application.objects.count() == 2


def test_a_page_sent_twice_waits_once():
    enroll(**KNOWN)
    form, key = application_form(**MISSPELT), uuid.uuid4()
    first = accept(form=form, intake=intake(submission_key=key))
    again = accept(form=form, intake=intake(submission_key=key))
    assert (again.repeated, again.receipt_no) == (True, first.receipt_no)
    assert WaitingApplication.objects.count() == 1


def test_the_queue_shows_own_dongs_only_and_masked(client, clerk):
    case = wait()
    client.force_login(clerk)
    page = client.get(reverse("desk_review"))
    content = page.content.decode()
    assert case.receipt_no in content
    assert "김*너" in content and "김가너" not in content
    log = AccessLog.objects.latest("id")
    assert (log.subject_type, log.subject_ids) == ("waiting_application", [case.pk])
    client.force_login(staff(RoleCode.DONG_STAFF, OTHER_AREA))
    assert case.receipt_no not in client.get(reverse("desk_review")).content.decode()
    assert client.get(reverse("desk_review_case", args=[case.pk])).status_code == 404


def test_a_case_compares_both_sides_in_words_and_keeps_values_masked(client, clerk):
    case = wait()
    client.force_login(clerk)
    content = client.get(reverse("desk_review_case", args=[case.pk])).content.decode()
    assert "비슷함" in content and "같음" in content
    for plain in ("김가너", "김가나", "01000005678", "010-0000-5678", "1203호"):
        assert plain not in content
    seen = AccessLog.objects.filter(subject_type="household").latest("id")
    assert seen.subject_ids == [Household.objects.get().pk]


def test_unmasking_needs_a_reason_and_is_logged(client, clerk):
    case = wait()
    client.force_login(clerk)
    url = reverse("desk_review_unmask", args=[case.pk])
    assert "김가너" not in client.post(url, {"reason": ""}).content.decode()
    assert "김가너" in client.post(url, {"reason": "같은 세대인지 확인"}).content.decode()
    log = AccessLog.objects.latest("id")
    assert (log.action, log.reason) == ("unmask", "같은 세대인지 확인")


def test_deciding_on_the_page_leads_to_the_next_one(client, clerk):
    case = wait()
    second = enroll(**{**MISSPELT, "name": "김가노", "mobile": "01000005679"}).waiting
    client.force_login(clerk)
    url = reverse("desk_review_case", args=[case.pk])
    home = Household.objects.get()
    answer = client.post(url, {"decision": f"join-{home.pk}"})
    assert answer.url == reverse("desk_review_case", args=[second.pk])
    case.refresh_from_db()
    assert case.state == ReviewState.JOINED
    again = client.post(url, {"decision": f"join-{home.pk}"}, follow=True)
    assert case.receipt_no in again.content.decode()
    assert Application.objects.count() == 2


def test_refusing_on_the_page_asks_for_a_reason(client, clerk):
    case = wait()
    client.force_login(clerk)
    url = reverse("desk_review_case", args=[case.pk])
    page = client.post(url, {"decision": "reject"})
    assert "사유를 고르지 않았습니다" in page.content.decode()
    assert client.post(url, {"decision": "reject", "reject_reason": "unclear"}).url == reverse("desk_review")


def test_the_applicant_sees_that_it_is_looked_at(client, clerk):
    case = wait()
    content = client.get(reverse("enroll_done", args=[case.receipt_no])).content.decode()
    assert "확인 중" in content
    join(waiting=case, home=Household.objects.get(), by=clerk)
    assert "접수된 신청입니다" in client.get(reverse("enroll_done", args=[case.receipt_no])).content.decode()


def test_two_households_are_merged_and_split_from_the_page(client, clerk):
    first = enroll(**KNOWN).application.household
    second = enroll(**{**MISSPELT, "road_address": "성동구 왕십리로 9"}).application
    client.force_login(clerk)
    url = reverse("desk_household_merge", args=[first.pk])
    assert client.get(url).status_code == 200
    answer = client.post(url, {"merge": "1", "receipt_no": second.receipt_no}, follow=True)
    assert "두 세대를 합쳤습니다" in answer.content.decode()
    merge = first.merges.get()
    assert client.get(reverse("desk_household", args=[merge.absorbed_id])).status_code == 200
    back = client.post(reverse("desk_household_split", args=[merge.pk]), follow=True)
    assert "합침을 되돌렸습니다" in back.content.decode()
    assert Household.objects.filter(closed_on=None).count() == 2


def test_a_clerk_of_another_dong_merges_and_splits_nothing(client):
    first = enroll(**KNOWN).application.household
    client.force_login(staff(RoleCode.DONG_STAFF, OTHER_AREA))
    assert client.get(reverse("desk_household_merge", args=[first.pk])).status_code == 404


def test_the_queue_costs_the_same_for_one_and_for_many(client, clerk, django_assert_max_num_queries):
    wait()
    client.force_login(clerk)
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("desk_review"))
    for name in ("김가노", "김가누", "김가니"):
        enroll(**{**MISSPELT, "name": name})
    with django_assert_max_num_queries(len(few)):
        client.get(reverse("desk_review"))
