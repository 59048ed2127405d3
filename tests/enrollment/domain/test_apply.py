"""Accepting an application: what is written, when it joins a household, and what is refused as a whole."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from enrollment.application_form import Guardian
from enrollment.enums import (
    ApplicationStatus,
    ConsentPurpose,
    EndReason,
    IntakePlace,
)
from enrollment.models import (
    Application,
    Consent,
    Dong,
    EnrollmentPeriod,
    Household,
    HouseholdPeriod,
    Person,
    Tong,
)
from enrollment.signals import application_accepted
from portal.common.models import AuditEvent
from tests.enrollment.domain.members import HOME, PAPER, member
from tests.factories.accounts import UserFactory
from tests.factories.enrollment import enroll

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard():
    """Applications told to the layers above."""
    found = []

    def listen(sender, application, **kwargs):
        found.append(application)

    application_accepted.connect(listen)
    yield found
    application_accepted.disconnect(listen)


def test_one_call_writes_the_whole_application(heard):
    accepted = enroll(
        **{**HOME, "name": "홍길동"},
        services=("district_news", "civil_defence"),
        mobile="01000000001",
        email="hong@example.kr",
        sex="male",
    )
    application = accepted.application
    assert not accepted.joined_household
    assert application.status == ApplicationStatus.ACCEPTED
    assert (application.method, application.place) == ("online", "online")
    assert (application.wanted_topics, application.wanted_channels) == (["culture"], ["sms", "email"])
    person = application.person
    assert (person.name, person.birth_date, person.birth_year, person.sex) == (
        "홍길동",
        date(1980, 3, 4),
        1980,
        "male",
    )
    assert person.household.address == "서울특별시 성동구 고산자로 270, 101동 1203호"
    assert {c.kind: (c.value, c.verified_at is not None) for c in person.contacts.all()} == {
        "mobile": ("01000000001", True),
        "email": ("hong@example.kr", True),
    }
    assert set(person.periods.values_list("service__code", "starts_on", "ends_on")) == {
        ("district_news", date(2026, 1, 5), None),
        ("civil_defence", date(2026, 1, 5), None),
    }
    assert Consent.objects.filter(person=person, given=True).count() == len(ConsentPurpose.values)
    assert heard == [application]
    event = AuditEvent.objects.get(action="application.accept")
    assert event.object_id == application.pk
    assert event.detail == {"method": "online", "place": "online", "joined": False}


def test_a_refused_form_writes_nothing(heard):
    audited = AuditEvent.objects.count()
    with pytest.raises(ValidationError):
        enroll(mobile="0222865000")
    assert heard == []
    for model in (Application, Household, Person, Consent, EnrollmentPeriod):
        assert not model.objects.exists(), model
    assert AuditEvent.objects.count() == audited


def test_the_second_member_joins_the_household_and_is_told(heard):
    first = member("홍길동").application
    second = member(
        "홍가나",
        road_address="성동구 고산자로270 (행당동, 가나아파트)",
        address_detail="0101동 1203 호",
        head_name="홍 길 동",
        birth_date=date(2005, 1, 2),
    )
    assert second.joined_household
    assert second.application.status == ApplicationStatus.JOINED
    assert second.application.household == first.household
    assert second.application.person != first.person
    assert Household.objects.count() == 1
    assert HouseholdPeriod.objects.filter(ends_on=None).count() == 1


def test_paper_joins_online_and_online_joins_paper():
    clerk = UserFactory()
    first = member("홍길동", by=clerk, intake_changes=PAPER)
    second = member("홍가나")
    assert [first.joined_household, second.joined_household] == [False, True]
    assert (first.application.entered_by, second.application.entered_by) == (clerk, None)


@pytest.mark.parametrize(
    "difference",
    [{"head_name": "홍다라", "relation": "parent"}, {"address_detail": "101동 1204호"}],
)
def test_another_head_or_another_unit_is_another_household(difference):
    member("홍길동")
    accepted = member("홍가나", **{"relation": "child", **difference})
    assert not accepted.joined_household
    assert Household.objects.count() == 2


def test_the_same_person_again_keeps_one_person_and_one_run_of_each_service():
    first = member("홍길동", mobile="01000000001", email="", channels=("sms",))
    again = member(
        "홍길동", mobile="01000000001", email="new@example.kr", services=("district_news", "opinion_poll")
    )
    assert again.joined_household
    assert again.application.person == first.application.person
    person = again.application.person
    assert sorted(person.periods.values_list("service__code", flat=True)) == ["district_news", "opinion_poll"]
    assert sorted(person.contacts.values_list("kind", flat=True)) == ["email", "mobile"]


def test_another_dong_for_a_known_dwelling_is_a_slip_to_be_shown():
    member("홍길동")
    with pytest.raises(ValidationError) as refused:
        member("홍가나", dong=Dong.objects.get(name="행당2동"))
    assert "고른 행정동과 맞지 않습니다" in refused.value.message_dict["dong"][0]
    assert Person.objects.count() == 1


def test_the_tong_is_learnt_from_whoever_names_it_first():
    dong = Dong.objects.get(name="행당1동")
    for number in (3, 4):
        Tong.objects.create(dong=dong, number=number, valid_from=date(2012, 1, 1))
    member("홍길동")
    member("홍가나", tong_number=3, ban=2)
    home = member("홍다라", tong_number=4, ban=5).application.household
    home.refresh_from_db()
    assert (home.tong.number, home.ban) == (3, 2)


def test_refused_consents_are_recorded_too():
    answers = {purpose: purpose == ConsentPurpose.ENROLLMENT for purpose in ConsentPurpose.values}
    application = enroll(
        consents=answers, services=("local_tax_guide",), topics=(), intake_changes={**PAPER, "form_no": "A-7"}
    ).application
    recorded = Consent.objects.filter(application=application)
    assert {row.purpose: row.given for row in recorded} == answers
    assert {row.text.version for row in recorded} == {1}
    assert recorded.first().evidence == {"form_no": "A-7", "verified": []}


def test_the_guardian_is_kept_for_a_child_and_nobody_else():
    guardian = Guardian("홍길동", "01000000001", "parent")
    today = timezone.localdate()
    child = member(
        "홍가나",
        birth_date=today - timedelta(days=3000),
        guardian=guardian,
        intake_changes={"guardian_confirmed": True, "collected_on": today},
    ).application
    assert (child.guardian_name, child.guardian_phone, child.guardian_relation) == (
        "홍길동",
        "01000000001",
        "parent",
    )
    assert child.guardian_confirmed_at is not None
    adult = member("홍다라", guardian=guardian).application
    assert (adult.guardian_name, adult.guardian_phone, adult.guardian_relation) == (None, None, "")


def test_receipt_numbers_run_by_year_without_gaps():
    numbers = [enroll().application.receipt_no for _ in range(3)]
    year = timezone.localdate().year
    assert numbers == [f"{year}-{number:07d}" for number in (1, 2, 3)]
    with pytest.raises(ValidationError):
        enroll(mobile="")
    assert enroll().application.receipt_no == f"{year}-0000004"


def test_a_form_signed_before_leaving_does_not_bring_the_person_back():
    person = member("홍길동").application.person
    EnrollmentPeriod.objects.filter(person=person).update(
        ends_on=date(2026, 3, 1), ended_reason=EndReason.WITHDRAWN
    )
    with pytest.raises(ValidationError) as refused:
        member("홍길동", mobile=person.contacts.get(kind="mobile").value)
    assert set(refused.value.message_dict) == {"collected_on"}
    later = {"collected_on": date(2026, 3, 1)}
    again = member("홍길동", mobile=person.contacts.get(kind="mobile").value, intake_changes=later)
    assert again.application.person == person
    assert EnrollmentPeriod.objects.filter(person=person, ends_on=None).count() == 1


def test_an_earlier_form_entered_later_moves_the_start_back():
    person = member("홍길동").application.person
    mobile = person.contacts.get(kind="mobile").value
    member("홍길동", mobile=mobile, intake_changes={**PAPER, "collected_on": date(2025, 12, 1)})
    assert list(person.periods.values_list("starts_on", flat=True)) == [date(2025, 12, 1)]
    ledger = HouseholdPeriod.objects.get(household=person.household)
    assert (ledger.starts_on, ledger.place) == (date(2025, 12, 1), IntakePlace.DOOR_TO_DOOR)
