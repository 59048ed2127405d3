"""What of a poll goes with its people, and what with time. Counts and choices stay: they name nobody."""

import json
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from notices.enums.poll import PollState, QuestionKind
from notices.models import Ballot, BallotSigner, Poll, PollInvitation
from notices.poll_form import Form
from portal.common import audit
from portal.common.destruction import log_destruction

BASIS = "poll_text_kept"
OVER = (PollState.CLOSED, PollState.CANCELLED)


@transaction.atomic
def on_people_erased(person_ids: list[int]) -> None:
    """Whoever signed a ballot is forgotten, with what they wrote in it. Who was invited to a poll that is
    still open stands there until it closes: its rate and its groups count them."""
    _forget(person__in=person_ids)


@transaction.atomic
def forget_erased_people() -> None:
    """The same for polls that closed since, and for ballots counted since."""
    _forget(person__erased_at__isnull=False)


def _forget(**whose) -> None:
    signers = BallotSigner.objects.filter(**{f"invitation__{name}": value for name, value in whose.items()})
    _drop_texts(Ballot.objects.filter(signer__in=signers).select_related("poll"))
    signers.delete()
    PollInvitation.objects.filter(**whose, poll__state__in=OVER).delete()


def erase_texts_due(*, now=None, by=None) -> int:
    """Erase what people wrote in the ballots of polls closed `POLL_TEXT_RETENTION_DAYS` ago; how many polls.

    Of a poll that was brought in later the period begins on that day. Safe to stop and start again at any
    point.
    """
    before = (now or timezone.now()) - timedelta(days=settings.POLL_TEXT_RETENTION_DAYS)
    due = Poll.objects.filter(
        state=PollState.CLOSED, closed_at__lt=before, created_at__lt=before, texts_erased_at=None
    )
    ids = list(due.order_by("pk").values_list("pk", flat=True))
    return sum(_erase_texts(poll_id, before, by) for poll_id in ids)


@transaction.atomic
def _erase_texts(poll_id: int, before, by) -> int:
    poll = Poll.objects.select_for_update().get(pk=poll_id)
    if poll.texts_erased_at is not None:
        return 0
    # In the order of random numbers, as they were counted.
    erased = _drop_texts(poll.ballots.select_related("poll").order_by("pk"))
    poll.texts_erased_at = timezone.now()
    poll.save(update_fields=["texts_erased_at", "updated_at"])
    audit.record(by=by, action="poll.erase_texts", obj=poll, ballots=erased)
    if erased:
        ended_before = timezone.localdate(before)
        log_destruction(what="ballot_text", amount=erased, ended_before=ended_before, basis=BASIS, by=by)
    return 1


def _drop_texts(ballots: Iterable[Ballot]) -> int:
    changed = []
    for ballot in ballots:
        written = _texts(ballot.poll)
        answers = json.loads(ballot.answers)
        kept = {code: answer for code, answer in answers.items() if code not in written}
        if kept != answers:
            ballot.answers = json.dumps(kept, ensure_ascii=False)
            changed.append(ballot)
    Ballot.objects.bulk_update(changed, ["answers"], batch_size=500)
    return len(changed)


def _texts(poll: Poll) -> set[str]:
    """Codes of the questions answered in own words."""
    questions = Form.from_json(poll.form).questions
    return {question.code for question in questions if question.kind == QuestionKind.TEXT}
