"""Random audiences over a varied crowd: the count, the preview, the dongs and the snapshot are one set of
people, and it is the one found by asking each person alone."""

import random
from datetime import date

import pytest
import time_machine
from django.utils import timezone

from notices.domain import audience
from notices.domain.outlook import outlook
from notices.enums import ADDRESSED_KINDS, CampaignKind, CampaignState, LeftOut, PastResponse
from notices.models import Campaign
from notices.queries.recipients import CONSENTS
from notices.segment import Segment
from tests.factories.accounts import DISTRICT
from tests.factories.enrollment import enroll
from tests.notices.campaigns import approved_campaign
from tests.notices.varied import DONGS, SERVICES, Crowd, Somebody

pytestmark = pytest.mark.django_db

WENT = {"handed_over", "accepted", "delivered", "opened"}
KIND_OF = {"sms": "mobile", "email": "email"}
AUDIENCES = 60


def random_segment(dice: random.Random, crowd: Crowd) -> Segment:
    def maybe(value, empty, share=0.35):
        return value if dice.random() < share else empty

    channels = dice.sample(("sms", "email"), dice.randint(1, 2))
    dongs = tuple(dice.sample(DONGS, dice.randint(0, 3)))
    response = dice.choice(PastResponse.values)
    is_past = dice.random() < 0.3
    return Segment(
        topic="culture",
        channels=tuple(channels),
        dongs=dongs,
        tongs=tuple(maybe([f"{dong}/{dice.randint(1, 2)}" for dong in dongs[:2]], ())),
        services=tuple(maybe(dice.sample(SERVICES, 1), ())),
        age_from=maybe(dice.randint(20, 50), None),
        age_to=maybe(dice.randint(50, 80), None),
        sex=maybe(dice.choice(("female", "male")), ""),
        response_to=crowd.earlier.pk if is_past else None,
        response=response if is_past else "",
        list_id=maybe(crowd.list.pk, None, 0.3),
        one_channel=dice.random() < 0.5,
    )


def is_meant(one: Somebody, segment: Segment) -> bool:
    age = timezone.localdate().year - one.year
    narrowed = {tong.partition("/")[0] for tong in segment.tongs}
    is_there = (
        not (segment.dongs or segment.tongs)
        or f"{one.dong}/{one.tong}" in segment.tongs
        or (one.dong in segment.dongs and one.dong not in narrowed)
    )
    return (
        one.is_enrolled
        and is_there
        and (not segment.services or bool(one.services & set(segment.services)))
        and (segment.age_from is None or age >= segment.age_from)
        and (segment.age_to is None or age <= segment.age_to)
        and (not segment.sex or one.sex == segment.sex)
        and (segment.list_id is None or one.is_listed)
        and (segment.response_to is None or responded(one, segment.response))
    )


def responded(one: Somebody, response: str) -> bool:
    states = set(one.past.values())
    match response:
        case PastResponse.RECEIVED:
            return bool(states & WENT)
        case PastResponse.NOT_RECEIVED:
            return not states & (WENT | {"unconfirmed", "queued"})
        case PastResponse.OPENED:
            return "opened" in states
        case PastResponse.NOT_OPENED:
            return one.past.get("email") in WENT and "opened" not in states
        case PastResponse.FAILED:
            return "failed" in states and not states & (WENT | {"unconfirmed", "queued"})
        case PastResponse.FAILED_OR_UNSURE:
            return bool(states & {"failed", "unconfirmed"}) and not states & (WENT | {"queued"})
        case PastResponse.CLICKED:
            return one.clicked
        case PastResponse.NOT_CLICKED:
            return one.past.get("email") in WENT and not one.clicked


def nearest_reason(one: Somebody, segment: Segment, kind: str) -> LeftOut:
    wanted = [c for c in segment.channels if kind in ADDRESSED_KINDS or ("culture", c) in one.wishes]
    contacts = [one.contacts[KIND_OF[channel]] for channel in wanted if KIND_OF[channel] in one.contacts]
    if not all(one.consents.get(purpose) for purpose in CONSENTS[kind]):
        return LeftOut.NO_CONSENT
    if not wanted:
        refused = any(("culture", channel) in one.refused for channel in segment.channels)
        return LeftOut.OPTED_OUT if refused else LeftOut.NO_SUBSCRIPTION
    if not contacts:
        return LeftOut.NO_CONTACT
    if all(state == "dead" for _index, state in contacts):
        return LeftOut.DEAD_CONTACT
    return LeftOut.SHARED_CONTACT


def expected(people: list[Somebody], segment: Segment, kind: str) -> set[tuple[int, str]]:
    """(person, channel) of everybody who receives something, found person by person."""
    found, taken = set(), set()
    for one in sorted(people, key=lambda one: one.id):
        if not is_meant(one, segment) or not all(one.consents.get(p) for p in CONSENTS[kind]):
            continue
        ways = [
            channel
            for channel in segment.channels
            if (kind in ADDRESSED_KINDS or ("culture", channel) in one.wishes)
            and one.contacts.get(KIND_OF[channel], ("", ""))[1] == "active"
        ]
        for channel in ways[:1] if segment.one_channel else ways:
            contact = one.contacts[KIND_OF[channel]][0], channel
            if kind in ADDRESSED_KINDS or contact not in taken:
                taken.add(contact)
                found.add((one.id, channel))
    return found


def written_down(segment: Segment, kind: str) -> Campaign:
    campaign = approved_campaign(channels=segment.channels, kind=kind)
    campaign.audience, campaign.one_channel = segment.to_json(), segment.one_channel
    campaign.save()
    audience.snapshot(campaign)
    return campaign


@pytest.mark.parametrize("seed", [1, 2])
def test_count_preview_dongs_and_snapshot_are_one_set_of_people(seed):
    earlier = approved_campaign()
    Campaign.objects.filter(pk=earlier.pk).update(state=CampaignState.FINISHED)
    crowd = Crowd(60, earlier, seed)
    dice, seen = random.Random(seed), set()
    for _ in range(AUDIENCES):
        segment, kind = random_segment(dice, crowd), dice.choice(CampaignKind.values)
        wanted = expected(crowd.people, segment, kind)
        people = {person for person, _channel in wanted}

        counts = audience.count(segment, kind, district=DISTRICT)
        previewed = audience.sample(segment, kind, district=DISTRICT, limit=10_000)
        view = outlook(segment, kind, district=DISTRICT)
        campaign = written_down(segment, kind)

        assert set(campaign.deliveries.values_list("person_id", "channel")) == wanted
        assert set(previewed) == people
        assert counts == view.counts
        assert (counts.people, counts.messages) == (len(people), len(wanted))
        assert sum(number for _dong, number, _by_channel in view.by_dong) == len(people)
        assert dict(view.left_out) == tally(
            nearest_reason(one, segment, kind)
            for one in crowd.people
            if is_meant(one, segment) and one.id not in people
        )
        seen |= {*dict(view.left_out), bool(wanted)}
    assert seen == {*LeftOut, True, False} - {LeftOut.OLD_CONSENT}, "the dice made every case"


def test_consent_to_advertising_holds_for_two_years():
    with time_machine.travel("2023-03-03T10:00:00+09:00", tick=False):
        enroll(intake_changes={"collected_on": date(2023, 3, 2)})
    segment = Segment(topic="culture", channels=("sms",))
    for kind, left_out in (
        (CampaignKind.PROMOTIONAL, [(LeftOut.OLD_CONSENT, 1)]),
        (CampaignKind.PUBLIC_INFO, []),
    ):
        view = outlook(segment, kind, district=DISTRICT)
        assert (view.left_out, view.counts.people) == (left_out, 0 if left_out else 1)


def tally(reasons) -> dict[LeftOut, int]:
    found: dict[LeftOut, int] = {}
    for reason in reasons:
        found[reason] = found.get(reason, 0) + 1
    return found


def test_one_person_is_asked_about_as_the_whole_crowd_is():
    crowd = Crowd(30, approved_campaign(), 3)
    segment = Segment(topic="culture", channels=("email", "sms"), one_channel=True)
    wanted = expected(crowd.people, segment, CampaignKind.STATUTORY)
    for one in crowd.people:
        found = audience.contacts_of(segment, CampaignKind.STATUTORY, district=DISTRICT, person_id=one.id)
        assert set(found) == {channel for person, channel in wanted if person == one.id}
