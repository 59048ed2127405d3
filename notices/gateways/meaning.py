"""What a provider's status says about a message, whatever the provider calls it."""

from enum import Enum


class Meaning(Enum):
    TAKEN = "taken"
    WAITING = "waiting"
    """A server on the way still tries."""
    AT_CARRIER = "at_carrier"
    ARRIVED = "arrived"
    UNREACHED = "unreached"
    """The carrier gave up on the phone. Not sent again: its word may still be followed by an arrival."""
    PERMANENT = "permanent"
    CONFIGURATION = "configuration"
    OPT_OUT = "opt_out"
    DEAD_NUMBER = "dead_number"
    BOUNCED = "bounced"
    """Sent back for good: this mail, not necessarily the mailbox."""
    SOFT_BOUNCED = "soft_bounced"
    """Sent back because the mailbox could not take it for days: full, or its server was away."""
    NO_MAILBOX = "no_mailbox"
    COMPLAINT = "complaint"
    """It arrived, and its reader called it spam."""


GONE = frozenset({Meaning.DEAD_NUMBER, Meaning.NO_MAILBOX})
"""There is no such number or mailbox: it is not used again."""
