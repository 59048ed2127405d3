"""The box: ballots lie sealed in it until enough do, and are then mixed and counted. Why: decision 17.

Mixing takes away what the database remembers by itself: in which transaction a row was written, and where in
its file it lies. Closing the poll does it once more for all ballots at once.
"""

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import uuid4

from django.conf import settings
from django.db import connection, transaction

from notices.domain import bells
from notices.domain.poll.groups import REST, Group, tellable
from notices.domain.poll.sealed import Envelope
from notices.domain.poll.turnout import invited_by_group, keep_groups
from notices.domain.poll.vote import read_answers
from notices.enums.poll import PollState
from notices.models import AnsweredMark, Ballot, BallotSigner, Poll, PollInvitation, SealedBallot
from notices.poll_form import Answer

_BATCH = 1000
_dice = random.SystemRandom()


@dataclass(frozen=True, slots=True)
class ReadBallot:
    """A ballot as results read it. `invitation_id` only of a poll that is not anonymous."""

    route: str
    dong_id: str | None
    age_band: str
    answers: dict[str, Answer]
    invitation_id: int | None = None


def ballots(poll: Poll) -> Iterator[ReadBallot]:
    """The counted ballots of a poll, in no order that says anything; of a named one those in the box as
    well."""
    rows = Ballot.objects.filter(poll=poll).select_related("signer").order_by("pk")
    for row in rows.iterator(chunk_size=_BATCH):
        signer = getattr(row, "signer", None)
        yield ReadBallot(
            row.route, row.dong_id, row.age_band, read_answers(row), signer and signer.invitation_id
        )
    if not poll.is_anonymous:
        for row in SealedBallot.objects.filter(poll=poll).order_by("pk").iterator(chunk_size=_BATCH):
            lying = Envelope.open(row.sealed)
            yield ReadBallot(lying.route, lying.dong, lying.age_band, lying.answers, lying.invitation)


def mix_due() -> int:
    """Mix the box of every open poll where enough ballots lie; how many were counted. Safe at any time."""
    waiting = Poll.objects.filter(state=PollState.OPEN, sealed_ballots__isnull=False)
    return sum(mix(poll) for poll in waiting.distinct().order_by("pk"))


@transaction.atomic
def mix(poll: Poll) -> int:
    """Count the ballots in the box, unless fewer than `settings.POLL_BOX_SIZE` lie there; how many."""
    with connection.cursor() as cursor:
        # Ballots go on coming in meanwhile; closing waits.
        cursor.execute("SELECT FROM notices_poll WHERE id = %s FOR SHARE", [poll.pk])
    return _count(poll, at_least=settings.POLL_BOX_SIZE)


@transaction.atomic
def close(poll: Poll) -> int:
    """Empty the box, write all ballots anew in random order and forget who has answered; returns how many
    ballots were counted. For the step that closes the poll, in its transaction."""
    Poll.objects.select_for_update().get(pk=poll.pk)
    _count(poll, at_least=1)
    if poll.is_anonymous:
        _write_anew(poll)
    keep_groups(poll)
    AnsweredMark.objects.filter(poll=poll).delete()
    bells.ring_wipe_ballot_traces()
    return Ballot.objects.filter(poll=poll).count()


def _count(poll: Poll, *, at_least: int) -> int:
    rows = list(SealedBallot.objects.filter(poll=poll).select_for_update().order_by("pk"))
    if len(rows) < at_least:
        return 0
    _dice.shuffle(rows)
    told = _told(poll)
    counted, signed = [], {}
    for row in rows:
        lying = Envelope.open(row.sealed)
        dong, band = told(lying)
        ballot = Ballot(
            poll=poll,
            route=lying.route,
            dong_id=dong,
            age_band=band,
            answers=json.dumps(lying.answers, ensure_ascii=False),
            edit_index=lying.edit_index,
        )
        counted.append(ballot)
        if lying.invitation:
            signed[lying.invitation] = ballot
    Ballot.objects.bulk_create(counted, batch_size=_BATCH)
    _sign(signed)
    SealedBallot.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def _sign(signed: dict[int, Ballot]) -> None:
    """A ballot whose invitation is there no more stays without a signer."""
    there = PollInvitation.objects.filter(pk__in=signed).values_list("pk", flat=True)
    BallotSigner.objects.bulk_create(
        (BallotSigner(ballot=signed[pk], invitation_id=pk) for pk in there), batch_size=_BATCH
    )


def _told(poll: Poll) -> Callable[[Envelope], Group]:
    """What a ballot may say of its dong and age band."""
    if not poll.is_anonymous:
        return lambda lying: (lying.dong, lying.age_band)
    told = tellable(invited_by_group(poll), settings.POLL_GROUP_SIZE)

    def of(lying: Envelope) -> Group:
        group = lying.dong, lying.age_band
        return group if lying.is_settled else told.get(group, REST)

    return of


def _write_anew(poll: Poll) -> None:
    """Every ballot becomes a row of another name, another place and this one transaction. Its voter's word
    opens it no more."""
    rows = list(Ballot.objects.filter(poll=poll).order_by("pk"))
    _dice.shuffle(rows)
    Ballot.objects.filter(pk__in=[row.pk for row in rows]).delete()
    for row in rows:
        row.pk, row.edit_index = uuid4(), uuid4().hex
        row._state.adding = True
    Ballot.objects.bulk_create(rows, batch_size=_BATCH)
