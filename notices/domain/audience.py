"""The audience of a campaign: counted, told in words, and written down once as deliveries."""

from dataclasses import dataclass, field

from django.db import connection, transaction
from django.utils import timezone

from notices.domain.audience_sentence import sentence
from notices.domain.poll import invite
from notices.enums import ADDRESSED_KINDS, DeliveryState, LeftOut
from notices.models import Campaign, Delivery
from notices.queries.recipients import DROPPED_OUT, recipients_sql
from notices.segment import Segment

__all__ = [
    "Counts",
    "Segment",
    "contacts_of",
    "count",
    "sample",
    "segment_of",
    "sentence",
    "snapshot",
]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many messages by channel (연인원), and how many different people (실인원).

    `left_out`: (reason, people) of everybody else who is meant, where `domain.outlook` counted them too.
    """

    people: int = 0
    by_channel: dict[str, int] = field(default_factory=dict)
    left_out: list[tuple[LeftOut, int]] | None = field(default=None, compare=False)

    @property
    def messages(self) -> int:
        return sum(self.by_channel.values())


def segment_of(campaign: Campaign) -> Segment:
    return Segment.from_json(
        campaign.audience,
        topic=campaign.topic.code,
        channels=campaign.channels,
        one_channel=campaign.one_channel,
    )


def _recipients(segment: Segment, *, kind: str, district: str, **narrow) -> tuple[str, list]:
    return recipients_sql(segment, kind=kind, district=district, today=timezone.localdate(), **narrow)


def count(segment: Segment, kind: str, *, district: str) -> Counts:
    """What would be sent now; exactly the rows `snapshot` would write."""
    sql, params = _recipients(segment, kind=kind, district=district)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT channels, count(*) FROM"
            f" (SELECT array_agg(channel) AS channels FROM ({sql}) r GROUP BY person_id) people"
            " GROUP BY channels",
            params,
        )
        rows = cursor.fetchall()
    by_channel = dict.fromkeys(segment.channels, 0)
    for channels, people in rows:
        for channel in channels:
            by_channel[channel] += people
    return Counts(people=sum(people for _channels, people in rows), by_channel=by_channel)


def sample(segment: Segment, kind: str, *, district: str, limit: int) -> list[int]:
    """Ids of a few people of the audience, spread over it and the same each time."""
    sql, params = _recipients(segment, kind=kind, district=district)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT person_id FROM ({sql}) r GROUP BY person_id"
            " ORDER BY hashint8(person_id), person_id LIMIT %s",
            [*params, limit],
        )
        return [person_id for (person_id,) in cursor.fetchall()]


def contacts_of(segment: Segment, kind: str, *, district: str, person_id: int) -> dict[str, int]:
    """{channel: contact id} by which one person would be reached; empty when not in the audience."""
    sql, params = _recipients(segment, kind=kind, district=district, person_id=person_id)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT channel, contact_id FROM ({sql}) r", params)
        return dict(cursor.fetchall())


@transaction.atomic
def snapshot(campaign: Campaign) -> int:
    """Write one queued Delivery per recipient and channel; run again it adds nobody twice. With a campaign
    that invites to a poll the invitations are written.

    Returns how many rows were written.
    """
    written = _write(campaign)
    invite.write(campaign)
    return written


def discard(campaign: Campaign) -> int:
    """Delete what `snapshot` wrote for a campaign that has not begun; returns how many rows.

    In one statement: nothing was sent, so nothing can refer to a row. Invitations to a poll are taken back.
    """
    invite.take_back(campaign)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM notices_delivery WHERE campaign_id = %s", [campaign.pk])
        return cursor.rowcount


def add_stand_ins(campaign: Campaign) -> int:
    """Write a Delivery for who shares the phone or mailbox of a person that dropped out before the message
    went. Without it the family would get nothing because of the one who was chosen for the shared number.

    One at most for each that dropped out, so never more messages than were approved. Returns how many.
    """
    dropped_out = Delivery.objects.filter(
        campaign=campaign, state=DeliveryState.WITHDRAWN, reason__in=DROPPED_OUT
    )
    if campaign.kind in ADDRESSED_KINDS or not dropped_out.exists():
        return 0
    return _write(campaign, in_place_of=campaign.pk)


def _write(campaign: Campaign, **narrow) -> int:
    """In the order people were written down: what a worker reads of a chunk then lies close together, which
    halves what the database works for a mail of a large campaign."""
    sql, params = _recipients(
        segment_of(campaign), kind=campaign.kind, district=campaign.district_id, **narrow
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO notices_delivery"
            " (campaign_id, person_id, contact_id, channel, state, reason, gateway_ref, queued_at)"
            f" SELECT %s, person_id, contact_id, channel, %s, '', '', %s FROM ({sql}) r"
            " ORDER BY person_id, channel ON CONFLICT (campaign_id, person_id, channel) DO NOTHING",
            [campaign.pk, DeliveryState.QUEUED.value, timezone.now(), *params],
        )
        return cursor.rowcount
