"""The last day to serve: every page says when it is near or over, figures tell who was late, and an approval
after it says why."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from notices.domain.notice import evidence, ladder, paper, round, viewing
from notices.domain.notice.days import add_working_days
from notices.enums.notice import EventKind, NoticeState, PaperResult, RollVerdict, RoundState, SeenBy
from notices.models import AddressedNotice, Holiday, NoticeRound
from notices.queries import paper as papers
from notices.queries import paper_figures, round_figures, round_rolls
from notices.views.deadline import Deadline, deadline_of
from portal.accounts.enums import RoleCode
from tests.factories.accounts import staff
from tests.factories.notices import addressee, notice_of, round_of
from tests.notices.notice.papers import clerk, leader_of, on_paper, tong_of
from tests.notices.rolls import draft, row, rows_of

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def move_deadline(round_: NoticeRound, to) -> NoticeRound:
    """The last day to serve lies on `to`; the other days around it."""
    round_.serve_by, round_.paper_on = to, to - timedelta(days=1)
    round_.event_on = max(round_.event_on, to + timedelta(days=1))
    round_.save()
    return round_


def text_of(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def round_():
    return round_of()


@pytest.fixture
def carried(round_):
    return on_paper(round_)


def test_near_from_the_working_day_before_and_over_the_day_after(round_):
    last = round_.serve_by
    today = TODAY()
    for day, expected in ((today - timedelta(days=1), Deadline.PASSED), (today, Deadline.NEAR), (last, None)):
        assert deadline_of(move_deadline(round_, day)) == expected
    assert deadline_of(move_deadline(round_, add_working_days(today, 1))) == Deadline.NEAR
    round_.state = RoundState.CLOSED
    assert deadline_of(move_deadline(round_, today - timedelta(days=1))) is None


def test_figures_tell_who_was_late_and_who_is_overdue(round_, carried):
    in_time, late = notice_of(round_, addressee()), notice_of(round_, addressee(name="남궁민수"))
    ladder.start(round_)
    for notice in (in_time, late):
        viewing.mark_seen(notice=notice, seen_by=SeenBy.BIRTH_DATE)
    door = on_paper(round_)
    paper.record(notice=door, result=PaperResult.IN_PERSON, by=leader_of(door.tong))
    before = round_figures.figures(round_)
    assert (before.served, before.served_in_time, before.served_late, before.overdue) == (3, 3, 0, 0)

    move_deadline(round_, TODAY() - timedelta(days=1))
    AddressedNotice.objects.filter(pk=in_time.pk).update(seen_at=timezone.now() - timedelta(days=1))
    after = round_figures.figures(round_)
    assert (after.served, after.served_in_time, after.served_late, after.overdue) == (3, 1, 2, 1)
    dong = paper_figures.figures_of(papers.of_dongs([carried.dong]).filter(round=round_))
    assert (dong.handed_over, dong.served_late, dong.overdue, dong.open) == (1, 1, 1, 1)
    [listed] = round_rolls.with_totals(NoticeRound.objects.filter(pk=round_.pk))
    assert listed.overdue == 1


@pytest.mark.parametrize(
    ("days", "words"), [(-1, "송달 기한이 지났습니다"), (0, "송달 기한이 다가왔습니다"), (20, None)]
)
def test_round_desk_and_tong_say_so(client, round_, carried, days, words):
    move_deadline(round_, TODAY() + timedelta(days=days))
    pages = (
        (staff(RoleCode.OFFICER), reverse("office_round", args=[round_.pk])),
        (clerk(), reverse("desk_fallback_round", args=[round_.pk])),
        (leader_of(carried.tong), reverse("tong_notices")),
    )
    for user, address in pages:
        client.force_login(user)
        text = text_of(client.get(address))
        assert ("송달 기한이 지났습니다" in text, "송달 기한이 다가왔습니다" in text) == (days < 0, days == 0)
        assert words is None or words in text


def test_lists_and_the_page_of_one_notice_mark_what_is_over(client, round_, carried):
    move_deadline(round_, TODAY() - timedelta(days=1))
    client.force_login(staff(RoleCode.OFFICER))
    assert "기한 지남 1명" in text_of(client.get(reverse("office_rounds")))
    notice = text_of(client.get(reverse("office_notice", args=[round_.pk, carried.pk])))
    assert "지났습니다. 바로 전해 주세요" in notice and "까지 직접 전합니다" not in notice
    client.force_login(clerk())
    assert "기한 지남" in text_of(client.get(reverse("desk_fallback")))


def test_the_home_of_the_desk_counts_paper(client, round_, carried):
    client.force_login(clerk())
    home = text_of(client.get(reverse("desk")))
    assert reverse("desk_fallback") in home and "기한 지남" not in home
    move_deadline(round_, TODAY() - timedelta(days=1))
    assert "기한 지남" in text_of(client.get(reverse("desk")))


def test_nothing_is_left_to_warn_of_when_everybody_has_it(client, round_, carried):
    paper.record(notice=carried, result=PaperResult.IN_PERSON, by=leader_of(carried.tong))
    move_deadline(round_, TODAY() - timedelta(days=1))
    client.force_login(staff(RoleCode.OFFICER))
    text = text_of(client.get(reverse("office_round", args=[round_.pk])))
    assert "송달 기한이 지났습니다" not in text and "기한을 넘겨 전한 사람" in text


class TestApproval:
    @pytest.fixture
    def late(self):
        made = draft(row("하나가", "19900506"), by=staff(RoleCode.OFFICER), event_in=2)
        assert made.serve_by < TODAY()
        return round.submit(round=made, by=made.drafted_by)

    def test_after_the_last_day_it_takes_a_reason_which_is_kept_in_the_evidence(self, late):
        approver = staff(RoleCode.APPROVER)
        with pytest.raises(ValidationError) as refused:
            round.approve(round=late, by=approver, late_reason="  ")
        assert refused.value.code == "late"
        made = round.approve(round=late, by=approver, late_reason="명단을 늦게 받음")
        [notice] = rows_of(made)
        approved = notice.evidence.get(kind=EventKind.APPROVED)
        assert approved.detail["late"] is True
        assert json.loads(approved.sealed) == {"late": "명단을 늦게 받음"}
        assert evidence.first_fault(notice) is None

    def test_the_page_asks_for_it_and_keeps_nothing_without(self, client, late):
        client.force_login(staff(RoleCode.APPROVER))
        address, seen = reverse("office_round_approve", args=[late.pk]), round.version(late)
        assert "late_reason" in text_of(client.get(address, {"seen": seen}))
        refused = text_of(client.post(address, {"seen": seen, "late_reason": ""}))
        assert "송달 기한이 지난 까닭을 적지 않았습니다" in refused and 'aria-invalid="true"' in refused
        late.refresh_from_db()
        assert late.state == RoundState.IN_REVIEW
        given = {"seen": seen, "late_reason": "명단을 늦게 받음"}
        assert "제1회로 승인했습니다" in text_of(client.post(address, given, follow=True))

    def test_a_holiday_entered_meanwhile_can_make_it_late(self, client):
        """The last day moves before today: the page asks, and the approval does as well."""
        officer = staff(RoleCode.OFFICER)
        made = draft(row("하나가", "19900506"), by=officer, event_in=8)
        made = round.submit(round=made, by=officer)
        for ahead in range(8):
            Holiday.objects.create(day=TODAY() + timedelta(days=ahead), name="시험 휴일")
        client.force_login(staff(RoleCode.APPROVER))
        address = reverse("office_round_approve", args=[made.pk])
        assert "late_reason" in text_of(client.get(address, {"seen": round.version(made)}))
        with pytest.raises(ValidationError) as refused:
            round.approve(round=made, by=staff(RoleCode.APPROVER))
        assert refused.value.code == "late"

    def test_in_time_nobody_is_asked(self, client):
        officer = staff(RoleCode.OFFICER)
        made = round.submit(round=draft(row("하나가", "19900506"), by=officer), by=officer)
        client.force_login(staff(RoleCode.APPROVER))
        address = reverse("office_round_approve", args=[made.pk])
        assert "late_reason" not in text_of(client.get(address, {"seen": round.version(made)}))
        made = round.approve(round=made, by=staff(RoleCode.APPROVER), late_reason="x")
        assert "late" not in rows_of(made)[0].evidence.get(kind=EventKind.APPROVED).detail


class TestLeftOut:
    def test_dropped_rows_and_twins_are_nobody_in_every_figure(self, client, round_, carried):
        dropped = notice_of(round_, verdict=RollVerdict.UNKNOWN)
        twin = notice_of(round_, verdict=RollVerdict.UNKNOWN)
        stopped = AddressedNotice.objects.filter(pk__in=[dropped.pk, twin.pk])
        stopped.update(state=NoticeState.STOPPED)
        AddressedNotice.objects.filter(pk=dropped.pk).update(document_hash="")
        evidence.record(twin, EventKind.STOPPED, reason="people_merged")
        figures = round_figures.figures(round_)
        assert (figures.people, figures.left_out) == (1, 2)
        assert sum(row["people"] for row in figures.rows) == 1
        parts = round_rolls.parts(round_)
        assert (sum(parts[verdict] for verdict in RollVerdict.values), parts["dropped"]) == (1, 2)
        [listed] = round_rolls.with_totals(NoticeRound.objects.filter(pk=round_.pk))
        assert listed.people == 1
        client.force_login(staff(RoleCode.OFFICER))
        text = text_of(client.get(reverse("office_round", args=[round_.pk])))
        assert "1명 가운데 0명에게 전해졌습니다" in text and "2행은 세지 않습니다" in text

    def test_whoever_a_cancelled_round_stopped_was_to_be_notified(self, round_, carried):
        made = round.cancel(round=round_, by=staff(RoleCode.OFFICER))
        figures = round_figures.figures(made)
        assert (figures.people, figures.left_out, figures.of(NoticeState.STOPPED)) == (1, 0, 1)
        assert round_rolls.parts(made)["dropped"] == 0

    def test_the_dong_failed_at_nothing_that_was_stopped(self, round_, carried):
        other = on_paper(round_, tong_of())
        paper.close_unserved(notice=other, by=clerk(), reason="nobody_home")
        made = round.cancel(round=round_, by=staff(RoleCode.OFFICER))
        found = paper_figures.figures_of(papers.of_dongs([carried.dong]).filter(round=made))
        assert (found.total, found.unserved) == (1, 1)
