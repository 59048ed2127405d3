"""The rows a chunk adds to each table, and bringing them in with one COPY a table."""

import json
from collections import defaultdict
from datetime import datetime
from functools import cache

from django.db.models import Model

from enrollment.domain.import_.judging import Judged
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
from portal.common.crypto import blind_index, encrypt
from portal.common.models import AuditEvent

TABLES: tuple[tuple[type[Model], str], ...] = (
    (
        Household,
        "id created_at updated_at dong_id tong_id ban road_address address_detail address_key head_name "
        "head_key",
    ),
    (
        Person,
        "id created_at updated_at household_id name name_key birth_date birth_index birth_year sex relation",
    ),
    (ContactPoint, "person_id kind value index state started_at"),
    (
        Application,
        "id receipt_no method place dong_id collected_by_id form_no collected_on entered_by_id entered_at "
        "status household_id person_id wanted_services wanted_topics wanted_channels submission_key",
    ),
    (Consent, "person_id text_id purpose given method at application_id recorded_by_id evidence"),
    (EnrollmentPeriod, "person_id service_id starts_on source_id"),
    (HouseholdPeriod, "household_id dong_id place starts_on"),
    (AuditEvent, "at actor_id action object_type object_id detail"),
)
"""In the order of their references."""


@cache
def _accepted(place: str, joined: bool) -> str:
    """The detail of the audit event, as JSON."""
    return json.dumps({"method": ApplicationMethod.PAPER.value, "place": place, "joined": joined})


class Rows:
    """Rows for every table of one chunk, made by `add`, written by `copy`."""

    def __init__(self, known: Known, *, by, at: datetime):
        self.known, self.by_id, self.year = known, by.pk if by else None, at.year
        self.at = at.isoformat()
        self.of: dict[type[Model], list[tuple]] = defaultdict(list)

    def open_household(self, household_id: int, item: Judged) -> None:
        form, traits = item.reading.form, item.reading.traits
        tong = self.known.tong_id(form.dong.code, form.tong_number) if form.tong_number else None
        self.of[Household].append(
            (household_id, self.at, self.at, form.dong.code, tong, form.ban, form.road_address,
             form.address_detail, traits.address_key, form.head_name, traits.head_key)
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
        self.of[Person].append(
            (person_id, self.at, self.at, household_id, form.name, traits.name_key,
             encrypt(form.birth_date.isoformat()), traits.birth_index, form.birth_date.year, form.sex,
             form.relation)
        )  # fmt: skip
        self._contact(person_id, ContactKind.MOBILE.value, form.mobile, traits.phone_index)
        if form.email:
            email = ContactKind.EMAIL.value
            self._contact(person_id, email, form.email, blind_index(email, form.email))
        receipt_no = format_receipt_no(self.year, number)
        status = ApplicationStatus.JOINED.value if joined else ApplicationStatus.ACCEPTED.value
        leader_id = intake.collected_by.pk if intake.collected_by else None
        self.of[Application].append(
            (application_id, receipt_no, ApplicationMethod.PAPER.value, intake.place, form.dong.code,
             leader_id, intake.form_no, intake.collected_on, self.by_id, self.at, status, household_id,
             person_id, form.services, form.topics, form.channels, str(intake.submission_key))
        )  # fmt: skip
        self._consents(person_id, application_id, item, leader_id)
        for code in form.services:
            service_id = self.known.services[code].pk
            self.of[EnrollmentPeriod].append((person_id, service_id, intake.collected_on, application_id))
        detail = _accepted(intake.place, joined)
        self.of[AuditEvent].append(
            (self.at, self.by_id, "application.accept", "enrollment.application", application_id, detail)
        )

    def _contact(self, person_id: int, kind: str, value: str, index: str) -> None:
        self.of[ContactPoint].append(
            (person_id, kind, encrypt(value), index, ContactState.ACTIVE.value, self.at)
        )

    def _consents(self, person_id: int, application_id: int, item: Judged, leader_id: int | None) -> None:
        evidence = {"form_no": item.reading.intake.form_no, "verified": []}
        if leader_id:
            evidence["collected_by"] = leader_id
        evidence = json.dumps(evidence, ensure_ascii=False)
        for purpose, given in item.reading.form.consents.items():
            text_id = self.known.texts[purpose].pk
            self.of[Consent].append(
                (person_id, text_id, purpose, given, ApplicationMethod.PAPER.value, self.at, application_id,
                 self.by_id, evidence)
            )  # fmt: skip

    def copy(self) -> None:
        """Bring everything in; columns not named get the defaults of their models."""
        for model, names in TABLES:
            rows = self.of[model]
            if rows:
                copy_in_with_defaults(model, tuple(names.split()), rows)
