"""What anybody with the number of a certificate may learn: masked, and whether the evidence still holds."""

import re
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest

from notices.domain.notice import check, evidence
from notices.domain.notice.told import told_by
from notices.enums.notice import EventKind, NoticeState
from notices.evidence_words import Line, ends_of
from notices.models import AddressedNotice, NoticeCertificate, NoticeEvent, NoticeKind
from portal.common import masking
from portal.common.crypto import CryptoError

_ALIKE = str.maketrans("OIL", "011")
_NUMBER = re.compile(r"[0-9A-HJKMNP-TV-Z]{16}")


@dataclass(frozen=True, slots=True)
class Verified:
    """What a certificate is about. `later` counts events since it; `is_intact` covers all of them."""

    number: str
    name: str
    kind: NoticeKind
    round_title: str
    state: str
    ends: list[Line]
    issued_at: datetime
    pdf_hash: str
    later: int
    is_intact: bool

    def is_file(self, digest: str) -> bool:
        """Whether a file with this SHA-256 is the one that was issued."""
        return compare_digest(self.pdf_hash, digest)


def number_of(typed: str) -> str | None:
    """A number as it was issued from what somebody typed: capitals, blanks and hyphens do not matter."""
    letters = re.sub(r"[\s-]", "", typed).upper().translate(_ALIKE)
    if not _NUMBER.fullmatch(letters):
        return None
    return "-".join(letters[start : start + 4] for start in range(0, 16, 4))


def look_up(number: str) -> Verified | None:
    """None for a number that was never issued, or whose notice is destroyed."""
    found = NoticeCertificate.objects.filter(number=number).first()
    if found is None:
        return None
    notices = AddressedNotice.objects.defer(*check.TEXTS).select_related("round__kind")
    notice = notices.get(pk=found.notice_id)
    events = evidence.events_of([notice.pk])[notice.pk]
    return Verified(
        number=found.number,
        name=_masked_name(notice),
        kind=notice.round.kind,
        round_title=notice.round.title,
        state=str(NoticeState(told_by(events).state).label),
        ends=ends_of(events),
        issued_at=found.issued_at,
        pdf_hash=found.pdf_hash,
        later=notice.events - found.events - 1,
        is_intact=_is_intact(found, notice, events),
    )


def _is_intact(found: NoticeCertificate, notice: AddressedNotice, events: list[NoticeEvent]) -> bool:
    """The evidence up to the certificate, the certificate itself, and everything since."""
    told = (one for one in events if one.kind == EventKind.CERTIFIED)
    own = next((one for one in told if one.detail.get("number") == found.number), None)
    return check.is_backed(found, own, events) and not check.faults_of(notice)


def _masked_name(notice) -> str:
    try:
        return masking.name(notice.name or "")
    except CryptoError:
        return "***"
