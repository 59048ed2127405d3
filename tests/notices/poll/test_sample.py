"""Random samples: in proportion, repeatable, and only of people who may be asked."""

import hashlib

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from enrollment.enums import ConsentPurpose
from enrollment.models import Dong, Person
from notices.domain.poll import sample
from notices.enums.poll import SampleUnit
from portal.accounts.enums import RoleCode
from tests.factories.accounts import staff
from tests.factories.enrollment import enroll
from tests.factories.polls import poll_of

pytestmark = pytest.mark.django_db


def test_shares_follow_the_sizes_and_the_rest_the_largest_remainders():
    assert sample.allocate({"a": 50, "b": 30, "c": 20}, 10) == {"a": 5, "b": 3, "c": 2}
    assert sample.allocate({"a": 10, "b": 10, "c": 10}, 10) == {"a": 4, "b": 3, "c": 3}
    assert sample.allocate({"a": 97, "b": 2, "c": 1}, 10) == {"a": 10, "b": 0, "c": 0}
    assert sample.allocate({"a": 3, "b": 1}, 4) == {"a": 3, "b": 1}
    assert sample.allocate({}, 0) == {}


@pytest.mark.parametrize("size", [1, 7, 99, 100])
def test_shares_make_up_the_size_and_never_more_than_there_are(size):
    sizes = {"a": 1, "b": 2, "c": 3, "d": 94}
    shares = sample.allocate(sizes, size)
    assert sum(shares.values()) == size
    assert all(shares[dong] <= sizes[dong] for dong in sizes)


def test_the_order_is_the_hash_of_seed_and_number_alone():
    frame = [3, 1, 2]
    by_hand = sorted(frame, key=lambda one: hashlib.sha256(f"seed:{one}".encode()).hexdigest())
    assert sample.in_order(frame, "seed") == by_hand == sample.in_order([2, 1, 3], "seed")
    orders = {tuple(sample.in_order(list(range(6)), f"s{number}")) for number in range(50)}
    assert len(orders) > 40, "another seed, another order"


def test_drawn_again_with_the_seed_it_is_the_same_and_a_changed_record_shows(officer):
    for _number in range(12):
        enroll()
    poll = poll_of()
    one, again = (
        sample.draw(poll=poll, unit=SampleUnit.PERSON, size=5, by_dong=True, seed="2026-11-23", by=officer)
        for _time in range(2)
    )
    drawn, repeated = (found.strata.get().drawn for found in (one, again))
    assert drawn == repeated
    assert one.recipients.name != again.recipients.name
    assert sample.verify(one)

    enroll()
    assert sample.verify(one), "who came later was not in the frame"
    stratum = one.strata.get()
    outside = next(number for number in stratum.frame if number not in stratum.drawn)
    stratum.drawn = [outside, *stratum.drawn[1:]]
    stratum.save()
    assert not sample.verify(one)


def test_only_who_may_be_asked_now_can_be_drawn(officer):
    asked = enroll().application.person
    enroll(consents={purpose: purpose != ConsentPurpose.POLL for purpose in ConsentPurpose.values})
    poll = poll_of()
    found = sample.draw(poll=poll, unit=SampleUnit.PERSON, size=1, by_dong=False, by=officer)
    stratum = found.strata.get()
    assert (stratum.dong, stratum.frame, stratum.drawn) == (None, [asked.pk], [asked.pk])
    assert found.seed and len(found.seed) == 32
    with pytest.raises(ValidationError) as refused:
        sample.draw(poll=poll, unit=SampleUnit.PERSON, size=2, by_dong=False, by=officer)
    assert "size" in refused.value.message_dict


def test_of_a_household_the_head_is_asked_or_else_the_oldest(officer):
    head = enroll().application.person
    home = head.household
    young, old = (enroll().application.person for _number in range(2))
    Person.objects.filter(pk=young.pk).update(household=home, relation="child", birth_year=2005)
    Person.objects.filter(pk=old.pk).update(household=home, relation="parent", birth_year=1940)
    poll = poll_of()

    def asked() -> set[int]:
        found = sample.draw(poll=poll, unit=SampleUnit.HOUSEHOLD, size=1, by_dong=True, by=officer)
        assert found.strata.get().drawn == [home.pk]
        return set(found.recipients.rows.values_list("person_id", flat=True))

    assert asked() == {head.pk}
    Person.objects.filter(pk=head.pk).update(relation="spouse")
    assert asked() == {old.pk}


def test_dongs_get_their_share(officer):
    other = Dong.objects.select_related("district").get(code="1120057000")
    for _number in range(6):
        enroll()
    for _number in range(3):
        enroll(dong=other)
    found = sample.draw(poll=poll_of(), unit=SampleUnit.PERSON, size=3, by_dong=True, by=officer)
    assert {row.dong_id: (len(row.frame), len(row.drawn)) for row in found.strata.all()} == {
        "1120056000": (6, 2),
        "1120057000": (3, 1),
    }


def test_only_who_drafts_polls_draws():
    with pytest.raises(PermissionDenied):
        sample.draw(poll=poll_of(), unit="person", size=1, by_dong=True, by=staff(RoleCode.APPROVER))
