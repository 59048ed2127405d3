"""Unusual intake: what is found, what is not, and what somebody has settled."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from enrollment.domain import burst
from enrollment.domain.reverse import reverse
from enrollment.enums import ApplicationMethod, IntakePlace, ReversalSource
from enrollment.models import Application, Burst, ContactPoint, Dong, ImportFile, ImportRow
from portal.common.models import AuditEvent
from tests.factories.accounts import UserFactory
from tests.factories.desk import OTHER_DONG, OWN_DONG, tong_leader
from tests.factories.enrollment import enroll
from tests.factories.resident_numbers import RESIDENT_NUMBER

pytestmark = pytest.mark.django_db

SEOUL = ZoneInfo("Asia/Seoul")


@pytest.fixture(autouse=True)
def few(settings):
    """Small enough to be typed in a test."""
    settings.BURST_NIGHT_ENTRIES = settings.BURST_CLERK_ENTRIES = 3
    settings.BURST_LEADER_FORMS = settings.BURST_PHONE_HOUSEHOLDS = 3


def yesterday(hour: int) -> datetime:
    day = timezone.localdate() - timedelta(days=1)
    return datetime(day.year, day.month, day.day, hour, 30, tzinfo=SEOUL)


def typed(count: int, *, by, hour: int = 14, dong: str = OWN_DONG, leader=None, **changes):
    """`count` paper forms typed yesterday at an hour."""
    paper = {
        "method": ApplicationMethod.PAPER,
        "place": IntakePlace.DOOR_TO_DOOR,
        "collected_on": timezone.localdate() - timedelta(days=1),
        "collected_by": leader,
        "verified_kinds": frozenset(),
    }
    where = Dong.objects.select_related("district").get(code=dong)
    made = [enroll(by=by, intake_changes=paper, dong=where, **changes).application for _one in range(count)]
    Application.objects.filter(pk__in=[one.pk for one in made]).update(entered_at=yesterday(hour))
    return made


def found(kind: str | None = None) -> list[tuple]:
    rows = Burst.objects.filter(kind=kind) if kind else Burst.objects.all()
    return sorted(rows.values_list("kind", "day", "dong_id", "applications"))


@pytest.mark.parametrize(
    ("hour", "is_night"), [(21, False), (22, True), (23, True), (0, True), (5, True), (6, False)]
)
def test_many_forms_typed_at_night_in_one_dong(hour, is_night):
    for clerk in (UserFactory(), UserFactory(), UserFactory()):
        typed(1, by=clerk, hour=hour)
    typed(2, by=UserFactory(), hour=hour, dong=OTHER_DONG)
    burst.find_recent()
    began_on = yesterday(hour).date() - timedelta(days=1 if hour < 6 else 0)
    expected = [(Burst.Kind.NIGHT, began_on, OWN_DONG, 3)] if is_night else []
    assert found() == expected


def test_a_night_is_one_night_on_both_sides_of_midnight():
    evening = yesterday(23) - timedelta(days=1)
    for made, at in ((typed(2, by=UserFactory()), evening), (typed(1, by=UserFactory()), yesterday(0))):
        Application.objects.filter(pk__in=[one.pk for one in made]).update(entered_at=at)
    burst.find_recent()
    assert found() == [(Burst.Kind.NIGHT, evening.date(), OWN_DONG, 3)]


def test_residents_who_apply_at_night_are_nothing_unusual():
    made = [enroll().application.pk for _one in range(4)]
    Application.objects.filter(pk__in=made).update(entered_at=yesterday(23))
    burst.find_recent()
    assert found() == []


def test_a_clerk_who_types_more_than_anybody_can_but_not_a_file_a_clerk_sent():
    clerk, sender = UserFactory(), UserFactory()
    typed(2, by=clerk)
    typed(1, by=clerk, dong=OTHER_DONG)
    sent = typed(4, by=sender)
    file = ImportFile.objects.create(
        file_name="명단.xlsx", format="xlsx", sha256="0" * 64, district_id="1120000000", place="other"
    )
    ImportRow.objects.bulk_create(
        ImportRow(file=file, table=0, row_no=number, application=one) for number, one in enumerate(sent)
    )
    burst.find_recent()
    (one,) = Burst.objects.all()
    assert (one.kind, one.what, one.applications) == (Burst.Kind.CLERK_PEAK, f"clerk:{clerk.pk}", 3)
    assert one.detail == {"least": 3, "dongs": 2}


def test_a_tong_leader_who_collects_very_many_in_a_day():
    leader = tong_leader()
    for _one in range(3):
        typed(1, by=UserFactory(), leader=leader)
    burst.find_recent()
    (one,) = Burst.objects.all()
    assert (one.kind, one.what, one.dong_id) == (Burst.Kind.LEADER_PEAK, f"leader:{leader.pk}", OWN_DONG)


def test_one_number_in_many_households_is_named_by_an_id_and_never_written_down():
    homes = [enroll(mobile="01000009999").application.household_id for _one in range(2)]
    burst.find(date(2020, 1, 1), timezone.localdate())
    assert found() == []
    homes.append(enroll(mobile="01000009999").application.household_id)
    burst.find(date(2020, 1, 1), timezone.localdate())
    (one,) = Burst.objects.all()
    first = ContactPoint.objects.filter(kind="mobile").order_by("pk").first()
    assert (one.kind, one.what, one.applications) == (Burst.Kind.SAME_PHONE, f"contact:{first.pk}", 3)
    assert one.detail == {"least": 3, "households": sorted(homes)}
    assert "01000009999" not in str(vars(one))


def test_a_number_of_long_ago_is_found_once_and_goes_when_it_is_given_up():
    [enroll(mobile="01000009999") for _one in range(3)]
    numbers = ContactPoint.objects.filter(kind="mobile")
    numbers.update(started_at=yesterday(12) - timedelta(days=100))
    burst.find_recent()
    assert [(day, number) for _kind, day, _dong, number in found()] == [
        (yesterday(12).date() - timedelta(days=100), 3)
    ]
    newest = enroll(mobile="01000009999").application.person
    newest.contacts.filter(kind="mobile").update(started_at=yesterday(12))
    burst.find_recent()
    assert [(day, number) for _kind, day, _dong, number in found()] == [(yesterday(12).date(), 4)]
    numbers.exclude(person=newest).update(index="")
    burst.find_recent()
    assert found() == []


def test_found_anew_by_every_run_and_gone_when_it_no_longer_holds():
    made = typed(3, by=UserFactory(), hour=23)
    assert burst.find_recent() == 2
    key = Burst.objects.get(kind=Burst.Kind.NIGHT).pk
    assert burst.find_recent() == 2
    assert Burst.objects.get(kind=Burst.Kind.NIGHT).pk == key
    reverse(application=made[0], source=ReversalSource.DESK, by=UserFactory())
    assert burst.find_recent() == 0
    assert found() == []


def test_the_present_day_is_left_until_it_is_over():
    made = typed(3, by=UserFactory())
    Application.objects.filter(pk__in=[one.pk for one in made]).update(entered_at=timezone.now())
    burst.find_recent()
    assert found(Burst.Kind.CLERK_PEAK) == []


def test_what_is_settled_stays_as_it_was_seen():
    clerk, officer = UserFactory(), UserFactory()
    made = typed(3, by=clerk)
    burst.find_recent()
    one = Burst.objects.get()
    burst.settle(burst=one, note="  행사장에서 받은 신청서를\n한꺼번에 입력함 ", by=officer)
    typed(2, by=clerk)
    for application in made:
        reverse(application=application, source=ReversalSource.DESK, by=officer)
    burst.find_recent()
    one.refresh_from_db()
    assert (one.applications, one.settled_by, one.settled_note) == (
        3,
        officer,
        "행사장에서 받은 신청서를 한꺼번에 입력함",
    )
    event = AuditEvent.objects.get(action="burst.settle")
    assert (event.actor, event.object_id, event.detail["kind"]) == (officer, one.pk, "clerk_peak")


def test_settled_twice_the_first_note_stays():
    typed(3, by=UserFactory())
    burst.find_recent()
    one, officer = Burst.objects.get(), UserFactory()
    burst.settle(burst=one, note="확인했습니다", by=officer)
    with pytest.raises(ValidationError, match=f"{officer.name} 님이 이미 확인했습니다"):
        burst.settle(burst=one, note="다른 사람이 확인함", by=UserFactory())
    again = burst.settle(burst=one, note="확인했습니다 ", by=officer)
    assert (again.settled_note, again.settled_by) == ("확인했습니다", officer)
    assert AuditEvent.objects.filter(action="burst.settle").count() == 1


@pytest.mark.parametrize("note", ["", "   ", "응", f"신청인 {RESIDENT_NUMBER} 확인함"])
def test_a_note_says_something_and_holds_no_resident_number(note):
    typed(3, by=UserFactory())
    burst.find_recent()
    with pytest.raises(ValidationError):
        burst.settle(burst=Burst.objects.get(), note=note, by=UserFactory())
    assert Burst.objects.get().settled_by is None
