"""The box: ballots lie sealed in it until enough do, and are then mixed and counted. Why: decision 17.

Mixing takes away what the database remembers by itself: in which transaction a row was written, and where in
its file it lies. Closing the poll does it once more for all ballots at once, and only then tells of anonymous
ones where they come from, as far as enough are alike.
"""

import json
import logging
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import uuid4

from django.conf import settings
from django.db import connection, transaction

from notices.domain import bells
from notices.domain.poll import turnout
from notices.domain.poll.sealed import Envelope, seal_traits, traits_of
from notices.domain.poll.vote import read_answers
from notices.enums.poll import INVITED_ROUTES, PollState, Route
from notices.models import AnsweredMark, Ballot, BallotSigner, Poll, PollInvitation, SealedBallot
from notices.poll_form import Answer
from notices.poll_groups import REST, Traits, tellable_ballots

logger = logging.getLogger(__name__)

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
    """Mix the box of every open poll where enough ballots lie; how many were counted. Safe at any time.
    One that cannot be mixed stops no other."""
    waiting = Poll.objects.filter(state=PollState.OPEN, sealed_ballots__isnull=False)
    counted = 0
    for poll in waiting.distinct().order_by("pk"):
        try:
            counted += mix(poll)
        except Exception:
            logger.exception("the box of poll %d could not be mixed", poll.pk)
    return counted


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
    Poll.objects.select_for_update(no_key=True).get(pk=poll.pk)
    _count(poll, at_least=1)
    if poll.is_anonymous:
        _write_anew(poll)
    turnout.keep_groups(poll)
    AnsweredMark.objects.filter(poll=poll).delete()
    bells.ring_wipe_ballot_traces()
    return Ballot.objects.filter(poll=poll).count()


def _count(poll: Poll, *, at_least: int) -> int:
    rows = list(SealedBallot.objects.filter(poll=poll).select_for_update().order_by("pk"))
    if len(rows) < at_least:
        return 0
    _dice.shuffle(rows)
    counted, signed = [], {}
    for row in rows:
        lying = Envelope.open(row.sealed)
        route, dong, band = _untold(lying.traits) if poll.is_anonymous else lying.traits
        ballot = Ballot(
            poll=poll,
            route=route,
            dong_id=dong,
            age_band=band,
            sealed_traits=seal_traits(lying.traits) if poll.is_anonymous else None,
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


def _untold(traits: Traits) -> Traits:
    """Of an anonymous ballot until its poll closes: whether an invited person gave it."""
    return str(Route.INVITED) if traits[0] in INVITED_ROUTES else traits[0], *REST


def _write_anew(poll: Poll) -> None:
    """Every ballot becomes a row of another name, another place and this one transaction, and tells where it
    comes from as far as enough others do the same. Its voter's word opens it no more."""
    rows = list(Ballot.objects.filter(poll=poll).order_by("pk"))
    _dice.shuffle(rows)
    Ballot.objects.filter(pk__in=[row.pk for row in rows]).delete()
    told = _told(poll, Counter(traits_of(row) for row in rows))
    for row in rows:
        traits = traits_of(row)
        row.route, row.dong_id, row.age_band = told.get(traits) or _untold(traits)
        row.pk, row.edit_index, row.sealed_traits = uuid4(), uuid4().hex, None
        row._state.adding = True
    Ballot.objects.bulk_create(rows, batch_size=_BATCH)
    turnout.hide_routes(poll, {traits[0] for traits in told} - {traits[0] for traits in told.values()})


def _told(poll: Poll, ballots: Counter[Traits]) -> dict[Traits, Traits]:
    """What the ballots of invited people may keep of their traits."""
    asked = {traits: number for traits, number in ballots.items() if traits[0] in INVITED_ROUTES}
    least = settings.POLL_GROUP_SIZE, settings.POLL_ALIKE_BALLOTS
    return tellable_ballots(turnout.reached_by_traits(poll), asked, least)
