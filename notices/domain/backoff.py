"""How long what could not be handed over waits, by why it could not."""

from django.conf import settings

from notices.channels.base import Outcome, Verdict

_GREYLISTED = ("450", "451")
"""Answers of a server that wants to see an unknown sender come back later (RFC 6647)."""


def seconds(outcome: Outcome, *, attempts: int, tries: int) -> float:
    """Until the next try of a message. `attempts`: how often it was refused for now before; `tries`: how
    often in a row its chunk found nobody to take anything."""
    match outcome.verdict:
        case Verdict.NOT_YET:
            return 0
        case Verdict.CONFIGURATION:
            return settings.DISPATCH_ACCOUNT_SECONDS
        case Verdict.TEMPORARY:
            wait = _nth(settings.DISPATCH_RETRY_SECONDS, attempts)
            is_first_knock = attempts == 0 and outcome.reason in _GREYLISTED
            return max(wait, settings.DISPATCH_GREYLIST_SECONDS) if is_first_knock else wait
        case _:
            return _nth(settings.DISPATCH_AWAY_SECONDS, tries)


def _nth(waits: list[int], number: int) -> int:
    """The last holds for all that follow."""
    return waits[min(number, len(waits) - 1)]
