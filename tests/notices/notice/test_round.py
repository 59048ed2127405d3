"""The life of a round: its rows, its draft and its end."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from notices.domain.notice import round
from notices.domain.notice.decide import correct_row, decide, drop_row
from notices.enums.notice import EventKind, NoticeState, RollVerdict, RoundState, RowNote
from notices.models import NoticeRound
from tests.factories.notices import addressee
from tests.factories.resident_numbers import RESIDENT_NUMBER
from tests.notices.notice.rounds import events, ready
from tests.notices.rolls import draft, row, rows_of, verdicts

pytestmark = pytest.mark.django_db


V = RollVerdict


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
