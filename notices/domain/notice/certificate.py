"""Certificates about a notice: what its evidence says, on paper, with a number anybody can look up.

Everything on it is read from the evidence and the document it names; a notice whose evidence does not hold
gets none. The file is not kept, its hash is.
"""

import hashlib
import json
import secrets
from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from notices.domain.notice import check, evidence
from notices.domain.notice.told import told_by
from notices.enums.notice import EventKind, NoticeState
from notices.evidence_words import designated, ends_of, grouped, line_of, second
from notices.models import AddressedNotice, NoticeCertificate, NoticeEvent
from portal.accounts.access import require
from portal.accounts.enums import Permission
from portal.common import audit, resident_number
from portal.common.templatetags.korean import kdate
from portal.common.typeset import typeset

TEMPLATE = Path(__file__).with_name("certificate.typ")
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without letters that are taken for digits (Crockford): 16 of them are 80 bits."""
BLOCKS, BLOCK = 4, 4
REASON_LENGTH = 200


@transaction.atomic
def issue(*, notice: AddressedNotice, reason: str, by) -> tuple[NoticeCertificate, bytes]:
    """Certify what the evidence of a notice says until now; the row and the PDF.

    It names everybody and everything in full. Raises PermissionDenied outside the area in which `by` may see
    notices and lift masks, ValidationError without a reason, for a notice that was not approved or is
    destroyed, and when its evidence does not hold.
    """
    require(by, Permission.VIEW_NOTICES, notice)
    require(by, Permission.UNMASK, notice)
    reason = reason.strip()
    if not reason:
        raise ValidationError(_("발급하는 사유를 적지 않았습니다. 어디에 쓰는지 적어 주세요."))
    resident_number.refuse(reason)
    # Texts are read after the check: one that was damaged is a fault to tell of.
    rows = AddressedNotice.objects.select_for_update(of=("self",)).defer(*check.TEXTS)
    row = rows.select_related("round__kind", "round__terms", "round__district").get(pk=notice.pk)
    _refuse(row)
    certificate = NoticeCertificate(
        notice=row,
        number=_new_number(),
        events=row.events,
        head=row.head,
        issued_at=timezone.now(),
        issued_by=by,
    )
    content = pdf_of(certificate)
    certificate.pdf_hash = hashlib.sha256(content).hexdigest()
    certificate.save()
    evidence.record(
        row,
        EventKind.CERTIFIED,
        by=by,
        at=certificate.issued_at,
        sealed={"reason": reason[:REASON_LENGTH]},
        number=certificate.number,
        pdf_hash=certificate.pdf_hash,
    )
    audit.record(by=by, action="notice.certify", obj=certificate, notice=row.pk)
    notice.events, notice.head = row.events, row.head
    return certificate, content


def _refuse(notice: AddressedNotice) -> None:
    if notice.erased_at is not None:
        raise ValidationError(_("증거 보관 기간이 지나 파기한 통지입니다. 증명서를 낼 수 없습니다."))
    if notice.state == NoticeState.DRAFT or not notice.document_hash or not notice.events:
        raise ValidationError(_("아직 결재하지 않은 통지입니다. 결재한 뒤에 증명서를 낼 수 있습니다."))
    if check.faults_of(notice):
        raise ValidationError(
            _("이 통지의 증거가 처음 기록과 다릅니다. 증명서를 낼 수 없으니 시스템 관리자에게 알려 주세요.")
        )


def _new_number() -> str:
    letters = "".join(secrets.choice(ALPHABET) for _letter in range(BLOCKS * BLOCK))
    return "-".join(letters[start : start + BLOCK] for start in range(0, len(letters), BLOCK))


def pdf_of(certificate: NoticeCertificate) -> bytes:
    """A tagged PDF, always Korean; the same certificate over the same evidence gives the same bytes."""
    with override("ko"):
        return typeset(TEMPLATE, _content(certificate))


def _content(certificate: NoticeCertificate) -> dict:
    notice, round_ = certificate.notice, certificate.notice.round
    events = evidence.events_of([notice.pk])[notice.pk][: certificate.events]
    written = json.loads(notice.document)
    return {
        "number": certificate.number,
        "issued_at": second(certificate.issued_at),
        "office": written["office"],
        "sender": written["sender"],
        "who": _who(notice, events),
        "what": [
            {"label": _("통지 종류"), "value": round_.kind.name},
            {"label": _("통지 제목"), "value": written["title"]},
            {"label": _("회차"), "value": written["number"]},
            {"label": _("법적 근거"), "value": written["basis"]},
            {"label": _("문서 확인값 (SHA-256)"), "value": grouped(notice.document_hash)},
        ],
        "how": [*_consent(events), *_addresses(events), *_end(events)],
        "events": [
            {
                "no": str(event.sequence),
                "at": second(event.at),
                "what": (line := line_of(event, plain=True)).label,
                "facts": line.text,
            }
            for event in events
        ],
        "chain": {"events": str(certificate.events), "head": grouped(certificate.head)},
        "verify": f"{settings.SITE_URL}{reverse('verify')}",
        "contact": written["contact"],
    }


def _who(notice: AddressedNotice, events: list[NoticeEvent]) -> list[dict]:
    """As the roll named the person when the round was approved."""
    found = next(
        (json.loads(one.sealed) for one in events if one.kind == EventKind.MATCHED and one.sealed), {}
    )
    born = date.fromisoformat(found["birth_date"]) if found.get("birth_date") else notice.birth_date
    return [
        {"label": _("성명"), "value": found.get("name") or notice.name or ""},
        {"label": _("생년월일"), "value": kdate(born)},
    ]


def _consent(events: list[NoticeEvent]) -> list[dict]:
    given = [line_of(one).text for one in events if one.kind == EventKind.CONSENT]
    return [{"label": _("전자송달 동의"), "value": given[-1] if given else _("없음 (종이로 전달)")}]


def _addresses(events: list[NoticeEvent]) -> list[dict]:
    """Where messages went, each address once, as it was designated then."""
    posted = [json.loads(one.sealed) for one in events if one.kind == EventKind.POSTED and one.sealed]
    addresses = dict.fromkeys(designated(one) for one in posted)
    return (
        [{"label": _("그때 지정한 주소"), "value": "\n".join(filter(None, addresses))}] if addresses else []
    )


def _end(events: list[NoticeEvent]) -> list[dict]:
    rows = [{"label": _("발급할 때의 상태"), "value": str(NoticeState(told_by(events).state).label)}]
    for line in ends_of(events, plain=True):
        rows.append({"label": line.label, "value": "\n".join(filter(None, [second(line.at), line.text]))})
    return rows
