"""Who has answered a poll, as far as a reminder must know.

The database holds keyed digests and not the key (`AnsweredMark`), so the question is answered here, person by
person, and the answer is handed to a statement as a list of numbers: no statement can ask it alone.
"""

from collections.abc import Iterable

from notices.enums.poll import PollState
from notices.models import AnsweredMark, Poll, PollInvitation
from portal.common.crypto import blind_index


def mark_of(poll_id: int, person_id: int) -> str:
    """The digest that stands for the answer of an invited person."""
    return blind_index("poll.answered", f"{poll_id}/{person_id}")


def mark_of_browser(poll_id: int, name: str) -> str:
    """The digest that stands for the answer of a browser that was not invited."""
    return blind_index("poll.answered", f"{poll_id}/web/{name}")


def has_answered(poll_id: int, person_id: int) -> bool:
    return bool(answered(poll_id, [person_id]))


def unanswered(poll_id: int, *, person_id: int | None = None) -> list[int]:
    """Numbers of the people who were invited and have not answered; with `person_id` of that one alone.

    Nobody unless the poll is open: with the marks of a closed one goes what told them apart.
    """
    if not is_open(poll_id):
        return []
    invited = PollInvitation.objects.filter(poll=poll_id)
    if person_id is not None:
        invited = invited.filter(person=person_id)
    people = list(invited.order_by("person_id").values_list("person_id", flat=True))
    have = answered(poll_id, people)
    return [person for person in people if person not in have]


def is_open(poll_id: int) -> bool:
    return Poll.objects.filter(pk=poll_id, state=PollState.OPEN).exists()


def answered(poll_id: int, person_ids: Iterable[int]) -> set[int]:
    """Those of these people who have answered."""
    marks = {mark_of(poll_id, person_id): person_id for person_id in person_ids}
    if not marks:
        return set()
    found = AnsweredMark.objects.filter(poll=poll_id, digest__in=list(marks))
    return {marks[digest] for digest in found.values_list("digest", flat=True)}
