"""The approval of a round: who may, of what, and what it leaves behind."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from enrollment.models import Consent
from notices.domain.notice import evidence, round
from notices.domain.notice.decide import correct_row, drop_row
from notices.enums.notice import EventKind, NoticeState, PaperReason, RollVerdict, RoundState, RowNote
from notices.models import ElectionPeriod
from portal.accounts.enums import RoleCode
from portal.common.models import AuditEvent
from tests.factories.accounts import DISTRICT, staff
from tests.factories.notices import addressee, kind_of, terms_of
from tests.notices.notice.rounds import events, ready
from tests.notices.rolls import draft, notes, row, rows_of

pytestmark = pytest.mark.django_db


V = RollVerdict


class TestApproval:
    def test_it_fixes_everything_and_sets_the_serving_going(self, officer, approver):
        made = ready(officer)
        seen = round.version(made)
        made = round.approve(round=made, by=approver, seen=seen)
        assert (made.state, made.round_no, made.approved_by) == (RoundState.SERVING, 1, approver)
        assert len(made.content_hash) == 64
        served, paper = rows_of(made)
        assert (served.state, served.paper_reason, served.next_at is not None) == (
            NoticeState.SERVING,
            "",
            True,
        )
        assert served.consent == served.person.consents.get(purpose="e_notice")
        assert (paper.state, paper.paper_reason) == (NoticeState.ON_PAPER, PaperReason.UNKNOWN)
        assert served.token
        assert not paper.token
        assert all(
            notice.document and notice.document_hash and notice.roll is None for notice in (served, paper)
        )
        assert events(served) == ["matched", "approved", "consent", "document"]
        assert events(paper) == ["matched", "approved", "document", "to_paper"]
        consent = served.evidence.get(kind=EventKind.CONSENT).detail
        assert (consent["consent"], consent["text_version"]) == (served.consent_id, 1)
        assert evidence.first_fault(served) is None
        assert AuditEvent.objects.filter(action="round.approve", actor=approver).exists()

    def test_rounds_are_counted_by_kind_and_year(self, officer, approver):
        first = round.approve(round=ready(officer), by=approver)
        second = round.approve(round=ready(officer, row("셋나가", "19930506")), by=approver)
        other = terms_of(kind_of("test_other"))
        third = round.approve(round=ready(officer, row("셋나가", "19930506"), terms=other), by=approver)
        assert [one.round_no for one in (first, second, third)] == [1, 2, 1]

    def test_never_by_who_drafted_or_decided(self, officer, approver):
        made = ready(officer)
        with pytest.raises(PermissionDenied):
            round.approve(round=made, by=officer)
        both = staff(RoleCode.APPROVER, name="둘다")
        from portal.accounts.roles import grant

        grant(user=both, role=RoleCode.OFFICER, area_path=DISTRICT, starts_on=date(2012, 1, 1), by=None)
        with pytest.raises(PermissionDenied):
            round.submit(round=made, by=approver)
        made = round.send_back(round=made, reason="다시", by=approver)
        drop_row(notice=rows_of(made)[1], reason="이사함", by=both)
        made = round.submit(round=made, by=officer)
        with pytest.raises(round.OwnDraft):
            round.approve(round=made, by=both)
        made = round.send_back(round=made, reason="다시", by=approver)
        cells = {"name": "넷나가"}
        correct_row(notice=rows_of(made)[1], cells=cells, by=officer)
        made = round.submit(round=made, by=officer)
        with pytest.raises(round.OwnDraft):  # what a colleague then corrected was decided by both
            round.approve(round=made, by=both)
        own = ready(both, row("셋나가", "19930506"))
        with pytest.raises(round.OwnDraft):
            round.approve(round=own, by=both)
        assert round.approve(round=made, by=approver).state == RoundState.SERVING

    def test_what_changed_while_it_was_read_is_not_approved(self, officer, approver):
        made = ready(officer)
        seen = round.version(made)
        made = round.send_back(round=made, reason="제목을 고쳐 주세요", by=approver)
        assert made.review_note == "제목을 고쳐 주세요"
        round.edit(round=made, title="고친 제목", event_on=made.event_on, values=made.values, by=officer)
        made = round.submit(round=made, by=officer)
        with pytest.raises(ValidationError) as refused:
            round.approve(round=made, by=approver, seen=seen)
        assert refused.value.code == "changed"
        with pytest.raises(ValidationError):
            round.send_back(round=round.approve(round=made, by=approver), reason="늦음", by=approver)

    def test_who_withdrew_since_goes_on_paper(self, officer, approver):
        made = ready(officer)
        consent = rows_of(made)[0].person.consents.get(purpose="e_notice")
        Consent.objects.create(
            person=consent.person,
            text=consent.text,
            purpose="e_notice",
            given=False,
            method="online",
            at=consent.at,
        )
        made = round.approve(round=made, by=approver)
        first = rows_of(made)[0]
        assert (first.state, first.paper_reason) == (NoticeState.ON_PAPER, PaperReason.WITHDRAWN)
        assert (first.verdict, first.consent, first.token) == (V.NO_CONSENT, None, None)

    def test_past_the_day_of_paper_everybody_goes_on_paper(self, officer, approver):
        made = round.approve(round=ready(officer, event_in=10), by=approver)
        assert [one.paper_reason for one in rows_of(made)] == [PaperReason.LATE, PaperReason.UNKNOWN]
        assert {one.state for one in rows_of(made)} == {NoticeState.ON_PAPER}

    def test_an_election_ahead_blocks_kinds_that_rest_then(self, officer, approver):
        quiet = terms_of(kind_of("test_quiet", not_in_elections=True))
        made = draft(row("하나가", "19900506"), by=officer, terms=quiet)
        free = draft(row("하나가", "19900506"), by=officer)
        period = ElectionPeriod.objects.create(
            name="시험 선거",
            election_on=made.event_on + timedelta(days=22),
            publicity_from=made.event_on,
            events_from=made.event_on,
        )
        with pytest.raises(ValidationError) as refused:
            round.submit(round=made, by=officer)
        assert refused.value.code == "election"
        assert round.submit(round=free, by=officer).state == RoundState.IN_REVIEW
        period.delete()
        made = round.submit(round=made, by=officer)
        ElectionPeriod.objects.create(
            name="갑자기", election_on=made.event_on, publicity_from=made.event_on, events_from=made.event_on
        )
        with pytest.raises(ValidationError):
            round.approve(round=made, by=approver)

    def test_only_in_the_own_district(self, officer):
        made = ready(officer)
        with pytest.raises(PermissionDenied):
            round.approve(round=made, by=staff(RoleCode.APPROVER, "1121500000"))


def test_notes_of_paper_say_why(officer, approver):
    from enrollment.models import ContactPoint

    who = addressee(name="하나가", birth_date=date(1990, 5, 6), road_address="왕십리로 10")
    ContactPoint.objects.filter(person=who).update(state="dead")
    made = ready(officer, row("하나가", "19900506"))
    assert notes(made) == [[RowNote.NO_CONTACT]]
    assert rows_of(round.approve(round=made, by=approver))[0].paper_reason == PaperReason.NO_CONTACT
