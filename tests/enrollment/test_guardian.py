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
from enrollment.enums import (
    ApplicationMethod,
    ApplicationStatus,
    ConsentPurpose,
    EndReason,
    IntakePlace,
    ReversalSource,
)
from enrollment.models import (
    Application,
    Consent,
    EnrollmentPeriod,
    HouseholdPeriod,
    Person,
    Reversal,
    Service,
)
from enrollment.queries.consents import given_purposes
from notices.models import DirectMessage, Subscription
from portal.accounts.enums import RoleCode
from tests.factories.accounts import staff
from tests.factories.desk import OTHER_AREA, OWN_AREA
from tests.factories.enrollment import enroll

pytestmark = pytest.mark.django_db

PHONE = "01000007777"
ALL = {f"consent_{purpose}": "on" for purpose in ConsentPurpose.values}


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
    response = client.post(page_of(application), {"code": code, **ALL})
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


@pytest.mark.parametrize("typed", [{"code": "000000x", **ALL}, ALL, {"code": "CODE"}])
def test_without_code_or_word_nothing_starts(client, application, typed):
    code = code_for(client, application)
    typed = {name: value.replace("CODE", code) for name, value in typed.items()}
    assert client.post(page_of(application), typed)["Location"] == page_of(application)
    assert client.get(page_of(application)).context["form"].errors
    assert not EnrollmentPeriod.objects.exists()


def boxes(client, application) -> dict[str, bool]:
    form = client.get(page_of(application)).context["form"]
    return {name: bool(form[name].value()) for name in form.fields if name.startswith("consent_")}


def test_each_consent_has_a_box_of_its_own_and_none_is_ticked(client, application):
    assert boxes(client, application) == dict.fromkeys(ALL, False)


def test_what_the_form_did_not_ask_for_is_not_asked_of_the_guardian(client):
    other = enroll(
        name="둘째", head_name="홍길동", relation="child",
        birth_date=date(timezone.localdate().year - 9, 1, 1),
        guardian=Guardian("홍길동", PHONE, "parent"),
        consents={"enrollment": True, "public_info": True, "poll": False},
        intake_changes={"method": ApplicationMethod.PAPER, "place": IntakePlace.DONG_CENTRE},
    ).application  # fmt: skip
    assert boxes(client, other) == {"consent_enrollment": False, "consent_public_info": False}


def test_the_guardian_takes_the_required_consents_and_refuses_an_optional_one(client, application):
    code = code_for(client, application)
    wanted = {"consent_enrollment": "on", "consent_public_info": "on"}
    assert client.post(page_of(application), {"code": code, **wanted}).url == reverse("guardian_done")
    assert given_purposes(application.person) == {"enrollment", "public_info"}
    last = {row.purpose: row.given for row in Consent.objects.order_by("id")}
    assert (last["poll"], last["promotional"]) == (False, False)
    assert EnrollmentPeriod.objects.count() == 1


def test_topics_do_not_start_without_their_consent(client, application):
    """The service wanted rests on this consent alone, so nothing could start: it is said at its box."""
    code = code_for(client, application)
    client.post(page_of(application), {"code": code, "consent_enrollment": "on"})
    assert "consent_public_info" in client.get(page_of(application)).context["form"].errors
    assert not EnrollmentPeriod.objects.exists()
    answered = {"code": code, "consent_enrollment": "on", "consent_public_info": "on"}
    assert client.post(page_of(application), answered).url == reverse("guardian_done")


def test_a_service_without_its_consent_does_not_start_and_the_others_do(client, application):
    services = Service.objects.filter(code__in=["district_news", "civil_defence"])
    assert {service.consent_purpose for service in services} == {"public_info", "e_notice"}
    Application.objects.filter(pk=application.pk).update(wanted_services=["district_news", "civil_defence"])
    code = code_for(client, application)
    client.post(page_of(application), {"code": code, "consent_enrollment": "on", "consent_e_notice": "on"})
    assert [row.service.code for row in EnrollmentPeriod.objects.all()] == ["civil_defence"]
    assert not Subscription.objects.filter(ends_at=None).exists()


def test_a_guardian_who_refuses_ends_the_application(client, application):
    url = page_of(application)
    assert client.post(url, {"refuse": "1"}).url == reverse("guardian_refused")
    assert client.get(reverse("guardian_refused")).status_code == 200
    application.refresh_from_db()
    assert application.status == ApplicationStatus.REVERSED
    row = Reversal.objects.get()
    assert (row.source, row.reversed_by) == (ReversalSource.GUARDIAN, None)
    assert not EnrollmentPeriod.objects.exists() and not HouseholdPeriod.objects.exists()
    assert given_purposes(application.person) == set()
    assert (
        "법정대리인이 동의하지 않아" in DirectMessage.objects.filter(purpose="application_reversed")[0].text
    )
    assert client.get(url).status_code == 404
    assert client.post(url, {"refuse": "1"}).status_code == 404


def test_an_address_works_once_and_a_made_up_one_never(client, application):
    url = page_of(application)
    client.post(url, {"code": code_for(client, application), **ALL})
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
