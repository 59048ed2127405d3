"""What a row becomes of which nothing more is tried after a verdict of its channel."""

from notices.channels.base import Verdict
from notices.enums import DeliveryState

ENDINGS = {
    Verdict.HANDED_OVER: DeliveryState.HANDED_OVER,
    Verdict.PERMANENT: DeliveryState.FAILED,
    Verdict.NO_MAILBOX: DeliveryState.BOUNCED,
    Verdict.NO_NUMBER: DeliveryState.FAILED,
    Verdict.OPTED_OUT: DeliveryState.FAILED,
    Verdict.IN_DOUBT: DeliveryState.UNCONFIRMED,
}
"""Of messages of campaigns as of direct ones; any other verdict leaves the row for another try."""
