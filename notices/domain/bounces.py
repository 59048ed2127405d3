"""What comes to our mailbox: bounces and complaints become receipts of the provider `mail`, answers become
opinions.
"""

import logging
from collections.abc import Sequence

from django.conf import settings

from notices.domain import receive
from notices.domain.reply import mail_in
from notices.gateways import answered_mail, bounce, imap_mailbox

logger = logging.getLogger(__name__)

PROVIDER = "mail"
_AT_ONCE = 50
"""Messages fetched, stored and marked in one go."""
_A_RUN = 1000
"""So many at most in one poll: receipts of texts wait behind it. The rest is read by the next."""


def take(raws: Sequence[bytes]) -> int:
    """Store what raw messages report, take in what people answered; returns how many of both were new. What
    is neither is let go.
    """
    found, answers = [], 0
    for raw in raws:
        if returned := bounce.read(raw):
            found.append(returned)
        else:
            answers += mail_in.take(raw)
    if (rest := len(raws) - len(found) - answers) > 0:
        logger.info("%d of %d messages in the mailbox were neither report nor new answer", rest, len(raws))
    reports = receive.store(provider=PROVIDER, events=[_event(one) for one in found]) if found else 0
    return reports + answers


def poll() -> int:
    """Read the mailbox, if there is one; returns how many reports and answers were new.

    A message is marked as seen after what it says is stored: a crash in between reads it again, and it is
    known by name. A mailbox that is away is read at the next poll.
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
    # Files come with them: read whole, and one at a time.
    large = [uid for uid, raw in fetched.items() if _goes_on(raw)]
    stored = take([raw for uid, raw in fetched.items() if uid not in large])
    for uid in large:
        stored += take([raw for _uid, raw in mailbox.fetch([uid], answered_mail.MOST_BYTES + 1)])
    if fetched:
        mailbox.mark_seen(list(fetched))
    return stored


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
