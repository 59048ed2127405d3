"""What bounces and complaints mean: enhanced status codes (RFC 3463), and words of ours beside them."""

from notices.gateways.meaning import Meaning

DELAYED, COMPLAINT = "delayed", "complaint"

DEAD_MAILBOX = frozenset({"1.1", "1.2", "1.3", "1.6", "1.10", "2.1"})
"""Bad mailbox, bad system, bad syntax, moved, null MX (RFC 7505), mailbox disabled: subject and detail."""

_FULL = "2.2"


def meaning_of(code: str) -> Meaning:
    """Class 2 arrived, 4 soft, 5 hard. A full mailbox is soft by either class: it may be emptied."""
    kind, _dot, detail = code.partition(".")
    if code == COMPLAINT:
        return Meaning.COMPLAINT
    if code == DELAYED:
        return Meaning.WAITING
    if kind == "2":
        return Meaning.ARRIVED
    if kind == "4" or detail == _FULL:
        return Meaning.SOFT_BOUNCED
    return Meaning.NO_MAILBOX if kind == "5" and detail in DEAD_MAILBOX else Meaning.BOUNCED
