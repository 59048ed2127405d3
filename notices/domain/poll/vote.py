"""Answering a poll: one ballot for an invitation or a browser, however often and from wherever it is sent.

The ballot goes into the box in the transaction of its mark, so neither is there without the other. Nothing
here writes an audit row: one would say when somebody answered. Why: decision 17.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from notices.domain.poll import turnout
from notices.domain.poll.sealed import (
    Envelope,
    envelope,
    index_in_box,
    index_when_counted,
    is_known,
    is_word,
    traits_of,
)
from notices.enums.poll import PollState, Route
from notices.models import Ballot, BallotSigner, Poll, PollInvitation, SealedBallot
from notices.poll_form import Answer, Form
from notices.queries.poll_marks import mark_of, mark_of_browser
from notices.validators.poll_answers import clean_answers


class CastState(StrEnum):
    ACCEPTED = "accepted"
    REPEATED = "repeated"
    """The same ballot once more: a double press, a page sent again."""
    ALREADY = "already"
    """Another ballot of somebody who has answered."""
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Cast:
    state: CastState


@transaction.atomic
def cast(
    *,
    poll: Poll,
    answers: Mapping[str, Answer],
    word: str,
    invitation: PollInvitation | None = None,
    route: Route,
    visitor: str | None = None,
) -> Cast:
    """Put the answers of an invited person, or of a `visitor` (what names the browser), into the box.

    Raises ValidationError by code of the question, or code `not_open`.
    """
    _hold_open(poll)
    kept = clean_answers(Form.from_json(poll.form), answers)
    _hold_word(poll, word)
    if is_known(poll, word):
        return Cast(CastState.REPEATED)
    if not _mark(poll, _digest(poll, invitation, visitor)):
        return Cast(CastState.ALREADY)
    SealedBallot.objects.create(
        poll=poll,
        sealed=envelope(poll, kept, word, route, invitation).close(),
        edit_index=index_in_box(poll, word),
    )
    turnout.count(poll, route, timezone.now())
    return Cast(CastState.ACCEPTED)


@transaction.atomic
def change(*, poll: Poll, answers: Mapping[str, Answer], word: str) -> Cast:
    """Answer anew with the word of the first answer, while the poll is open and lets people.

    A counted ballot goes back into the box: changed where it lies it would tell when that was. Raises
    ValidationError by code of the question, or code `not_open`, `unchangeable` or `unknown`.
    """
    _hold_open(poll)
    if not poll.is_changeable:
        raise ValidationError(_("이 설문의 답은 고칠 수 없습니다."), code="unchangeable")
    kept = clean_answers(Form.from_json(poll.form), answers)
    _hold_word(poll, word)
    if not (_change_in_box(poll, kept, word) or _change_counted(poll, kept, word)):
        raise ValidationError(_("고칠 답을 찾지 못했습니다. 답하신 기기에서 열어 주세요."), code="unknown")
    return Cast(CastState.CHANGED)


def answers_of(poll: Poll, word: str) -> dict[str, Answer] | None:
    """What was answered with this word, for the browser that knows it."""
    found = SealedBallot.objects.filter(poll=poll, edit_index=index_in_box(poll, word)).first()
    if found is not None:
        return Envelope.open(found.sealed).answers
    counted = Ballot.objects.filter(poll=poll, edit_index=index_when_counted(poll, word)).first()
    return read_answers(counted) if counted else None


def read_answers(ballot: Ballot) -> dict[str, Answer]:
    return json.loads(ballot.answers)


def _hold_open(poll: Poll) -> None:
    """Nobody closes the poll until this ballot is in the box, and many can be put in at a time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT state, closes_at FROM notices_poll WHERE id = %s FOR SHARE", [poll.pk])
        row = cursor.fetchone()
    if row is None or row[0] != PollState.OPEN or row[1] <= timezone.now():
        message = _("마감된 설문이라 답을 받지 못했습니다. 다음 설문에 참여해 주세요.")
        raise ValidationError(message, code="not_open")


def _hold_word(poll: Poll, word: str) -> None:
    """The same page sent twice is one after the other."""
    if not is_word(word):
        raise ValidationError(_stale(), code="stale")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [index_in_box(poll, word)])


def _digest(poll: Poll, invitation: PollInvitation | None, visitor: str | None) -> str:
    if invitation is None:
        return mark_of_browser(poll.pk, visitor)
    # Read again under the lock: records of people may have been joined since the page was shown.
    person = PollInvitation.objects.filter(pk=invitation.pk, poll=poll).values_list("person_id", flat=True)
    if not person:
        raise ValidationError(_stale(), code="stale")
    return mark_of(poll.pk, person[0])


def _mark(poll: Poll, digest: str) -> bool:
    """Whether the mark is new. Waits for another one of the same invitation."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO notices_answeredmark (digest, poll_id) VALUES (%s, %s) ON CONFLICT DO NOTHING",
            [digest, poll.pk],
        )
        return cursor.rowcount == 1


def _stale() -> str:
    return _("화면이 오래되었습니다. 처음부터 다시 열어 주세요.")


def _change_in_box(poll: Poll, answers: dict[str, Answer], word: str) -> bool:
    rows = SealedBallot.objects.select_for_update().filter(poll=poll, edit_index=index_in_box(poll, word))
    for row in rows:
        row.sealed = replace(Envelope.open(row.sealed), answers=answers).close()
        row.save(update_fields=["sealed"])
        return True
    return False


def _change_counted(poll: Poll, answers: dict[str, Answer], word: str) -> bool:
    rows = Ballot.objects.select_for_update().filter(poll=poll, edit_index=index_when_counted(poll, word))
    for row in rows:
        signer = BallotSigner.objects.filter(ballot=row).first()
        route, dong, age_band = traits_of(row)
        back = Envelope(
            answers=answers,
            route=route,
            edit_index=row.edit_index,
            dong=dong,
            age_band=age_band,
            invitation=signer.invitation_id if signer else None,
        )
        row.delete()
        SealedBallot.objects.create(poll=poll, sealed=back.close(), edit_index=index_in_box(poll, word))
        return True
    return False
