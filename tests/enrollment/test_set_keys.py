"""Keys of the ledgers are asked about once a statement, by the database itself."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from enrollment.models import Application, Consent, EnrollmentPeriod, Person, Service, Topic
from notices.models import Subscription
from tests.factories.enrollment import enroll

pytestmark = pytest.mark.django_db
NOBODY = 10**9


@pytest.fixture
def application():
    return enroll().application


def period(base, **changes):
    """Of a service the person has not; of another one when something is changed."""
    services = Service.objects.exclude(periods__person=base.person)
    fields = {
        "person": base.person,
        "service": services.last() if changes else services.first(),
        "starts_on": date(2026, 1, 1),
        "source": base,
    }
    return EnrollmentPeriod(**fields | changes)


def subscription(base, **changes):
    fields = {"person": base.person, "topic": Topic.objects.exclude(code="culture").first(), "channel": "sms"}
    return Subscription(**fields | {"starts_at": timezone.now()} | changes)


def consent(base, **changes):
    given = Consent.objects.filter(person=base.person).first()
    given.pk, given._state.adding = None, True
    for name, value in changes.items():
        setattr(given, name, value)
    return given


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (consent, "person_id"),
        (consent, "text_id"),
        (consent, "application_id"),
        (period, "person_id"),
        (period, "service_id"),
        (period, "source_id"),
        (subscription, "person_id"),
        (subscription, "topic_id"),
    ],
)
def test_a_row_that_names_nobody_is_refused_with_all_rows_of_its_statement(application, row, column):
    good, bad = row(application), row(application, **{column: NOBODY})
    before = type(good).objects.count()
    with pytest.raises(IntegrityError, match=column), transaction.atomic():
        type(good).objects.bulk_create([good, bad])
    assert type(good).objects.count() == before


def test_a_key_changed_later_is_asked_about_too(application):
    with pytest.raises(IntegrityError, match="person_id"), transaction.atomic():
        EnrollmentPeriod.objects.filter(source=application).update(person=NOBODY)


def test_a_consent_without_an_application_stands(application):
    row = consent(application, application=None)
    row.save()
    assert Consent.objects.get(pk=row.pk).application is None


@pytest.mark.parametrize("parent", [Person, Application])
def test_what_a_ledger_names_cannot_be_removed(application, parent):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {parent._meta.db_table}")
    assert parent.objects.exists()
