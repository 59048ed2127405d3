"""The life of a round: who may, in what order, and what an approval leaves behind."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from enrollment.models import Consent
from notices.domain.notice import evidence, round
from notices.domain.notice.decide import correct_row, decide, drop_row
from notices.enums.notice import EventKind, NoticeState, PaperReason, RollVerdict, RoundState, RowNote
from notices.models import ElectionPeriod, NoticeRound
from portal.accounts.enums import RoleCode
from portal.common.models import AuditEvent
from tests.factories.accounts import DISTRICT, staff
from tests.factories.notices import addressee, kind_of, terms_of
from tests.factories.resident_numbers import RESIDENT_NUMBER
from tests.notices.rolls import draft, notes, row, rows_of, verdicts

pytestmark = pytest.mark.django_db
V = RollVerdict


@pytest.fixture
def officer():
    return staff(RoleCode.OFFICER)


@pytest.fixture
def approver():
    return staff(RoleCode.APPROVER)


def ready(officer, *rows, **changes) -> NoticeRound:
    """In review, with one served electronically and one unknown unless `rows` say otherwise."""
    if not rows:
        who = addressee(name="하나가", birth_date=date(1990, 5, 6), road_address="왕십리로 10")
        rows = row(who.name, "19900506"), row("둘나가", "19910506", tong=5)
    made = draft(*rows, by=officer, **changes)
    return round.submit(round=made, by=officer)


def events(notice) -> list[str]:
    return list(notice.evidence.order_by("sequence").values_list("kind", flat=True))


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


class TestRows:
    def unsure(self, officer):
        who = addressee(name="하나가", birth_date=date(1990, 5, 6), mobile="01000008801")
        return who, draft(
            row("하나가", "19990506", mobile="01000008801"), row("둘나가", "19910506"), by=officer
        )

    def test_open_rows_block_the_review(self, officer):
        _who, made = self.unsure(officer)
        with pytest.raises(ValidationError) as refused:
            round.submit(round=made, by=officer)
        assert refused.value.code == "open_rows"

    def test_an_unsure_row_is_decided_and_the_decision_is_evidence(self, officer, approver):
        who, made = self.unsure(officer)
        first, second = rows_of(made)
        with pytest.raises(ValidationError):
            decide(notice=second, person=who, by=officer)
        with pytest.raises(ValidationError):
            decide(notice=first, person=addressee(), by=officer)
        assert decide(notice=first, person=None, by=officer).verdict == V.UNKNOWN
        decided = decide(notice=first, person=who, by=officer)
        assert (decided.verdict, decided.person, decided.decided_by) == (V.MATCHED, who, officer)
        assert decided.birth_date == who.birth_date, "what was written would open it to a stranger"
        made = round.approve(round=round.submit(round=made, by=officer), by=approver)
        event = rows_of(made)[0].evidence.get(kind=EventKind.DECIDED)
        assert (event.detail["by"], event.detail["how"], event.actor) == (officer.pk, "chosen", approver)

    def test_a_refused_row_is_corrected_in_place(self, officer):
        who = addressee(name="하나가", birth_date=date(1990, 5, 6), road_address="왕십리로 10")
        made = draft(row("하나가", "1990-13-06"), row("둘나가", "19910506"), by=officer)
        first, second = rows_of(made)
        with pytest.raises(ValidationError):
            correct_row(notice=first, cells={"name": RESIDENT_NUMBER}, by=officer)
        corrected = correct_row(notice=first, cells={"birth_date": "1990. 5. 6."}, by=officer)
        assert (corrected.verdict, corrected.person, corrected.problems) == (V.MATCHED, who, [])
        again = correct_row(notice=second, cells={"name": "하나가", "birth_date": "19900506"}, by=officer)
        assert (again.verdict, again.problems[0]["note"], again.problems[0]["row"]) == (
            V.REFUSED,
            RowNote.TWICE,
            "3",
        )

    def test_a_corrected_row_of_an_unknown_person_is_not_taken_twice(self, officer):
        made = draft(row("둘나가", "19910506"), row("둘너가", "x"), by=officer)
        _first, second = rows_of(made)
        again = correct_row(notice=second, cells={"name": "둘나가", "birth_date": "1991.5.6"}, by=officer)
        assert (again.verdict, again.problems[0]["note"]) == (V.REFUSED, RowNote.TWICE)

    def test_a_row_is_left_out_for_a_reason_and_stays(self, officer, approver):
        made = draft(row("하나가", "1990-13-06"), row("둘나가", "19910506"), by=officer)
        first = rows_of(made)[0]
        for nothing in ("", " ", "x"):
            with pytest.raises(ValidationError):
                drop_row(notice=first, reason=nothing, by=officer)
        drop_row(notice=first, reason="군 입대로 대상이 아님", by=officer)
        made = round.approve(round=round.submit(round=made, by=officer), by=approver)
        first, second = rows_of(made)
        assert (first.state, second.state) == (NoticeState.STOPPED, NoticeState.ON_PAPER)
        assert first.document is None
        assert events(first) == ["matched", "decided", "stopped"]
        assert "군 입대" in first.evidence.get(kind=EventKind.DECIDED).sealed

    def test_a_row_left_out_is_taken_in_again(self, officer):
        made = draft(row("하나가", "1990-13-06"), by=officer)
        first = rows_of(made)[0]
        drop_row(notice=first, reason="잘못 올림", by=officer)
        with pytest.raises(ValidationError) as refused:
            round.submit(round=made, by=officer)
        assert refused.value.code == "nobody"
        back = correct_row(notice=first, cells={"birth_date": "19900506"}, by=officer)
        assert (back.state, back.verdict) == (NoticeState.DRAFT, V.UNKNOWN)

    def test_two_rows_cannot_become_one_person(self, officer):
        who = addressee(
            name="하나가", birth_date=date(1990, 5, 6), mobile="01000008801", road_address="왕십리로 10"
        )
        made = draft(row("하나가", "19900506"), row("하나가", "19990506", mobile="01000008801"), by=officer)
        with pytest.raises(ValidationError) as refused:
            decide(notice=rows_of(made)[1], person=who, by=officer)
        assert refused.value.code == "twice"

    def test_nothing_changes_once_it_is_in_review(self, officer):
        made = ready(officer)
        with pytest.raises(ValidationError):
            drop_row(notice=rows_of(made)[0], reason="늦게", by=officer)


class TestDraft:
    def test_its_days_follow_from_the_event(self, officer):
        made = draft(row("하나가", "19900506"), by=officer)
        assert made.paper_on < made.serve_by < made.event_on
        assert (made.year, made.values["starts_at"]) == (made.event_on.year, "09:00")

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"title": " "}, "title"),
            ({"title": "가" * 81}, "title"),
            ({"title": RESIDENT_NUMBER}, "title"),
            ({"event_on": date(2020, 1, 1)}, "event_on"),
            ({"values": {"place": "교육장"}}, ":starts_at"),
            ({"values": {"place": "교육장", "starts_at": "아침"}}, ":starts_at"),
            ({"values": {"place": RESIDENT_NUMBER, "starts_at": "9시"}}, ":place"),
        ],
    )
    def test_what_is_wrong_is_told_by_field(self, changes, field):
        with pytest.raises(ValidationError) as refused:
            draft(row("하나가", "19900506"), **changes)
        assert list(refused.value.error_dict) == [field]
        assert not NoticeRound.objects.exists()

    def test_another_roll_in_its_place(self, officer):
        from tests.notices.rolls import read, sheet

        made = draft(row("하나가", "x"), by=officer)
        roll = read(sheet(row("하나가", "19900506"), row("둘나가", "19910506")), made.terms)
        made = round.replace_roll(round=made, roll=roll, by=officer)
        assert verdicts(made) == [V.UNKNOWN, V.UNKNOWN]
        assert round.replace_roll(round=made, roll=roll, by=officer).notices.count() == 2

    def test_a_draft_whose_day_is_over_is_given_up(self, officer):
        stale, fresh = (
            draft(row("하나가", "19900506"), by=officer),
            draft(row("둘나가", "19900506"), by=officer),
        )
        today = timezone.localdate()
        NoticeRound.objects.filter(pk=stale.pk).update(
            event_on=today - timedelta(days=1),
            serve_by=today - timedelta(days=9),
            paper_on=today - timedelta(days=12),
        )
        assert round.cancel_stale_drafts() == 1
        assert [one.notices.count() for one in (stale, fresh)] == [0, 1]

    def test_only_who_drafts_may_draft(self, approver):
        with pytest.raises(PermissionDenied):
            draft(row("하나가", "19900506"), by=approver)


class TestEnd:
    def test_of_a_cancelled_draft_no_roll_is_kept(self, officer):
        made = round.cancel(round=ready(officer), by=officer)
        assert (made.state, made.notices.count()) == (RoundState.CANCELLED, 0)

    def test_a_round_under_way_stops_for_whoever_has_not_got_it(self, officer, approver):
        made = round.approve(round=ready(officer), by=approver)
        made = round.cancel(round=made, by=officer)
        assert {(one.state, one.next_at) for one in rows_of(made)} == {(NoticeState.STOPPED, None)}
        assert all(events(one)[-1] == EventKind.STOPPED for one in rows_of(made))
        with pytest.raises(ValidationError):
            round.cancel(round=made, by=officer)

    def test_it_closes_only_when_everybody_ended(self, officer, approver):
        made = round.approve(round=ready(officer, row("둘나가", "19910506")), by=approver)
        with pytest.raises(ValidationError) as refused:
            round.close(round=made, by=None)
        assert refused.value.code == "open"
        made.notices.update(state=NoticeState.HANDED_OVER)
        assert round.close(round=made, by=None).closed_at is not None


def test_notes_of_paper_say_why(officer, approver):
    from enrollment.models import ContactPoint

    who = addressee(name="하나가", birth_date=date(1990, 5, 6), road_address="왕십리로 10")
    ContactPoint.objects.filter(person=who).update(state="dead")
    made = ready(officer, row("하나가", "19900506"))
    assert notes(made) == [[RowNote.NO_CONTACT]]
    assert rows_of(round.approve(round=made, by=approver))[0].paper_reason == PaperReason.NO_CONTACT
