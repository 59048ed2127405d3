"""Rows of a roll that a person decides about: who it is, what is written wrong, what is left out and why."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.models import Person
from enrollment.queries.known import Known
from notices.domain.notice import roll
from notices.domain.notice.match_roll import Match, homes_of, match, weigh
from notices.domain.notice.roll_row import Read, RowReader
from notices.domain.notice.roll_rows import identities, pack, place, settle, take, unpack
from notices.domain.notice.round_steps import drafting, touch
from notices.enums.notice import NoticeState, RollVerdict, RowNote
from notices.models import AddressedNotice, NoticeRound
from notices.queries.standing import standings
from portal.common import audit, resident_number

_FIELDS = (
    "roll", "name", "birth_date", "address", "values", "dong", "tong", "ban", "verdict", "problems",
    "candidates", "person", "subject", "decided_by", "state",
)  # fmt: skip


@transaction.atomic
def decide(*, notice: AddressedNotice, person: Person | None, by) -> AddressedNotice:
    """Say which of the candidates an unsure row names; None when it is none of them.

    Can be said anew until the round goes to approval. Raises ValidationError for a row nothing was unsure
    about, for somebody who is no candidate, and for who has a row of the round already.
    """
    round, notice = _locked(notice, by)
    if not notice.candidates or notice.state != NoticeState.DRAFT:
        raise ValidationError(_("정할 것이 없는 행입니다. 명단 화면을 다시 확인해 주세요."), code="state")
    if person and person.pk not in notice.candidates:
        raise ValidationError(_("이 행에서 고를 수 있는 사람이 아닙니다. 화면의 사람 가운데 골라 주세요."))
    found = Match(RollVerdict.UNKNOWN, candidates=list(notice.candidates))
    if person:
        _refuse_second_row(round, notice, person.pk, notice.subject)
        found.person_id = person.pk
        weigh(found, standings([person.pk], round.terms)[person.pk])
    one = _reader(round).read(unpack(notice)["cells"])
    if found.verdict == RollVerdict.MATCHED:
        # It opens the notice: what the roll says may be somebody else's.
        one.birth_date = person.birth_date
    _keep(round, notice, one, found, by, unpack(notice) | _how("chosen"))
    audit.record(by=by, action="notice.decide", obj=notice, person=found.person_id, verdict=notice.verdict)
    return notice


@transaction.atomic
def correct_row(*, notice: AddressedNotice, cells: Mapping[str, object], by) -> AddressedNotice:
    """Write cells anew (by the field they stand for; those not given stay), and judge the row once more.

    Raises ValidationError for a resident number in a cell.
    """
    round, notice = _locked(notice, by)
    kept = unpack(notice)
    written = {**kept["cells"], **cells}
    written = {code: value for code, value in written.items() if value not in (None, "")}
    roll.refuse_resident_numbers(written)
    one = _reader(round).read(written)
    matches = match([one], district=round.district, terms=round.terms)
    [found] = matches.of
    _look_for_a_twin(round, notice, one, found)
    notice.state = NoticeState.DRAFT
    kept.pop("dropped", None)
    _keep(round, notice, one, found, by, {**kept, **_how("corrected"), "cells": written})
    audit.record(by=by, action="notice.correct", obj=notice, verdict=notice.verdict, fields=sorted(cells))
    return notice


@transaction.atomic
def drop_row(*, notice: AddressedNotice, reason: str, by) -> AddressedNotice:
    """Leave a row out, for a reason that is kept as evidence. The row stays; correcting it takes it in
    again.

    Raises ValidationError without a reason.
    """
    round, notice = _locked(notice, by)
    reason = " ".join(reason.split())
    if len(reason) < 2:
        raise ValidationError({"reason": [_("명단에서 빼는 이유를 적지 않았습니다. 왜 빼는지 적어 주세요.")]})
    resident_number.refuse(reason)
    kept = unpack(notice) | _how("dropped") | {"dropped": reason}
    notice.roll = pack(**kept)
    notice.state, notice.decided_by = NoticeState.STOPPED, by
    notice.person, notice.verdict = None, RollVerdict.REFUSED
    notice.problems = [*notice.problems, {"note": str(RowNote.DROPPED), "field": ""}]
    notice.save(update_fields=_FIELDS)
    touch(round)
    audit.record(by=by, action="notice.drop", obj=notice)
    return notice


def _how(decision: str) -> dict:
    return {"how": decision, "decided_at": timezone.now().isoformat()}


def _locked(notice: AddressedNotice, by) -> tuple[NoticeRound, AddressedNotice]:
    """The draft first, then its row: as every other step locks them."""
    round = drafting(notice.round, by)
    found = AddressedNotice.objects.select_for_update(of=("self",)).get(pk=notice.pk, round=round)
    found.round = round
    return round, found


def _reader(round: NoticeRound) -> RowReader:
    return RowReader(round.terms, round.district, timezone.localdate())


def _keep(round: NoticeRound, notice: AddressedNotice, one: Read, found: Match, by, kept: dict) -> None:
    place([one], round.district, Known())
    settle(one, found, homes_of([found.person_id] if found.person_id else []))
    notice.decided_by = by
    notice.roll = pack(**kept)
    take(notice, one, found)
    notice.save(update_fields=_FIELDS)
    touch(round)


def _refuse_second_row(round: NoticeRound, notice: AddressedNotice, person_id: int, subject: str) -> None:
    other = _rows_beside(round, notice).filter(person=person_id, subject=subject).first()
    if other:
        message = _("이 사람은 명단의 %(row)s행에 이미 있습니다. 한 행을 빼 주세요.")
        raise ValidationError(message % {"row": unpack(other)["place"] or other.position}, code="twice")


def _look_for_a_twin(round: NoticeRound, notice: AddressedNotice, one: Read, found: Match) -> None:
    """The same of a corrected row, which is refused instead."""
    if found.verdict == RollVerdict.REFUSED:
        return
    beside = _rows_beside(round, notice)
    twin = None
    if found.person_id:
        twin = beside.filter(person=found.person_id, subject=one.subject).first()
    if twin is None and not found.person_id:
        twin = _namesake(round, beside, one, found)
    if twin:
        found.verdict, found.person_id, found.candidates = RollVerdict.REFUSED, None, []
        place = unpack(twin)["place"] or twin.position
        found.problems = [{"note": str(RowNote.TWICE), "field": "", "row": place}]


def _namesake(round: NoticeRound, beside, one: Read, found: Match) -> AddressedNotice | None:
    """Names are encrypted: those not known to the portal are read one by one, for one row at a time."""
    reader, keys = _reader(round), set(identities(one, found))
    for other in beside.filter(person=None).exclude(verdict=RollVerdict.REFUSED).iterator(chunk_size=1000):
        if keys & set(identities(reader.read(unpack(other)["cells"]), Match(other.verdict))):
            return other
    return None


def _rows_beside(round: NoticeRound, notice: AddressedNotice):
    return round.notices.exclude(pk=notice.pk).order_by("position")
