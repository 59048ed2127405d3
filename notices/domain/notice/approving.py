"""Approval of a round: by another person than who drafted it. It fixes every document and sets the serving
going."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from notices.domain.notice import document, evidence, fallback, ladder
from notices.domain.notice.evidence import Entry
from notices.domain.notice.roll_rows import unpack
from notices.domain.notice.round_fields import recount
from notices.domain.notice.round_steps import OwnDraft, locked, must_be, refuse_unready, version, wrote
from notices.enums.notice import EventKind, NoticeState, PaperReason, RollVerdict, RoundState, RowNote
from notices.models import AddressedNotice, NoticeKind, NoticeRound
from notices.queries.standing import Standing, standings
from portal.accounts.enums import Permission
from portal.common import audit, resident_number

LONGEST_REASON = 200
_STEP = 1000

_CONSENTS = """
UPDATE notices_addressednotice n
   SET consent_id = d.consent
  FROM unnest(%s::bigint[], %s::bigint[]) AS d (id, consent)
 WHERE n.id = d.id"""
"""For thousands of rows a tenth of the time of a bulk update."""


@transaction.atomic
def approve(*, round: NoticeRound, by, seen: str | None = None, late_reason: str = "") -> NoticeRound:
    """Approve a round as it was read (`seen`, a `version`).

    Consents and contacts are judged once more: who lost one goes on paper, as does everybody when the day of
    paper has come (`ladder.start`). After the last day to serve it takes `late_reason`, kept in the evidence
    of everybody. Raises OwnDraft for who drafted it or decided about a row,
    ValidationError when it changed meanwhile or cannot go as it is.
    """
    round = locked(round, by, Permission.APPROVE_NOTICE)
    if wrote(by, round):
        raise OwnDraft
    must_be(round, RoundState.IN_REVIEW)
    if seen is not None and seen != version(round):
        message = _("읽는 동안 내용이 바뀌었습니다. 바뀐 내용을 다시 확인하고 승인해 주세요.")
        raise ValidationError(message, code="changed")
    now = timezone.now()
    # Locked first: what a merge of two people is just doing to a row is judged when it is done.
    notices, dropped = _notices(round)
    refuse_unready(round, timezone.localdate(now))
    recount(round)
    late_reason = _why_late(round, late_reason.strip(), timezone.localdate(now))
    round.round_no = _next_number(round)
    round.approved_by, round.approved_at = by, now
    standing = standings({one.person_id for one in notices if one.person_id}, round.terms)
    leaving = _judge_again(notices, standing)
    document.fix(notices)
    round.content_hash, round.state = content_hash_of(notices), RoundState.SERVING
    round.save()
    _record(notices, dropped, standing, round, by, late_reason)
    for reason, ids in leaving.items():
        fallback.many_to_paper(ids, reason=reason, by=by)
    ladder.start(round)
    audit.record(
        by=by,
        action="round.approve",
        obj=round,
        round_no=round.round_no,
        notices=len(notices),
        dropped=len(dropped),
    )
    return round


def _why_late(round: NoticeRound, reason: str, today: date) -> str:
    """The reason to serve after the last day; empty in time. Raises ValidationError, code `late`."""
    if today <= round.serve_by:
        return ""
    if not reason:
        message = _("송달 기한이 지난 까닭을 적지 않았습니다. 왜 늦었고 왜 그래도 보내는지 적어 주세요.")
        raise ValidationError(message, code="late")
    resident_number.refuse(reason)
    return reason[:LONGEST_REASON]


def _next_number(round: NoticeRound) -> int:
    """Numbers are taken one after the other: the kind is locked until the approval stands."""
    NoticeKind.objects.select_for_update(no_key=True).get(pk=round.kind_id)
    same = NoticeRound.objects.filter(district=round.district_id, kind=round.kind_id, year=round.year)
    return (same.aggregate(last=Max("round_no"))["last"] or 0) + 1


def _notices(round: NoticeRound) -> tuple[list[AddressedNotice], list[AddressedNotice]]:
    """Those to be served, and those left out; each with `round` as it is here."""
    rows = list(round.notices.select_for_update().order_by("position"))
    for row in rows:
        row.round = round
    served = [row for row in rows if row.state == NoticeState.DRAFT]
    return served, [row for row in rows if row.state == NoticeState.STOPPED]


def _judge_again(
    notices: Sequence[AddressedNotice], standing: dict[int, Standing]
) -> dict[PaperReason, list[int]]:
    """Name the consent of who is served electronically. Who lost it since goes on paper, and why is told
    apart from who never gave one: the ids by reason."""
    leaving, lost, served = defaultdict(list), [], []
    for one in notices:
        if one.verdict == RollVerdict.MATCHED:
            found = standing[one.person_id]
            if found.lacks:
                one.verdict = RollVerdict.NO_CONSENT
                one.problems = [*one.problems, {"note": str(found.lacks), "field": ""}]
                leaving[found.paper_reason].append(one.pk)
                lost.append(one)
            else:
                one.consent_id = found.consent_id
                served.append(one)
        elif any(problem["note"] == RowNote.NO_CONTACT for problem in one.problems):
            leaving[PaperReason.NO_CONTACT].append(one.pk)
    AddressedNotice.objects.bulk_update(lost, ["verdict", "problems"], batch_size=_STEP)
    with connection.cursor() as cursor:
        cursor.execute(_CONSENTS, [[one.pk for one in served], [one.consent_id for one in served]])
    return leaving


def content_hash_of(notices: Iterable[AddressedNotice]) -> str:
    """SHA-256 over every document, in the order of the roll."""
    lines = [[one.position, one.document_hash, str(one.verdict)] for one in notices]
    return hashlib.sha256(json.dumps(lines).encode()).hexdigest()


def _record(notices, dropped, standing: dict[int, Standing], round: NoticeRound, by, late_reason) -> None:
    """What happened to each row until now, in this order. A decision names who made it and when."""
    entries = []
    approved = {
        "round_no": round.round_no,
        "content_hash": round.content_hash,
        "drafted_by": round.drafted_by_id,
    }
    approved, why = (approved | {"late": True}, {"late": late_reason}) if late_reason else (approved, None)
    for one in notices:
        entries += [_matched(one), *_decided(one)]
        entries.append(Entry(one.pk, EventKind.APPROVED, approved, why))
        if one.consent_id:
            entries.append(_consent(one.pk, standing[one.person_id]))
        entries.append(
            Entry(one.pk, EventKind.DOCUMENT, {"hash": one.document_hash, "terms": round.terms.version})
        )
    for one in dropped:
        entries += [_matched(one), *_decided(one)]
        entries.append(Entry(one.pk, EventKind.STOPPED, {"reason": "dropped"}))
    evidence.record_many(entries, by=by)
    # The cells have said what they had to: what counts is in the document and in the evidence.
    round.notices.update(roll=None)


def _matched(one: AddressedNotice) -> Entry:
    notes = [problem["note"] for problem in one.problems]
    sealed = {"name": one.name, "birth_date": one.birth_date, "address": one.address}
    detail = {"verdict": str(one.verdict), "person": one.person_id, "row": one.position, "notes": notes}
    return Entry(one.pk, EventKind.MATCHED, detail, sealed)


def _decided(one: AddressedNotice) -> list[Entry]:
    if one.decided_by_id is None:
        return []
    kept = unpack(one)
    detail = {
        "by": one.decided_by_id,
        "how": kept["how"],
        "at": kept["decided_at"],
        "candidates": one.candidates,
    }
    sealed = {"reason": kept["dropped"]} if "dropped" in kept else None
    return [Entry(one.pk, EventKind.DECIDED, detail, sealed)]


def _consent(notice_id: int, standing: Standing) -> Entry:
    detail = {
        "consent": standing.consent_id,
        "text_version": standing.text_version,
        "at": standing.agreed_at,
        "contacts": sorted(standing.kinds),
    }
    return Entry(notice_id, EventKind.CONSENT, detail)
