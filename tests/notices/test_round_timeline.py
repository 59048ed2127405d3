"""What a round went through, as its page tells it."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from notices.domain.notice import round as rounds
from notices.enums.notice import NoticeState, RollVerdict
from notices.models import NoticeRound
from notices.queries import round_rolls
from notices.queries.round_figures import figures
from notices.views.round_timeline import timeline
from tests.factories.notices import addressee
from tests.notices.rolls import draft, row, rows_of

pytestmark = pytest.mark.django_db


def test_it_names_every_step_who_took_it_and_why(client, officer, approver):
    made = rounds.submit(round=draft(row("하나가", "19900506"), by=officer), by=officer)
    made = rounds.send_back(round=made, reason="장소를 고쳐 주세요", by=approver)
    told = [(str(one["label"]), one.get("by"), one.get("text")) for one in timeline(made)]
    assert told == [
        ("기안", officer, "명단 1행"),
        ("결재 올림", officer, ""),
        ("작성 중으로 되돌림", approver, "장소를 고쳐 주세요"),
        ("기안 중", None, None),
    ]
    made = rounds.approve(round=rounds.submit(round=made, by=officer), by=approver)
    client.force_login(approver)
    client.post(reverse("office_round_cancel", args=[made.pk]), {"reason": "폭우로 교육을 미룸"})
    made.refresh_from_db()
    told = [(str(one["label"]), one["by"], one["text"]) for one in timeline(made)]
    assert told[2] == ("작성 중으로 되돌림", approver, "")
    assert told[-2:] == [
        ("승인", approver, "제1회, 1명"),
        ("취소", approver, "폭우로 교육을 미룸 (멈춘 통지 1건)"),
    ]
    assert "폭우로 교육을 미룸" in client.get(reverse("office_round", args=[made.pk])).content.decode()


def test_what_the_machine_gave_up_is_told_as_such(officer):
    made, today = draft(row("하나가", "19900506"), by=officer), timezone.localdate()
    NoticeRound.objects.filter(pk=made.pk).update(
        event_on=today - timedelta(days=1),
        serve_by=today - timedelta(days=9),
        paper_on=today - timedelta(days=12),
    )
    rounds.cancel_stale_drafts()
    made.refresh_from_db()
    last = timeline(made)[-1]
    assert (str(last["label"]), last["by"]) == ("취소", "시스템")
    assert "지나 시스템이 명단을 지움" in last["text"]


def test_a_cancel_keeps_what_the_rows_came_to(officer, approver):
    addressee(name="하나가", birth_date=date(1990, 5, 6), road_address="왕십리로 10")
    made = draft(row("하나가", "19900506"), row("둘나가", "19910506"), by=officer)
    before = round_rolls.parts(made)
    made = rounds.approve(round=rounds.submit(round=made, by=officer), by=approver)
    made = rounds.cancel(round=made, by=officer, reason="교육을 미룸")
    assert [one.verdict for one in rows_of(made)] == [RollVerdict.MATCHED, RollVerdict.UNKNOWN]
    assert {one.state for one in rows_of(made)} == {NoticeState.STOPPED}
    assert round_rolls.parts(made) == before
    found = figures(made)
    assert (found.people, found.left_out, found.of(NoticeState.STOPPED)) == (2, 0, 2)
    [listed] = round_rolls.with_totals(NoticeRound.objects.filter(pk=made.pk))
    assert (listed.people, listed.electronic) == (2, 1)
