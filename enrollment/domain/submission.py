"""What other systems hand in: the same request sent twice is done once."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from enrollment.application_form import ApplicationForm, Intake
from enrollment.domain.apply import Accepted, accept
from enrollment.models import ApiSubmission, Application
from portal.accounts.models import ApiClient
from portal.common.crypto import blind_index


class KeyUsedForAnother(Exception):
    """The idempotency key was used for a request with another body."""


@dataclass(frozen=True, slots=True)
class Submitted:
    """The answer a system gets, and whether it had got it before."""

    answer: dict
    repeated: bool


def submit(*, client: ApiClient, key: str, body: str, form: ApplicationForm, intake: Intake) -> Submitted:
    """Accept an application under an idempotency key, as `once` does."""

    def accepting() -> tuple[dict, Application | None]:
        accepted = accept(form=form, intake=intake, by=client.user)
        return _answer(accepted), accepted.application

    return once(client=client, key=key, body=body, act=accepting)


def once(
    *, client: ApiClient, key: str, body: str, act: Callable[[], tuple[dict, Application | None]]
) -> Submitted:
    """Do what a request asks for under its idempotency key. `body` is the request in one spelling.

    `act` gives the answer, without personal data, and the application it made. Two requests with one key at
    the same moment meet at the key: the later waits and gets the answer of the earlier. A refused request
    leaves no trace, so its key may be used again. Raises KeyUsedForAnother, and what `act` raises.
    """
    digest = blind_index("api_body", body)
    already = replay(client=client, key=key, body=body)
    if already:
        return already
    try:
        with transaction.atomic():
            row = ApiSubmission.objects.create(client=client, key=key, body_digest=digest)
            row.answer, row.application = act()
            row.save(update_fields=["application", "answer"])
            return Submitted(row.answer, repeated=False)
    except IntegrityError:
        already = replay(client=client, key=key, body=body)
        if already is None:
            raise
        return already


def replay(*, client: ApiClient, key: str, body: str) -> Submitted | None:
    """The answer this key got before, None when it is new. Raises KeyUsedForAnother."""
    row = ApiSubmission.objects.filter(client=client, key=key).first()
    if row is None:
        return None
    if row.body_digest != blind_index("api_body", body):
        raise KeyUsedForAnother
    return Submitted(row.answer, repeated=True)


def _answer(accepted: Accepted) -> dict:
    return {
        "receipt_no": accepted.receipt_no,
        "status": accepted.application.status if accepted.application else "waiting",
        "joined_household": accepted.joined_household,
        "waits_for_guardian": bool(accepted.application and accepted.application.waits_for_guardian),
    }
