"""The rows a chunk adds to each table, and bringing them in with one COPY a table."""

import json
from collections import defaultdict
from datetime import datetime
from functools import cache, lru_cache

from django.db.models import Model

from enrollment.domain.import_.judged import Judged
from enrollment.domain.import_.sealing import EMAIL
from enrollment.domain.receipt_no import format_receipt_no
from enrollment.enums import ApplicationMethod, ApplicationStatus, ContactKind, ContactState
from enrollment.models import (
    Application,
    Consent,
    ContactPoint,
    EnrollmentPeriod,
    Household,
    HouseholdPeriod,
    Person,
)
from enrollment.queries.known import Known
from portal.common.bulk import copy_in_with_defaults
from portal.common.models import AuditEvent

TABLES: tuple[tuple[type[Model], str], ...] = (
    (
        Household,
        "id dong_id tong_id ban road_address address_detail address_key head_name head_key",
    ),
    (
        Person,
        "id household_id name name_key birth_date birth_index birth_year sex relation",
    ),
    (ContactPoint, "person_id kind value index"),
    (
        Application,
        "id receipt_no place dong_id collected_by_id form_no collected_on status household_id person_id "
        "wanted_services wanted_topics wanted_channels submission_key",
    ),
    (Consent, "person_id text_id purpose given application_id evidence"),
    (EnrollmentPeriod, "person_id service_id starts_on source_id"),
    (HouseholdPeriod, "household_id dong_id place starts_on"),
    (AuditEvent, "object_id detail"),
)
"""In the order of their references, with the columns in which rows differ."""
MOBILE = ContactKind.MOBILE.value
ACCEPTED, JOINED = ApplicationStatus.ACCEPTED.value, ApplicationStatus.JOINED.value
PAPER = ApplicationMethod.PAPER.value


@cache
def _accepted(place: str, joined: bool) -> str:
    """The detail of the audit event, as JSON."""
    return json.dumps({"method": PAPER, "place": place, "joined": joined})


@lru_cache(maxsize=64)
def _evidence(form_no: str, leader_id: int | None) -> str:
    """What shows the consents of a form, as JSON."""
    collector = {"collected_by": leader_id} if leader_id else {}
    return json.dumps({"form_no": form_no, "verified": [], **collector}, ensure_ascii=False)


class Rows:
    """Rows for every table of one chunk, made by `add`, written by `copy`."""

    def __init__(self, known: Known, *, by, at: datetime):
        self.known, self.year = known, at.year
        self.same = _same(by_id=by.pk if by else None, at=at)
        self.of: dict[type[Model], list[tuple]] = defaultdict(list)

    def open_household(self, household_id: int, item: Judged) -> None:
        form, traits = item.reading.form, item.reading.traits
        tong = self.known.tong_id(form.dong.code, form.tong_number) if form.tong_number else None
        self.of[Household].append(
            (household_id, form.dong.code, tong, form.ban, form.road_address, form.address_detail,
             traits.address_key, form.head_name, traits.head_key)
        )  # fmt: skip

    def enroll_household(self, household_id: int, dong: str, place: str, day) -> None:
        self.of[HouseholdPeriod].append((household_id, dong, place, day))

    def add(
        self,
        item: Judged,
        *,
        person_id: int,
        application_id: int,
        household_id: int,
        number: int,
        joined: bool,
    ):
        """The application of a person not known before: everything but the household."""
        form, intake, traits = item.reading.form, item.reading.intake, item.reading.traits
        sealed = item.sealed
        self.of[Person].append(
            (person_id, household_id, form.name, traits.name_key, sealed.birth_date,
             traits.birth_index, form.birth_date.year, form.sex, form.relation)
        )  # fmt: skip
        self.of[ContactPoint].append((person_id, MOBILE, sealed.mobile, traits.phone_index))
        if sealed.email:
            self.of[ContactPoint].append((person_id, EMAIL, sealed.email, sealed.email_index))
        receipt_no = format_receipt_no(self.year, number)
        status = JOINED if joined else ACCEPTED
        leader_id = intake.collected_by.pk if intake.collected_by else None
        self.of[Application].append(
            (application_id, receipt_no, intake.place, form.dong.code, leader_id, intake.form_no,
             intake.collected_on, status, household_id, person_id, form.services, form.topics, form.channels,
             str(intake.submission_key))
        )  # fmt: skip
        self._consents(person_id, application_id, item, leader_id)
        for code in form.services:
            service_id = self.known.services[code].pk
            self.of[EnrollmentPeriod].append((person_id, service_id, intake.collected_on, application_id))
        self.of[AuditEvent].append((application_id, _accepted(intake.place, joined)))

    def _consents(self, person_id: int, application_id: int, item: Judged, leader_id: int | None) -> None:
        evidence = _evidence(item.reading.intake.form_no, leader_id)
        for purpose, given in item.reading.form.consents.items():
            text_id = self.known.texts[purpose].pk
            self.of[Consent].append((person_id, text_id, purpose, given, application_id, evidence))

    def copy(self) -> None:
        """Bring everything in; columns not named get the defaults of their models."""
        for model, names in TABLES:
            rows = self.of[model]
            if rows:
                copy_in_with_defaults(model, tuple(names.split()), rows, self.same.get(model))


def _same(*, by_id: int | None, at: datetime) -> dict[type[Model], dict]:
    """What all rows of a chunk say alike, by table."""
    born = {"created_at": at, "updated_at": at}
    return {
        Household: born,
        Person: born,
        ContactPoint: {"state": ContactState.ACTIVE.value, "started_at": at},
        Application: {"method": PAPER, "entered_by_id": by_id, "entered_at": at},
        Consent: {"method": PAPER, "at": at, "recorded_by_id": by_id},
        AuditEvent: {
            "at": at,
            "actor_id": by_id,
            "action": "application.accept",
            "object_type": "enrollment.application",
        },
    }
