"""A text sent to our number: kept as it came, then an opinion about what that mobile was sent last."""

import hashlib
import json
import logging
import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.db import transaction

from enrollment.enums import ContactKind
from notices.domain.reply import inbound, sent
from notices.domain.reply.inbound import Inbound
from notices.domain.reply.reply import Contact
from notices.enums.reply import ReplyRoute
from notices.models import Receipt
from portal.common import phone

logger = logging.getLogger(__name__)

STATUS = "inbound"
"""Among the receipts of a provider: not about a message of ours, but one of theirs."""
_AUTOMATIC = re.compile(r"\W*자동\s*(?:응답|회신|답장|답변)|\W*auto(?:matic)?[\s-]*(?:reply|response)", re.I)


@dataclass(frozen=True, slots=True)
class InboundText:
    """As a gateway told of it; `payload` is all it said."""

    event_id: str
    sender: str
    text: str
    occurred_at: datetime | None
    payload: dict


@transaction.atomic
def take(*, provider: str, text: InboundText) -> bool:
    """Whether it is new. What no mobile wrote, or a phone by itself, is kept and opens nothing."""
    _receipt, is_new = Receipt.objects.get_or_create(
        provider=provider,
        event_id=f"{STATUS}:{text.event_id}",
        defaults={
            "reference": "",
            "status_code": STATUS,
            "payload": json.dumps(text.payload),
            "occurred_at": text.occurred_at,
        },
    )
    if not is_new:
        return False
    number = _mobile(text.sender)
    if number is None or number == _own_number() or _AUTOMATIC.match(text.text):
        logger.info("a text from a machine was let go")
        return True
    key = hashlib.sha256(f"{provider}:{text.event_id}".encode()).hexdigest()[:32]
    said = Inbound(route=ReplyRoute.SMS, key=key, text=text.text, contact=Contact(ContactKind.MOBILE, number))
    inbound.take(said, sent.last_to(number))
    return True


def _mobile(sender: str) -> str | None:
    try:
        return phone.require_mobile(sender)
    except phone.PhoneError:
        return None


def _own_number() -> str:
    return parse_qs(urlsplit(settings.SMS_URL).query).get("from", [""])[0]
