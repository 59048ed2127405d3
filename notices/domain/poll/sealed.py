"""A ballot while it lies in the box: what its envelope holds, and how its voter finds it again.

The voter's browser holds a word of 128 random bits. The database knows two digests of the poll and it, one
for the box and one for the counted ballot, which the envelope carries: without the keys nothing joins the
two. A word that was used for another poll is another one here.
"""

import json
import re
import secrets
from dataclasses import asdict, dataclass

from notices.enums.poll import Route
from notices.models import Ballot, Poll, PollInvitation, SealedBallot
from notices.poll_form import Answer
from notices.poll_groups import Traits
from portal.common.crypto import blind_index

_WORD = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Envelope:
    """`invitation` only in a poll that is not anonymous."""

    answers: dict[str, Answer]
    route: str
    edit_index: str
    dong: str | None = None
    age_band: str = ""
    invitation: int | None = None

    def close(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def open(cls, text: str) -> "Envelope":
        return cls(**json.loads(text))

    @property
    def traits(self) -> Traits:
        return self.route, self.dong, self.age_band


def new_word() -> str:
    return secrets.token_hex(16)


def is_word(word: str) -> bool:
    return bool(_WORD.fullmatch(word))


def index_in_box(poll: Poll, word: str) -> str:
    return blind_index("poll.edit", f"{poll.pk}/{word}")


def index_when_counted(poll: Poll, word: str) -> str:
    return blind_index("poll.counted", f"{poll.pk}/{word}")


def seal_traits(traits: Traits) -> str:
    """As an anonymous ballot carries them until its poll closes."""
    return json.dumps(traits)


def traits_of(ballot: Ballot) -> Traits:
    """Of a counted ballot, sealed or not."""
    if ballot.sealed_traits is None:
        return ballot.route, ballot.dong_id, ballot.age_band
    route, dong, age_band = json.loads(ballot.sealed_traits)
    return route, dong, age_band


def envelope(
    poll: Poll, answers: dict[str, Answer], word: str, route: Route, invitation: PollInvitation | None
) -> Envelope:
    return Envelope(
        answers=answers,
        route=str(route),
        edit_index=index_when_counted(poll, word),
        dong=invitation.dong_id if invitation else None,
        age_band=invitation.age_band if invitation else "",
        invitation=invitation.pk if invitation and not poll.is_anonymous else None,
    )


def is_known(poll: Poll, word: str) -> bool:
    """Whether a ballot was given with this word."""
    # In this order: what is mixed meanwhile leaves the box and is counted in one moment.
    in_box = SealedBallot.objects.filter(poll=poll, edit_index=index_in_box(poll, word))
    counted = Ballot.objects.filter(poll=poll, edit_index=index_when_counted(poll, word))
    return in_box.exists() or counted.exists()
