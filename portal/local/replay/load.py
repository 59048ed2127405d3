"""Bringing the told story into the tables."""

from django.db import connection

from enrollment.models import (
    Application,
    Consent,
    ContactPoint,
    EnrollmentPeriod,
    Household,
    HouseholdPeriod,
    Person,
    ReceiptCounter,
)
from notices.models import Subscription
from portal.common.bulk import copy_in, restart_sequence
from portal.common.models import AuditEvent
from portal.local.replay.applications import Rows

TABLES = (
    (
        Household,
        "households",
        (
            "id created_at updated_at dong_id tong_id ban road_address address_detail address_key "
            "head_name head_key closed_on"
        ),
    ),
    (
        Person,
        "people",
        (
            "id created_at updated_at household_id name name_key birth_date birth_index birth_year "
            "sex relation"
        ),
    ),
    (ContactPoint, "contacts", "person_id kind value index state verified_at started_at"),
    (
        Application,
        "applications",
        (
            "id receipt_no method place dong_id collected_by_id form_no collected_on entered_by_id "
            "entered_at status household_id person_id wanted_services wanted_topics wanted_channels "
            "guardian_relation"
        ),
    ),
    (
        Consent,
        "consents",
        "person_id text_id purpose given method at application_id recorded_by_id evidence",
    ),
    (EnrollmentPeriod, "periods", "person_id service_id starts_on ends_on ended_reason source_id"),
    (
        HouseholdPeriod,
        "household_periods",
        "household_id dong_id place starts_on ends_on ended_reason",
    ),
    (Subscription, "subscriptions", "person_id topic_id channel starts_at ends_at reason"),
    (AuditEvent, "audit", "at actor_id action object_type object_id detail"),
)


def load(rows: Rows, last_numbers: dict[int, int]) -> dict[str, int]:
    """COPY every table and set the counters behind them; rows written, by table."""
    written = {}
    for model, name, columns in TABLES:
        written[name] = copy_in(model, tuple(columns.split()), getattr(rows, name))
    for model in (Household, Person, Application):
        restart_sequence(model)
    ReceiptCounter.objects.bulk_create(
        ReceiptCounter(year=year, last=last) for year, last in last_numbers.items()
    )
    return written


def analyze() -> None:
    """Tell the planner what the tables hold now."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
