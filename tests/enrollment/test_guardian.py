"""A child's paper form starts nothing until the guardian has confirmed it with a code."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from enrollment.application_form import Guardian
from enrollment.domain import guardian
from enrollment.domain.destroy import destroy_due
from enrollment.domain.leave import leave_person
from enrollment.domain.proof import Proof
from enrollment.enums import ApplicationMethod, ApplicationStatus, EndReason, IntakePlace
from enrollment.models import Application, Consent, EnrollmentPeriod, HouseholdPeriod, Person
from enrollment.queries.consents import given_purposes
from notices.models import DirectMessage, Subscription
from portal.accounts.enums import RoleCode
from tests.factories.accounts import staff
from tests.factories.desk import OTHER_AREA, OWN_AREA
from tests.factories.enrollment import enroll

pytestmark = pytest.mark.django_db

PHONE = "01000007777"


@pytest.fixture
def application() -> Application:
    return enroll(
        by=staff(RoleCode.DONG_STAFF, OWN_AREA),
        name="어린이",
        head_name="홍길동",
        relation="child",
        birth_date=date(timezone.localdate().year - 8, 1, 1),
        guardian=Guardian("홍길동", PHONE, "parent"),
        intake_changes={
            "method": ApplicationMethod.PAPER,
            "place": IntakePlace.DONG_CENTRE,
            "collected_on": timezone.localdate() - timedelta(days=2),
            "form_no": "C-1",
        },
    ).application


def page_of(application) -> str:
    return reverse("guardian", args=[application.guardian_token])


def code_for(client, application) -> str:
    client.post(page_of(application), {"send": "1"})
    message = DirectMessage.objects.filter(purpose="verification_code", channel="sms").latest("id")
    assert message.address == PHONE
    return re.search(r"\d{6}", message.text).group()


def test_nothing_starts_and_the_guardian_gets_the_address(application):
    assert application.waits_for_guardian
    assert not EnrollmentPeriod.objects.exists()
    assert not HouseholdPeriod.objects.exists()
    assert not Subscription.objects.exists()
    message = DirectMessage.objects.get(purpose="guardian_ask")
    assert message.address == PHONE
    assert guardian.page_of(application) in message.text


def test_the_page_masks_the_child_and_the_number(client, application):
    text = client.get(page_of(application)).content.decode()
    assert "어*이" in text and "어린이</" not in text.replace("어린이의", "")
    assert "010-****-7777" in text and PHONE not in text


def test_the_code_and_the_guardians_word_start_everything_today(client, application):
    code = code_for(client, application)
    assert not EnrollmentPeriod.objects.exists()
    response = client.post(page_of(application), {"code": code, "agreed": "on"})
    assert response.url == reverse("guardian_done")
    period = EnrollmentPeriod.objects.get()
    assert (period.starts_on, period.source) == (timezone.localdate(), application)
    assert HouseholdPeriod.objects.get().starts_on == timezone.localdate()
    assert Subscription.objects.filter(ends_at=None).count() == 2
    application.refresh_from_db()
    assert application.guardian_confirmed_at and application.guardian_token is None
    last = Consent.objects.latest("id")
    assert (last.given, last.evidence["code_to"]) == (True, "guardian")
    assert given_purposes(application.person)


@pytest.mark.parametrize("typed", [{"code": "000000x", "agreed": "on"}, {"agreed": "on"}, {"code": "CODE"}])
def test_without_code_or_word_nothing_starts(client, application, typed):
    code = code_for(client, application)
    typed = {name: value.replace("CODE", code) for name, value in typed.items()}
    assert client.post(page_of(application), typed)["Location"] == page_of(application)
    assert client.get(page_of(application)).context["form"].errors
    assert not EnrollmentPeriod.objects.exists()


def test_an_address_works_once_and_a_made_up_one_never(client, application):
    url = page_of(application)
    client.post(url, {"code": code_for(client, application), "agreed": "on"})
    assert client.get(url).status_code == 404
    assert client.get(reverse("guardian", args=["made-up"])).status_code == 404


def test_the_desk_sends_the_address_again_but_not_too_often(client, application):
    url = reverse("desk_guardian", args=[application.pk])
    client.force_login(staff(RoleCode.DONG_STAFF, OTHER_AREA))
    assert client.post(url).status_code == 404
    client.force_login(staff(RoleCode.DONG_STAFF, OWN_AREA))
    for _ in range(5):
        client.post(url)
    assert DirectMessage.objects.filter(purpose="guardian_ask").count() == 1 + 3


def test_a_child_that_leaves_while_waiting_cannot_be_confirmed(client, application):
    url = page_of(application)
    leave_person(
        person=application.person, reason=EndReason.MOVED_OUT, on=timezone.localdate(), proof=Proof(), by=None
    )
    assert client.get(url).status_code == 404
    application.refresh_from_db()
    assert application.status == ApplicationStatus.REVERSED


def test_what_nobody_confirms_is_destroyed(application):
    today = timezone.localdate()
    assert destroy_due(today=today + timedelta(days=5)) == 0
    assert destroy_due(today=today + timedelta(days=6)) == 1
    application.refresh_from_db()
    assert (application.guardian_name, application.guardian_phone) == (None, None)
    assert Person.objects.get(pk=application.person_id).name == ""
