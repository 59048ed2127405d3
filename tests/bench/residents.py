"""Any number of enrolled people with an email address and a phone, written by COPY."""

from collections.abc import Iterator
from datetime import date

from django.db import connection
from django.utils import timezone

from enrollment.domain.consent import current_texts
from enrollment.enums import ConsentPurpose, ContactKind
from enrollment.models import (
    Application,
    Consent,
    ContactPoint,
    EnrollmentPeriod,
    Household,
    Person,
    Service,
    Topic,
)
from notices.models import Subscription
from portal.common.bulk import copy_in_with_defaults, restart_sequence
from portal.common.crypto import encrypt

DONG = "1120056000"
DAY = date(2026, 1, 5)
TOPIC = "culture"


def address_of(number: int) -> str:
    return f"resident{number}@example.kr"


def phone_of(number: int) -> str:
    """Beside the numbers that the local gateway refuses."""
    return f"010{20_000_000 + number:08d}"


def move_in(count: int, *, purpose: str = ConsentPurpose.PUBLIC_INFO, **topics: int) -> None:
    """`count` people, each a household of one, who want the topic by email and by text; of further `topics`
    the first so many want the mail."""
    now = timezone.now()
    numbers = range(1, count + 1)
    birth = encrypt("1980-01-01")
    text = current_texts()[purpose].pk
    service = Service.objects.get(code="district_news").pk
    topic = Topic.objects.get(code=TOPIC).pk
    _copy(
        Household,
        "id created_at updated_at dong_id road_address address_key head_name head_key",
        ((n, now, now, DONG, "고산자로 1", f"고산자로1 {n}", "가나다", "가나다") for n in numbers),
    )
    _copy(
        Person,
        "id created_at updated_at household_id name name_key birth_date birth_index birth_year relation",
        ((n, now, now, n, name_of(n), name_of(n), birth, f"{n}", 1980, "head") for n in numbers),
    )
    _copy(ContactPoint, "person_id kind value index state started_at", _contacts(numbers, now))
    _copy(
        Application,
        "id receipt_no method place dong_id collected_on entered_at status household_id person_id",
        ((n, f"T{n}", "online", "online", DONG, DAY, now, "accepted", n, n) for n in numbers),
    )
    _copy(
        EnrollmentPeriod,
        "person_id service_id starts_on source_id",
        ((n, service, DAY, n) for n in numbers),
    )
    _copy(
        Consent,
        "person_id text_id purpose given method at application_id",
        ((n, text, str(purpose), True, "online", now, n) for n in numbers),
    )
    _copy(
        Subscription,
        "person_id topic_id channel starts_at",
        ((n, topic, channel, now) for n in numbers for channel in ("email", "sms")),
    )
    for code, wanted_by in topics.items():
        further = Topic.objects.get(code=code).pk
        columns = "person_id topic_id channel starts_at"
        _copy(Subscription, columns, ((n, further, "email", now) for n in range(1, wanted_by + 1)))
    for model in (Household, Person, Application):
        restart_sequence(model)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def name_of(number: int) -> str:
    return f"{'김이박최정'[number % 5]}가나{number}"


def _contacts(numbers, now) -> Iterator[tuple]:
    for number in numbers:
        for kind, value in ((ContactKind.EMAIL, address_of(number)), (ContactKind.MOBILE, phone_of(number))):
            index = ContactPoint.index_of(kind, value)
            yield number, kind.value, encrypt(value), index, "active", now


def _copy(model, columns: str, rows) -> None:
    copy_in_with_defaults(model, tuple(columns.split()), rows)
