"""What comes to our mailbox: bounces and complaints become receipts of the provider `mail`, answers become
opinions.
"""

import logging
import traceback
from collections.abc import Sequence

from django.conf import settings
from django.db import InterfaceError, OperationalError

from notices.domain import receive
from notices.domain.reply import mail_in
from notices.gateways import answered_mail, bounce, imap_mailbox

logger = logging.getLogger(__name__)

PROVIDER = "mail"
_AT_ONCE = 50
"""Messages fetched and marked in one go."""
_A_RUN = 1000
"""So many at most in one poll: receipts of texts wait behind it. The rest is read by the next."""


class PutAside(Exception):
    """A message that cannot be taken in, now or later; says nothing of what stands in it."""


def take(raw: bytes) -> int:
    """Store what a raw message reports, or take in what somebody answered; 1 when that was new. What is
    neither is let go.

    Raises PutAside for what cannot be taken in whenever it is read; errors of a database that is away go on.
    """
    try:
        if returned := bounce.read(raw):
            return receive.store(provider=PROVIDER, events=[_event(returned)])
        is_answer = mail_in.take(raw)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # noqa: BLE001 whatever one mail breaks, those behind it are read
        logger.error(
            "a message of %d bytes cannot be taken in and is put aside (%s in %s)",
            len(raw), type(error).__name__, traceback.extract_tb(error.__traceback__)[-1].name,
        )  # fmt: skip
        raise PutAside from None
    if not is_answer:
        logger.info("a message in the mailbox was neither report nor new answer")
    return int(is_answer)


def poll() -> int:
    """Read the mailbox, if there is one; returns how many reports and answers were new.

    A message is marked as seen after what it says is stored: a crash in between reads it again, and it is
    known by name. One that cannot be taken in is marked as seen and flagged, so that it waits in the mailbox
    for a person. A mailbox that is away is read at the next poll.
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
    # Files come with them: read whole, and one at a time, behind the others.
    large = [uid for uid, raw in fetched.items() if _goes_on(raw)]
    stored, done, aside = 0, [], []
    try:
        for uid in sorted(fetched, key=large.__contains__):
            try:
                stored += take(_whole(mailbox, uid) if uid in large else fetched[uid])
            except PutAside:
                aside.append(uid)
            done.append(uid)
    finally:
        # What is stored is not read again, even when the one behind it met a database that went away.
        if aside:
            logger.error("%d of %d messages are put aside in the mailbox", len(aside), len(fetched))
            mailbox.flag(aside)
        if done:
            mailbox.mark_seen(done)
    return stored


def _whole(mailbox: imap_mailbox.Mailbox, uid: bytes) -> bytes:
    return dict(mailbox.fetch([uid], answered_mail.MOST_BYTES + 1)).get(uid, b"")


def _goes_on(raw: bytes) -> bool:
    """Whether more than the beginning of a mail is wanted."""
    return len(raw) >= bounce.MOST_BYTES and answered_mail.is_for_us(raw)


def _event(returned: bounce.Returned) -> receive.Event:
    return receive.Event(
        event_id=returned.event_id,
        reference=returned.reference,
        gateway_ref="",
        status_code=returned.code,
        payload=returned.facts,
        occurred_at=returned.occurred_at,
    )
