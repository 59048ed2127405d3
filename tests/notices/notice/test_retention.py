"""Evidence stays its period, also of people whose other data are gone, and then leaves without a trace."""

import io
from datetime import date, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from enrollment.signals import people_erased
from notices.domain.notice import evidence, retention, viewing
from notices.domain.notice.anchor import anchor
from notices.domain.notice.check import faults
from notices.enums.notice import (
    EventKind,
    NoticeState,
    RequestKind,
    RollVerdict,
    RoundState,
    SeenBy,
)
from notices.models import (
    AddressedNotice,
    DestroyedEvidence,
    NoticeCertificate,
    NoticeEvent,
    NoticeMessage,
    NoticeRequest,
)
from portal.accounts.enums import RoleCode
from portal.common.models import AccessLog, DestructionLog
from tests.factories.accounts import UserFactory, staff
from tests.factories.notices import notice_of, round_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_():
    return round_of(keep_until=date(2030, 12, 31))


@pytest.fixture
def notice(round_) -> AddressedNotice:
    """Posted, seen, asked about."""
    notice = notice_of(round_, name="뷁똠방", roll='{"이름": "뷁똠방"}')
    evidence.record(notice, EventKind.DOCUMENT, hash=notice.document_hash)
    evidence.record(notice, EventKind.POSTED, sealed={"address": "ttombang@example.kr"})
    AddressedNotice.objects.filter(pk=notice.pk).update(state=NoticeState.SERVING)
    viewing.mark_seen(notice=notice, seen_by=SeenBy.CODE)
    NoticeMessage.objects.create(notice=notice, rung=0, channel="email", posted_at=timezone.now())
    NoticeRequest.objects.create(
        notice=notice, kind=RequestKind.DEFERRAL, text="뷁똠방 출장", asked_at=timezone.now(),
        due_on=date(2026, 1, 1),
    )  # fmt: skip
    AccessLog.objects.create(
        user=UserFactory(), action="unmask", page="office_notice", subject_type="notice",
        subject_ids=[notice.pk], subject_count=1, reason="뷁똠방 님 전화",
    )  # fmt: skip
    return AddressedNotice.objects.get(pk=notice.pk)


def found() -> list[str]:
    return [str(fault) for fault in faults()]


def test_evidence_stays_as_long_as_its_kind_says_and_not_a_day_longer(notice):
    assert retention.destroy_evidence_due(today=date(2030, 12, 31)) == 0
    assert NoticeEvent.objects.count() == 3
    assert retention.destroy_evidence_due(today=date(2031, 1, 1)) == 1
    for model in (NoticeEvent, NoticeMessage, NoticeRequest, NoticeCertificate):
        assert not model.objects.exists()
    left = AddressedNotice.objects.get()
    assert (left.name, left.birth_date, left.address, left.values, left.roll, left.document) == (None,) * 6
    assert (left.person, left.consent, left.token, left.tong, left.subject) == (None, None, None, None, "")
    assert (left.state, left.seen_at, left.dong_id) == (NoticeState.SEEN, notice.seen_at, notice.dong_id)
    assert AccessLog.objects.get().reason == ""
    entry = DestructionLog.objects.get(what="notice")
    assert (entry.amount, entry.ended_before, entry.basis) == (1, date(2031, 1, 1), "evidence_period")
    assert retention.destroy_evidence_due(today=date(2031, 1, 2)) == 0


def test_what_was_destroyed_in_time_is_no_alteration(notice, round_):
    other = notice_of(round_of(keep_until=date(2035, 1, 1)), state=NoticeState.SERVING)
    evidence.record(other, EventKind.APPROVED)
    empty = notice_of(round_, state=NoticeState.STOPPED)
    first = anchor()
    retention.destroy_evidence_due(today=date(2031, 1, 1))
    assert found() == []
    evidence.record(other, EventKind.POSTED)
    anchor()
    assert found() == []
    retention.destroy_evidence_due(today=date(2036, 1, 1))
    assert not NoticeEvent.objects.exists()
    assert found() == []
    assert DestroyedEvidence.objects.filter(notice=empty, events=[]).exists()
    call_command("check_evidence", "--noted", first.digest, stdout=io.StringIO())


def test_batches_go_on_until_nothing_is_due(round_, monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 2)
    for _number in range(5):
        evidence.record(notice_of(round_), EventKind.APPROVED)
    assert retention.destroy_evidence_due(today=date(2031, 1, 1)) == 5
    assert DestructionLog.objects.filter(what="notice").count() == 3
    assert found() == []


def test_whose_other_data_are_destroyed_keeps_the_evidence(notice):
    before = list(notice.evidence.values_list("digest", "sealed"))
    people_erased.send(sender=None, person_ids=[notice.person_id])
    kept = AddressedNotice.objects.get(pk=notice.pk)
    assert (kept.name, kept.document, kept.person_id) == ("뷁똠방", notice.document, notice.person_id)
    assert kept.roll is None
    assert list(kept.evidence.values_list("digest", "sealed")) == before
    assert found() == []


def test_a_roll_that_was_not_sent_forgets_whom_it_found():
    round_ = round_of(state=RoundState.DRAFT)
    matched = notice_of(round_)
    unsure = notice_of(
        round_, verdict=RollVerdict.UNSURE, candidates=[matched.person_id, matched.person_id + 99]
    )
    people_erased.send(sender=None, person_ids=[matched.person_id])
    matched.refresh_from_db()
    unsure.refresh_from_db()
    assert (matched.verdict, matched.person, matched.consent) == (RollVerdict.UNKNOWN, None, None)
    assert unsure.candidates == [unsure.candidates[0]] and matched.person_id not in unsure.candidates


@pytest.mark.parametrize("state", [RoundState.DRAFT, RoundState.IN_REVIEW])
def test_a_roll_prepared_long_ahead_waits_for_its_event(state):
    round_ = round_of(state=state, people=2, event_in=90)
    now = timezone.now()
    assert retention.erase_unused_rolls(now=now + timedelta(days=89)) == 0
    assert retention.erase_unused_rolls(now=now + timedelta(days=92)) == 2
    round_.refresh_from_db()
    assert round_.submission_key is None


@pytest.mark.parametrize("state", [RoundState.DRAFT, RoundState.IN_REVIEW, RoundState.CANCELLED])
def test_rolls_of_which_nothing_was_sent_are_erased_soon(state, settings):
    settings.NOTICE_ROLL_DAYS = 30
    round_ = round_of(state=state, people=2, event_in=25)
    now = timezone.now()
    assert retention.erase_unused_rolls(now=now + timedelta(days=29)) == 0
    assert retention.erase_unused_rolls(now=now + timedelta(days=31)) == 2
    assert not round_.notices.exists()
    assert DestructionLog.objects.get(what="notice_roll").amount == 2
    assert retention.erase_unused_rolls(now=now + timedelta(days=31)) == 0


def test_a_draft_somebody_works_on_and_a_round_being_served_keep_their_rolls():
    start = timezone.now()
    draft, serving = round_of(state=RoundState.DRAFT, people=1, event_in=25), round_of(people=1)
    with time_machine.travel(start + timedelta(days=20)):
        draft.save()
    assert retention.erase_unused_rolls(now=start + timedelta(days=31)) == 0
    assert draft.notices.exists() and serving.notices.exists()


def test_a_round_cancelled_while_it_was_served_keeps_what_was_sent(round_, notice):
    waiting = notice_of(round_)
    type(round_).objects.filter(pk=round_.pk).update(
        state=RoundState.CANCELLED, updated_at=timezone.now() - timedelta(days=99)
    )
    assert retention.erase_unused_rolls() == 1
    assert list(AddressedNotice.objects.all()) == [notice]
    assert not AddressedNotice.objects.filter(pk=waiting.pk).exists()
    assert retention.destroy_evidence_due(today=date(2031, 1, 1)) == 1


def test_the_pages_of_a_round_open_when_nothing_is_left_of_its_people(client, notice):
    retention.destroy_evidence_due(today=date(2031, 1, 1))
    client.force_login(staff(RoleCode.OFFICER))
    round_id = notice.round_id
    for name, ids in (
        ("office_round", [round_id]),
        ("office_round_roll", [round_id]),
        ("office_round_row", [round_id, notice.position]),
        ("office_round_notices", [round_id]),
        ("office_notice", [round_id, notice.pk]),
        ("office_certificate", [round_id, notice.pk]),
    ):
        assert client.get(reverse(name, args=ids), follow=True).status_code == 200, name
