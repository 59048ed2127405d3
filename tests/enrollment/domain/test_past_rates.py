"""Whatever people do later, a past day keeps its rate: any mix of joining, leaving, moving and destroying."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enrollment.domain.destroy import destroy_due
from enrollment.domain.leave import leave_household, leave_person
from enrollment.domain.move import NewHome, move_within
from enrollment.domain.proof import Proof
from enrollment.domain.withdraw import withdraw_consent
from enrollment.enums import ApplicationMethod, ConsentPurpose, EndReason, IntakePlace
from enrollment.models import Dong, EnrollmentPeriod, Household, HouseholdPeriod
from enrollment.queries.rates import rates_on
from tests.factories.accounts import UserFactory
from tests.factories.enrollment import enroll

pytestmark = pytest.mark.django_db

DISTRICT, DONGS = "1120000000", ("1120056000", "1120057000", "1120058000")
PAPER = {"method": ApplicationMethod.PAPER, "place": IntakePlace.DONG_CENTRE}
PROOF = Proof(method=ApplicationMethod.PAPER, form_no="P-1", note="확인")

# (what, which member or dong, how many days ago it holds from)
steps = st.lists(
    st.tuples(
        st.sampled_from(["join", "leave", "all", "move", "consent"]), st.integers(0, 2), st.integers(0, 60)
    ),
    max_size=7,
)


def act(household: Household, what: str, which: int, on: date, clerk) -> None:
    """One change; what cannot be is refused and leaves everything as it was."""
    household.refresh_from_db()
    people = list(household.people.order_by("id"))
    try:
        if what == "join":
            enroll(
                by=clerk, name=f"홍길{'가나다'[which]}", head_name=household.head_name, relation="child",
                dong=household.dong, road_address=household.road_address,
                address_detail=household.address_detail, services=("district_news", "civil_defence"),
                intake_changes={**PAPER, "collected_on": on},
            )  # fmt: skip
        elif what == "leave":
            leave_person(
                person=people[which % len(people)], reason=EndReason.WITHDRAWN, on=on, proof=PROOF, by=clerk
            )
        elif what == "all":
            leave_household(household=household, reason=EndReason.WITHDRAWN, on=on, proof=PROOF, by=clerk)
        elif what == "move":
            to = NewHome(
                dong=Dong.objects.select_related("district").get(code=DONGS[which]),
                road_address="서울특별시 성동구 왕십리로 5", address_detail=f"{which + 1}동 1호",
                head_name=household.head_name,
            )  # fmt: skip
            move_within(household=household, to=to, on=on, proof=PROOF, by=clerk)
        else:
            withdraw_consent(
                person=people[which % len(people)],
                purpose=ConsentPurpose.E_NOTICE,
                on=on,
                proof=PROOF,
                by=clerk,
            )
    except ValidationError:
        return


def by_dong(day: date) -> dict[str, int]:
    return {r.group: r.enrolled_households for r in rates_on(day, DISTRICT).by_dong if r.enrolled_households}


def uses_something(day: date) -> bool:
    """The rule as it is printed: at least one member has a service that has started and not ended."""
    return any(
        period.starts_on <= day and (period.ends_on is None or period.ends_on > day)
        for period in EnrollmentPeriod.objects.all()
    )


def days_that_matter(start: date, today: date) -> list[date]:
    """Around every day on which something began or ended."""
    edges = {start, today}
    for model in (EnrollmentPeriod, HouseholdPeriod):
        for row in model.objects.values_list("starts_on", "ends_on"):
            edges |= {day for day in row if day}
    return sorted({edge + timedelta(days=near) for edge in edges for near in (-1, 0)})


@given(steps=steps)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_household_counts_once_in_one_dong_only_while_a_member_uses_something(steps):
    with transaction.atomic():
        check(steps)
        transaction.set_rollback(True)


def test_a_form_older_than_a_spell_that_has_ended_counts_on_its_days_in_the_dong_of_that_time():
    clerk, home = UserFactory(), {"road_address": "성동구 고산자로 270", "address_detail": "101동 1203호"}
    first = enroll(
        by=clerk, name="홍길동", **home, intake_changes={**PAPER, "collected_on": date(2026, 2, 1)}
    ).application
    to = NewHome(
        dong=Dong.objects.select_related("district").get(code=DONGS[1]),
        road_address="서울특별시 성동구 왕십리로 5", address_detail="2동 1호", head_name="홍길동",
    )  # fmt: skip
    move_within(household=first.household, to=to, on=date(2026, 3, 1), proof=PROOF, by=clerk)
    leave_person(person=first.person, reason=EndReason.WITHDRAWN, on=date(2026, 4, 1), proof=PROOF, by=clerk)
    enroll(
        by=clerk, name="홍가나", relation="child", head_name="홍길동", dong=to.dong,
        road_address=to.road_address, address_detail=to.address_detail,
        intake_changes={**PAPER, "collected_on": date(2026, 1, 5)},
    )  # fmt: skip
    days = [date(2026, 1, 4), date(2026, 1, 5), date(2026, 2, 10), date(2026, 3, 10), date(2026, 4, 10)]
    assert [by_dong(day) for day in days] == [
        {}, {DONGS[0]: 1}, {DONGS[0]: 1}, {DONGS[1]: 1}, {DONGS[1]: 1}
    ]  # fmt: skip


def check(steps) -> None:
    today, clerk = timezone.localdate(), UserFactory()
    start = today - timedelta(days=60)
    household = enroll(
        by=clerk, name="홍길동", services=("district_news", "civil_defence"),
        intake_changes={**PAPER, "collected_on": start},
    ).application.household  # fmt: skip
    for what, which, ago in steps:
        act(household, what, which, today - timedelta(days=ago), clerk)
    days = days_that_matter(start, today)
    before = [by_dong(day) for day in days]
    for day, counted in zip(days, before, strict=True):
        assert sum(counted.values()) <= 1
        # Also for a form dated before a spell that has ended since, or between two of them.
        assert bool(counted) == uses_something(day)
    spells = list(HouseholdPeriod.objects.order_by("starts_on", "id"))
    assert all(first.ends_on <= second.starts_on for first, second in pairwise(spells))
    destroy_due(today=today + timedelta(days=30))
    assert [by_dong(day) for day in days] == before
