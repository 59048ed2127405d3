"""Invitations of two records that turn out to be one person, or two people after all.

One person has one invitation and answers once, by whichever link. What was carried stands on the merge, so
that it can be taken back. Of an anonymous poll nothing tells which of the two had answered.
"""

from django.db import transaction

from enrollment.models import PersonMerge
from notices.enums.poll import PollState
from notices.models import AnsweredMark, Poll, PollInvitation
from notices.queries.poll_marks import answered, mark_of

_CARRIED = "poll_invitations"


@transaction.atomic
def pass_on(merge: PersonMerge) -> None:
    """Invitations of the absorbed record go to the kept one; two of one poll become one, unless both have
    been answered by name."""
    merge.carried[_CARRIED] = [
        carried for poll in _polls_of(merge.absorbed_id) if (carried := _join(poll, merge)) is not None
    ]
    merge.save(update_fields=["carried"])


def _join(poll: Poll, merge: PersonMerge) -> dict | None:
    rows = {
        row.person_id: row
        for row in PollInvitation.objects.filter(
            poll=poll, person__in=(merge.kept_id, merge.absorbed_id)
        ).select_for_update()
    }
    passing, own = rows[merge.absorbed_id], rows.get(merge.kept_id)
    have = answered(poll.pk, rows)
    both = len(have) == 2
    if (both and not poll.is_anonymous) or (own and poll.state == PollState.CLOSED):
        return None
    carried = {
        "poll": poll.pk, "dong": passing.dong_id, "age_band": passing.age_band, "joined": own is not None,
    }  # fmt: skip
    if own is None:
        _give(passing, merge.kept_id)
    elif not poll.is_anonymous and merge.absorbed_id in have:
        # A ballot is signed with this invitation.
        own.delete()
        _give(passing, merge.kept_id)
    else:
        passing.delete()
    if not both:
        _pass_mark(poll.pk, merge.absorbed_id, merge.kept_id)
    return carried


@transaction.atomic
def give_back(merge: PersonMerge) -> None:
    """What went over goes back. Where both had been invited, an answer stays with the kept record: the other
    may answer anew while the poll is open."""
    for carried in merge.carried.get(_CARRIED, ()):
        poll = Poll.objects.select_for_update(no_key=True).get(pk=carried["poll"])
        row = PollInvitation.objects.filter(poll=poll, person=merge.kept_id).first()
        if PollInvitation.objects.filter(poll=poll, person=merge.absorbed_id).exists():
            continue
        if not carried["joined"]:
            if row is not None:
                _give(row, merge.absorbed_id)
                _pass_mark(poll.pk, merge.kept_id, merge.absorbed_id)
        elif poll.state != PollState.CLOSED:
            PollInvitation.objects.create(
                poll=poll,
                person_id=merge.absorbed_id,
                dong_id=carried["dong"],
                age_band=carried["age_band"],
            )


def _polls_of(person_id: int) -> list[Poll]:
    """Held in order: nobody answers by one of the two links meanwhile."""
    polls = Poll.objects.filter(invitations__person=person_id)
    return list(polls.select_for_update(of=("self",), no_key=True).order_by("pk"))


def _give(row: PollInvitation, person_id: int) -> None:
    row.person_id = person_id
    row.save(update_fields=["person"])


def _pass_mark(poll_id: int, giver: int, taker: int) -> None:
    """A new row in place of the old one: the table holds one mark for each ballot."""
    marks = AnsweredMark.objects.filter(poll=poll_id)
    if marks.filter(digest=mark_of(poll_id, giver)).delete()[0]:
        marks.get_or_create(digest=mark_of(poll_id, taker), defaults={"poll_id": poll_id})
