"""One dwelling whose people apply online, on paper or at the desk, for tests of whose record it is."""

import re
import uuid
from datetime import date

from django.utils import timezone

from enrollment.domain import claim
from enrollment.domain.apply import Accepted
from enrollment.domain.leave import leave_person
from enrollment.domain.online import apply_online
from enrollment.domain.proof import Proof
from enrollment.enums import ApplicationMethod, ContactKind, EndReason
from enrollment.models import Application, Person
from portal.accounts.models import User
from tests.factories.desk import paper_clerk
from tests.factories.enrollment import application_form, enroll

HOME = {"road_address": "성동구 고산자로 270", "address_detail": "101동 1203호"}
SMS = {"email": "", "channels": ("sms",)}
OWN, OTHER, STRANGER = "01000000001", "01000000002", "01000009999"


def online(**changes) -> Accepted:
    return apply_online(
        form=application_form(**{**HOME, **SMS, **changes}),
        confirmed_kinds=frozenset(ContactKind.values),
        guardian_confirmed="guardian" in changes,
        submission_key=uuid.uuid4(),
    )


def on_paper(**changes) -> Application:
    day = changes.pop("day", date(2026, 1, 5))
    intake = {"method": ApplicationMethod.PAPER, "collected_on": day}
    return enroll(by=paper_clerk(), intake_changes=intake, **{**HOME, **SMS, **changes}).application


def person_of(application: Application) -> Person:
    return Person.objects.get(pk=application.person_id)


def open_numbers(person: Person) -> list[str]:
    return [point.value for point in person.contacts.filter(kind=ContactKind.MOBILE, ended_at=None)]


def leave(person: Person) -> None:
    leave_person(
        person=person,
        reason=EndReason.WITHDRAWN,
        on=timezone.localdate(),
        proof=Proof(method=ApplicationMethod.PAPER, form_no="W-1"),
        by=paper_clerk(),
    )


def redeem(person: Person, mobile: str, sent: list, clerk, **choices) -> User:
    application = person.applications.order_by("id").first()
    claim.invite(application=application, mobile=mobile, document="resident_card", by=clerk, **choices)
    code = re.search(r"/claim/(\w{10})/", sent[-1]["text"])[1]
    return claim.redeem(code=code)
