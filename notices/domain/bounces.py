"""Bounces and complaints become receipts of the provider `mail`, wherever they come in."""

import logging
from collections.abc import Sequence

from django.conf import settings

from notices.domain import receive
from notices.gateways import bounce, imap_mailbox

logger = logging.getLogger(__name__)

PROVIDER = "mail"
_AT_ONCE = 50
"""Messages fetched, stored and marked in one go."""
_A_RUN = 1000
"""So many at most in one poll: receipts of texts wait behind it. The rest is read by the next."""


def take(raws: Sequence[bytes]) -> int:
    """Store what raw messages report; returns how many reports were new. What is no report is let go."""
    found = [returned for raw in raws if (returned := bounce.read(raw))]
    if len(found) < len(raws):
        logger.info("%d of %d messages at the return path were no reports", len(raws) - len(found), len(raws))
    return receive.store(provider=PROVIDER, events=[_event(returned) for returned in found]) if found else 0


def poll() -> int:
    """Read the bounce mailbox, if there is one; returns how many reports were new.

    A message is marked as seen after its receipt is stored: a crash in between reads it again, its receipt
    is known by name. A mailbox that is away is read at the next poll.
    """
    if not settings.BOUNCE_MAILBOX_URL:
        return 0
    stored = 0
    try:
        with imap_mailbox.opened(settings.BOUNCE_MAILBOX_URL, bounce.MOST_BYTES) as mailbox:
            waiting = mailbox.unseen(_A_RUN)
            for start in range(0, len(waiting), _AT_ONCE):
                stored += _read(mailbox, waiting[start : start + _AT_ONCE])
    except imap_mailbox.MailboxAway as away:
        logger.error("bounce mailbox cannot be read (%s)", away)
    return stored


def _read(mailbox: imap_mailbox.Mailbox, uids: Sequence[bytes]) -> int:
    fetched = dict(mailbox.fetch(uids))
    stored = take(list(fetched.values()))
    if fetched:
        mailbox.mark_seen(list(fetched))
    return stored


def _event(returned: bounce.Returned) -> receive.Event:
    return receive.Event(
        event_id=returned.event_id,
        reference=returned.reference,
        gateway_ref="",
        status_code=returned.code,
        payload=returned.facts,
        occurred_at=returned.occurred_at,
    )
