"""Whoever joins ballots and people by all they have in common finds many people for every ballot.

Dong, age band and route stand on a ballot; the first two on the invitation, the third on the messages. Polls
are drawn: of any size and turnout, with groups and routes of one, a few or many.
"""

import random
from collections import Counter
from datetime import date
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection

from enrollment.enums import ContactKind
from enrollment.models import ContactPoint, Household, Person
from notices.domain.poll import box
from notices.enums import CampaignKind, DeliveryState
from notices.enums.poll import AgeBand, Route
from notices.models import Ballot, Campaign, Delivery, Poll, PollInvitation
from tests.factories.polls import answer, poll_of
from tests.notices.campaigns import approved_campaign
from tests.notices.poll.counted import dongs

pytestmark = pytest.mark.django_db

CHANNELS = ("sms", "email", "alimtalk")

# As the reader of a dump would write it, who knows the rule by which groups are told.
_CANDIDATES = """
WITH label AS (SELECT DISTINCT route, dong_id, age_band FROM notices_ballot WHERE poll_id = %(poll)s),
person AS (
    SELECT DISTINCT i.person_id, d.channel, i.dong_id, i.age_band
      FROM notices_pollinvitation i
      JOIN notices_delivery d ON d.person_id = i.person_id
      JOIN notices_campaign c ON c.id = d.campaign_id AND c.poll_id = i.poll_id
     WHERE i.poll_id = %(poll)s AND d.state = 'delivered'),
meant AS (
    SELECT p.person_id, best.* FROM person p
     CROSS JOIN LATERAL (
        SELECT label.* FROM label
         WHERE label.route IN (p.channel, 'invited')
           AND COALESCE(label.dong_id, p.dong_id) = p.dong_id
           AND label.age_band IN (p.age_band, '')
         ORDER BY label.route = 'invited', label.dong_id IS NULL, label.age_band = '' LIMIT 1) best)
SELECT b.route, b.dong_id, b.age_band, count(DISTINCT b.id), count(DISTINCT m.person_id)
  FROM notices_ballot b
  LEFT JOIN meant m ON (m.route, m.age_band) = (b.route, b.age_band)
                   AND m.dong_id IS NOT DISTINCT FROM b.dong_id
 WHERE b.poll_id = %(poll)s AND b.route NOT IN ('qr', 'web')
 GROUP BY 1, 2, 3"""


def move_in(count: int) -> list[Person]:
    homes = Household.objects.bulk_create(
        Household(
            dong_id="1120056000", road_address="서울특별시 성동구 고산자로 1", address_detail="1호",
            address_key=uuid4().hex, head_name="가나다", head_key="가나다",
        )
        for _number in range(count)
    )  # fmt: skip
    return Person.objects.bulk_create(
        Person(
            household=home, name="가나다", name_key="가나다", birth_date=date(1980, 1, 1),
            birth_index=f"{number}", birth_year=1980, relation="head",
        )
        for number, home in enumerate(homes)
    )  # fmt: skip


def ask_some(poll: Poll, dice: random.Random) -> list[tuple[PollInvitation, str]]:
    """Invite people of drawn groups by drawn channels, some of them by two; each with a channel of theirs."""
    sizes = Counter()
    weights = {channel: dice.choice((0.05, 0.3, 1)) for channel in CHANNELS}
    for dong in dongs()[: dice.randint(2, 4)]:
        for band in AgeBand.values[: dice.randint(1, 3)]:
            for channel, weight in weights.items():
                sizes[dong, band, channel] = round(dice.choice((1, 4, 19, 22, 40)) * weight)
    drawn = list(sizes.elements())
    campaigns = {name: campaign_by(poll, name) for name in CHANNELS}
    found, sent = [], []
    for person, (dong, band, channel) in zip(move_in(len(drawn)), drawn, strict=True):
        contact = ContactPoint(
            person=person, kind=ContactKind.MOBILE, value="01000000001", index=f"{person.pk}",
            started_at=poll.opened_at,
        )  # fmt: skip
        found.append((PollInvitation(poll=poll, person=person, dong_id=dong, age_band=band), channel))
        for one in {channel, *dice.sample(CHANNELS, dice.random() < 0.1)}:
            sent.append((contact, campaigns[one], one))
    PollInvitation.objects.bulk_create(invitation for invitation, _channel in found)
    ContactPoint.objects.bulk_create({id(contact): contact for contact, *_rest in sent}.values())
    Delivery.objects.bulk_create(
        Delivery(
            campaign=campaign, person=contact.person, contact=contact, channel=channel,
            state=DeliveryState.DELIVERED, queued_at=poll.opened_at,
        )
        for contact, campaign, channel in sent
    )  # fmt: skip
    return found


def campaign_by(poll: Poll, channel: str) -> Campaign:
    return approved_campaign(kind=CampaignKind.POLL, poll=poll, channels=(channel,))


def labels(poll: Poll) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(_CANDIDATES, {"poll": poll.pk})
        return cursor.fetchall()


@pytest.mark.parametrize("seed", (0, 1, 3, 4, 6, 7, 10, 11))
def test_every_ballot_may_be_of_many_people_and_has_others_alike(seed):
    dice = random.Random(seed)
    poll = poll_of(takes_web=True)
    asked = ask_some(poll, dice)
    share = dice.choice((0.2, 0.5, 0.9))
    given = [(invitation, channel) for invitation, channel in asked if dice.random() < share]
    for invitation, channel in given:
        answer(poll, invitation, route=Route(channel))
    answer(poll, route=Route.QR)
    box.close(poll)
    found = labels(poll)
    assert sum(alike for *_label, alike, _people in found) == len(given) >= 5
    assert min(alike for *_label, alike, _people in found) >= settings.POLL_ALIKE_BALLOTS
    assert min(people for *_label, _alike, people in found) >= settings.POLL_GROUP_SIZE
    assert Ballot.objects.filter(poll=poll).count() == len(given) + 1


def test_polls_that_were_drawn_do_tell_groups():
    """Were nothing told, the above would hold of itself."""
    told = Counter()
    for seed in (3, 4, 5):
        poll = poll_of()
        for invitation, channel in ask_some(poll, random.Random(seed)):
            answer(poll, invitation, route=Route(channel))
        box.close(poll)
        told.update((bool(dong), bool(band)) for _route, dong, band, *_numbers in labels(poll))
    assert told[True, True]
