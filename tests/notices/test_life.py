"""What a campaign does between its approval and its end: it waits, begins, rests, goes on, is given up."""

import threading
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from enrollment.models import District
from notices import tasks
from notices.domain import hours, life
from notices.enums import CampaignKind, CampaignState, DeliveryState, PauseReason, StartMode
from notices.enums.dropped import DroppedFor
from notices.models import Campaign, Chunk, DirectMessage
from notices.queries.reach import Reach, reached
from notices.views.office_timeline import timeline
from portal.accounts.enums import RoleCode
from portal.common import audit
from tests.factories.accounts import staff
from tests.factories.enrollment import enroll
from tests.notices.campaigns import content, drafted, in_review

pytestmark = pytest.mark.django_db

SEOUL = ZoneInfo("Asia/Seoul")
ADVERTISING = "[성동구] 유료 강좌 안내. 무료수신거부 080-000-0000"
AFTERNOON = datetime(2027, 3, 2, 15, 0, tzinfo=SEOUL)
LATE = datetime(2027, 3, 2, 20, 59, 59, tzinfo=SEOUL)
NIGHT = datetime(2027, 3, 2, 21, 0, tzinfo=SEOUL)
DAWN = datetime(2027, 3, 3, 7, 59, 59, tzinfo=SEOUL)
MORNING = datetime(2027, 3, 3, 8, 0, tzinfo=SEOUL)


@pytest.fixture
def approver():
    return staff(RoleCode.APPROVER)


@pytest.fixture(autouse=True)
def number_to_opt_out(db):
    District.objects.update(free_opt_out_phone="080-000-0000")


def approve(campaign: Campaign, by=None) -> Campaign:
    campaign.refresh_from_db()
    by = by or staff(RoleCode.APPROVER)
    return life.approve(campaign=campaign, by=by, seen_hash=life.content_hash(campaign))


def planned(at: datetime, **changes) -> Campaign:
    """In review, to begin at `at`."""
    return in_review(start_mode=StartMode.AT_TIME, send_at=at, **changes)


def by_hand(**changes) -> Campaign:
    return in_review(start_mode=StartMode.BY_HAND, **changes)


def state_of(campaign: Campaign) -> str:
    return Campaign.objects.values_list("state", flat=True).get(pk=campaign.pk)


def actions(campaign: Campaign) -> list[str]:
    return [event.action for event in audit.history(campaign)]


def told_to(user) -> str:
    [told] = [message for message in DirectMessage.objects.all() if message.address == user.email]
    return told.text


# Waiting and beginning


def test_one_to_be_started_by_hand_waits_written_down_and_begins_when_told(approver):
    enroll(channels=("sms", "email"))
    campaign = approve(by_hand(), approver)
    assert (campaign.state, campaign.round_no, campaign.started_at) == (CampaignState.APPROVED, None, None)
    assert campaign.is_written_down
    assert campaign.deliveries.count() == 2
    assert not Chunk.objects.exists()
    tasks.start_due()
    assert state_of(campaign) == CampaignState.APPROVED

    started = life.start(campaign=campaign, by=campaign.drafted_by)
    assert (started.state, started.round_no) == (CampaignState.SENDING, 1)
    assert sum(chunk.rows.count() for chunk in started.chunks.all()) == 2
    assert actions(campaign)[-2:] == ["campaign.approve", "campaign.start"]
    assert audit.history(campaign).last().actor == campaign.drafted_by


def test_a_planned_one_begins_at_its_time_by_the_clock(approver):
    enroll()
    with time_machine.travel(AFTERNOON, tick=False):
        campaign = approve(planned(AFTERNOON + timedelta(hours=2)), approver)
        assert campaign.state == CampaignState.SCHEDULED
        assert campaign.deliveries.count() == 2
        tasks.start_due()
        assert state_of(campaign) == CampaignState.SCHEDULED
    with time_machine.travel(AFTERNOON + timedelta(hours=2), tick=False):
        tasks.start_due()
        tasks.start_due()
    campaign.refresh_from_db()
    assert (campaign.state, campaign.round_no) == (CampaignState.SENDING, 1)
    assert campaign.started_at == AFTERNOON + timedelta(hours=2)
    assert actions(campaign).count("campaign.start") == 1
    assert audit.history(campaign).last().actor is None


def page_of(client, campaign) -> str:
    client.force_login(campaign.drafted_by)
    return client.get(reverse("office_campaign", args=[campaign.pk])).content.decode()


def test_one_that_began_late_says_so(approver, client):
    enroll()
    with time_machine.travel(AFTERNOON, tick=False):
        campaign = approve(planned(AFTERNOON + timedelta(hours=1)), approver)
        in_time = approve(planned(AFTERNOON + timedelta(hours=3)), approver)
    with time_machine.travel(AFTERNOON + timedelta(hours=3, minutes=5), tick=False):
        page = page_of(client, campaign)
        assert "약 2시간 5분 지났는데 시작하지 못했습니다" in page and "발송 시작:" not in page
        tasks.start_due()
        page = page_of(client, campaign)
        assert "정한 때(2027. 3. 2. 16:00)보다 약 2시간 5분 늦게 시작했습니다" in page
        assert "제1회, 정한 때보다 약 2시간 5분 늦음" in page
        page = page_of(client, in_time)
    assert "늦게 시작했습니다" not in page and "늦음" not in page
    assert audit.history(campaign).last().detail["late_minutes"] == 125


@pytest.mark.parametrize(
    ("kind", "hour", "state"),
    [
        (CampaignKind.PUBLIC_INFO, 11, CampaignState.SENDING),
        (CampaignKind.PUBLIC_INFO, 13, CampaignState.APPROVED),
        (CampaignKind.PROMOTIONAL, 13, CampaignState.APPROVED),
        (CampaignKind.STATUTORY, 13, CampaignState.SENDING),
    ],
)
def test_one_whose_day_is_over_waits_for_a_hand_unless_the_law_wants_it(approver, client, kind, hour, state):
    enroll()
    plan = {"kind": kind, "sms_body": ADVERTISING}
    with time_machine.travel(AFTERNOON, tick=False):
        campaign = approve(planned(AFTERNOON + timedelta(hours=1), **plan), approver)
    with time_machine.travel(AFTERNOON.replace(day=3, hour=hour), tick=False):
        tasks.start_due()
        tasks.start_due()
        assert state_of(campaign) == state
        page = page_of(client, campaign)
        if state == CampaignState.SENDING:
            assert "늦게 시작했습니다" in page
            return
        assert "그날이 지나 스스로 보내지 않습니다" in page and "정한 날이 지나 시작을 기다림" in page
        assert "직접 시작하거나 고치거나 취소해 주세요" in told_to(campaign.drafted_by)
        assert actions(campaign).count("campaign.missed") == 1
        assert life.start(campaign=campaign, by=campaign.drafted_by).state == CampaignState.SENDING


def test_one_that_missed_its_day_and_is_started_at_night_goes_in_the_morning(approver, quiet_hours):
    enroll()
    with time_machine.travel(AFTERNOON, tick=False):
        campaign = approve(planned(AFTERNOON + timedelta(hours=1)), approver)
    with time_machine.travel(AFTERNOON.replace(day=4, hour=20), tick=False):
        tasks.start_due()
        assert state_of(campaign) == CampaignState.APPROVED
    with time_machine.travel(AFTERNOON.replace(day=4, hour=22), tick=False):
        assert life.start(campaign=campaign, by=campaign.drafted_by).state == CampaignState.SCHEDULED
    with time_machine.travel(AFTERNOON.replace(day=5, hour=8, minute=1), tick=False):
        tasks.start_due()
    assert state_of(campaign) == CampaignState.SENDING


def test_a_planned_one_may_begin_before_its_time_when_who_may_approve_it_says_so(approver):
    enroll()
    campaign = approve(planned(timezone.now() + timedelta(days=1)), approver)
    with pytest.raises(PermissionDenied):
        life.start(campaign=campaign, by=campaign.drafted_by)
    assert state_of(campaign) == CampaignState.SCHEDULED
    assert life.start(campaign=campaign, by=approver).state == CampaignState.SENDING
    with pytest.raises(ValidationError) as refused:
        life.start(campaign=campaign, by=approver)
    assert refused.value.code == "state"


def test_a_time_in_the_past_is_neither_submitted_nor_approved(approver):
    enroll()
    with time_machine.travel(AFTERNOON, tick=False):
        late = drafted(start_mode=StartMode.AT_TIME, send_at=AFTERNOON)
        with pytest.raises(ValidationError) as refused:
            life.submit(campaign=late, by=late.drafted_by)
        assert list(refused.value.message_dict) == ["send_at"]
        campaign = planned(AFTERNOON + timedelta(minutes=1))
    with time_machine.travel(AFTERNOON + timedelta(minutes=1), tick=False):
        with pytest.raises(ValidationError) as refused:
            approve(campaign, approver)
        assert list(refused.value.message_dict) == ["send_at"]
    assert state_of(campaign) == CampaignState.IN_REVIEW


def test_the_database_wants_a_time_exactly_with_the_mode_that_has_one():
    campaign = drafted()
    for wrong in ({"start_mode": "at_time"}, {"send_at": timezone.now()}):
        with pytest.raises(IntegrityError, match="campaign_start_time"), transaction.atomic():
            Campaign.objects.filter(pk=campaign.pk).update(**wrong)


def test_the_planned_time_is_part_of_what_is_approved(approver):
    enroll()
    campaign = planned(timezone.now() + timedelta(hours=1))
    campaign.refresh_from_db()
    seen = life.content_hash(campaign)
    Campaign.objects.filter(pk=campaign.pk).update(send_at=campaign.send_at + timedelta(hours=1))
    with pytest.raises(ValidationError) as refused:
        life.approve(campaign=campaign, by=approver, seen_hash=seen)
    assert refused.value.code == "changed"


# Dropping an approval


def reason_of_drop(campaign) -> str:
    """Why the approval was taken back, as the page of the campaign tells it."""
    [event] = [one for one in audit.history(campaign) if one.action == "campaign.drop_approval"]
    [line] = [one for one in timeline(campaign) if one.get("action") == event.action]
    assert str(DroppedFor(event.detail["reason"]).label) in line["text"]
    return event.detail["reason"]


@pytest.mark.parametrize("waiting", [by_hand, lambda: planned(timezone.now() + timedelta(days=1))])
def test_an_edit_drops_the_approval_with_what_was_written_down(approver, waiting):
    enroll()
    campaign = approve(waiting(), approver)
    edited = life.edit(campaign=campaign, content=content(title="고친 제목"), by=campaign.drafted_by)
    assert (edited.state, edited.title) == (CampaignState.DRAFT, "고친 제목")
    assert (edited.approved_by, edited.approved_at, edited.content_hash) == (None, None, "")
    assert not edited.is_written_down
    assert campaign.deliveries.count() == 0
    assert actions(campaign)[-2:] == ["campaign.drop_approval", "campaign.edit"]
    assert reason_of_drop(campaign) == "edited"
    told = DirectMessage.objects.get(purpose="campaign_step")
    assert (told.address, told.subject) == (approver.email, "승인이 풀렸습니다: 구두바자회 안내")
    assert f"/office/campaigns/{campaign.pk}/" in told.text


def test_a_dropped_approval_leaves_no_gap_between_rounds(approver):
    enroll()
    first = approve(by_hand(), approver)
    dropped = approve(by_hand(), approver)
    cancelled = approve(by_hand(), approver)
    life.edit(campaign=dropped, content=content(), by=dropped.drafted_by)
    life.cancel(campaign=cancelled, by=approver)
    assert life.start(campaign=first, by=approver).round_no == 1
    assert approve(in_review(), approver).round_no == 2
    assert approve(life.submit(campaign=dropped, by=dropped.drafted_by), approver).round_no == 3
    assert Campaign.objects.get(pk=cancelled.pk).round_no is None


def test_approved_again_it_goes_to_whom_it_concerns_then(approver):
    enroll()
    campaign = approve(by_hand(), approver)
    life.edit(campaign=campaign, content=content(start_mode=StartMode.BY_HAND), by=campaign.drafted_by)
    enroll()
    life.submit(campaign=campaign, by=campaign.drafted_by)
    assert approve(campaign, approver).deliveries.count() == 4


def test_what_is_under_way_is_not_edited(approver):
    enroll()
    campaign = approve(in_review(), approver)
    with pytest.raises(ValidationError) as refused:
        life.edit(campaign=campaign, content=content(), by=campaign.drafted_by)
    assert refused.value.code == "state"
    assert campaign.deliveries.count() == 2


def test_an_approver_whose_account_was_closed_meanwhile_does_not_send(approver):
    enroll()
    campaign = approve(planned(timezone.now() + timedelta(seconds=1)), approver)
    approver.is_active = False
    approver.save()
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        tasks.start_due()
    campaign.refresh_from_db()
    assert (campaign.state, campaign.approved_by, campaign.round_no) == (CampaignState.IN_REVIEW, None, None)
    assert campaign.deliveries.count() == 0
    told = DirectMessage.objects.get(purpose="campaign_step")
    assert told.address == campaign.drafted_by.email
    assert told.subject == "다시 결재해야 합니다: 구두바자회 안내"
    assert told.text.startswith("승인한 사람의 계정이 닫혀 시작하지 않았습니다.")
    assert reason_of_drop(campaign) == "signer_gone"
    Campaign.objects.filter(pk=campaign.pk).update(send_at=timezone.now() + timedelta(days=1))
    assert approve(campaign).state == CampaignState.SCHEDULED


def test_a_closed_account_approves_nothing():
    enroll()
    campaign, approver = in_review(), staff(RoleCode.APPROVER)
    approver.is_active = False
    with pytest.raises(PermissionDenied):
        approve(campaign, approver)


def test_content_changed_behind_the_back_of_an_approval_is_not_sent(approver):
    enroll()
    campaign = approve(by_hand(), approver)
    Campaign.objects.filter(pk=campaign.pk).update(sms_body="[성동구] 몰래 바꾼 문구")
    assert life.start(campaign=campaign, by=approver).state == CampaignState.IN_REVIEW
    assert campaign.deliveries.count() == 0
    assert reason_of_drop(campaign) == "changed"


# Begun in the weeks before an election: the first day of the 180 is 2025-12-05

BEFORE_THE_WEEKS = datetime(2025, 12, 4, 15, 0, tzinfo=SEOUL)
IN_THE_WEEKS = datetime(2025, 12, 8, 15, 0, tzinfo=SEOUL)
AFTER_THE_ELECTION = datetime(2026, 6, 8, 15, 0, tzinfo=SEOUL)


@pytest.mark.parametrize(
    ("written", "waiting"),
    [(BEFORE_THE_WEEKS, by_hand), (IN_THE_WEEKS, lambda: planned(AFTER_THE_ELECTION))],
)
def test_one_signature_does_not_begin_it_in_the_weeks_before_an_election(approver, written, waiting):
    enroll()
    with time_machine.travel(written, tick=False):
        campaign = approve(waiting(), approver)
        assert campaign.state in life.WAITING
    with time_machine.travel(IN_THE_WEEKS, tick=False):
        stopped = life.start(campaign=campaign, by=approver)
    assert (stopped.state, stopped.approved_by) == (CampaignState.IN_REVIEW, None)
    assert campaign.deliveries.count() == 0
    assert "결재자 두 사람이 승인해야" in told_to(campaign.drafted_by)
    assert reason_of_drop(campaign) == "needs_two"


def test_two_signatures_begin_it_in_those_weeks(approver):
    enroll()
    with time_machine.travel(IN_THE_WEEKS, tick=False):
        campaign = by_hand(exception_reason="예방접종법에 따른 안내")
        approve(campaign, approver)
        campaign = approve(campaign)
        assert life.start(campaign=campaign, by=campaign.drafted_by).state == CampaignState.SENDING


def test_a_planned_one_is_looked_at_again_when_its_time_comes(approver):
    enroll()
    with time_machine.travel(BEFORE_THE_WEEKS, tick=False):
        campaign = approve(planned(AFTERNOON), approver)
    District.objects.update(free_opt_out_phone="")
    Campaign.objects.filter(pk=campaign.pk).update(kind=CampaignKind.PROMOTIONAL)
    campaign.refresh_from_db()
    Campaign.objects.filter(pk=campaign.pk).update(content_hash=life.content_hash(campaign))
    with time_machine.travel(AFTERNOON, tick=False):
        tasks.start_due()
    assert state_of(campaign) == CampaignState.IN_REVIEW
    assert "그대로는 보낼 수 없어" in told_to(campaign.drafted_by)
    assert reason_of_drop(campaign) == "findings"


def test_a_first_signature_of_a_closed_account_is_no_first_signature(approver):
    enroll()
    with time_machine.travel(IN_THE_WEEKS, tick=False):
        campaign = in_review(exception_reason="예방접종법에 따른 안내")
        approve(campaign, approver)
        approver.is_active = False
        approver.save()
        second = staff(RoleCode.APPROVER)
        signed = approve(campaign, second)
        assert (signed.state, signed.approved_by) == (CampaignState.IN_REVIEW, second)
        assert approve(campaign).state == CampaignState.SENDING


# The ways out


@pytest.mark.parametrize("waiting", [by_hand, lambda: planned(timezone.now() + timedelta(seconds=1))])
def test_cancelled_while_it_waits_it_never_goes(approver, waiting):
    enroll()
    campaign = approve(waiting(), approver)
    life.cancel(campaign=campaign, by=campaign.drafted_by)
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        tasks.start_due()
    assert state_of(campaign) == CampaignState.CANCELLED
    assert set(campaign.deliveries.values_list("state", "reason")) == {
        (DeliveryState.WITHDRAWN, "campaign_cancelled")
    }
    assert not Chunk.objects.exists()


def test_nobody_without_the_work_starts_a_campaign(approver):
    enroll()
    campaign = approve(by_hand(), approver)
    with pytest.raises(PermissionDenied):
        life.start(campaign=campaign, by=staff(RoleCode.PRIVACY_OFFICER))


def test_the_machine_pauses_with_a_reason_and_only_what_runs(approver):
    enroll()
    campaign = approve(in_review(), approver)
    paused = life.pause(campaign=campaign, by=None, reason=PauseReason.FAILURES)
    assert (paused.state, paused.pause_reason) == (CampaignState.PAUSED, PauseReason.FAILURES)
    life.pause(campaign=campaign, by=None, reason=PauseReason.CONFIGURATION)
    campaign.refresh_from_db()
    assert campaign.pause_reason == PauseReason.FAILURES
    event = audit.history(campaign).last()
    assert (event.actor, event.detail) == (None, {"reason": "failures"})
    assert life.resume(campaign=campaign, by=approver).pause_reason == ""
    assert life.cancel(campaign=campaign, by=approver).state == CampaignState.CANCELLED
    life.pause(campaign=campaign, by=None, reason=PauseReason.FAILURES)
    assert state_of(campaign) == CampaignState.CANCELLED


# The hours of rest


@pytest.mark.parametrize(
    ("kind", "channel", "at", "until"),
    [
        (CampaignKind.PUBLIC_INFO, "sms", LATE, None),
        (CampaignKind.PUBLIC_INFO, "sms", NIGHT, MORNING),
        (CampaignKind.PUBLIC_INFO, "sms", DAWN, MORNING),
        (CampaignKind.PUBLIC_INFO, "sms", MORNING, None),
        (CampaignKind.PUBLIC_INFO, "email", NIGHT, None),
        (CampaignKind.PROMOTIONAL, "sms", NIGHT, MORNING),
        (CampaignKind.PROMOTIONAL, "email", NIGHT, None),
        (CampaignKind.STATUTORY, "sms", NIGHT, None),
    ],
)
def test_what_rests_at_night_and_until_when(quiet_hours, kind, channel, at, until):
    assert hours.next_allowed(kind, channel, at) == until


def test_information_approved_at_night_begins_in_the_morning(approver, quiet_hours):
    enroll()
    with time_machine.travel(NIGHT, tick=False):
        campaign = approve(in_review(), approver)
        assert (campaign.state, campaign.round_no) == (CampaignState.SCHEDULED, None)
        assert hours.planned_start(campaign, timezone.now()) == MORNING
        with pytest.raises(ValidationError) as refused:
            life.start(campaign=campaign, by=approver)
        assert refused.value.code == "night"
    with time_machine.travel(DAWN, tick=False):
        tasks.start_due()
        assert state_of(campaign) == CampaignState.SCHEDULED
    with time_machine.travel(MORNING, tick=False):
        tasks.start_due()
    assert state_of(campaign) == CampaignState.SENDING


def test_information_planned_for_the_night_is_moved_to_the_morning(approver, quiet_hours):
    enroll()
    with time_machine.travel(AFTERNOON, tick=False):
        campaign = approve(planned(NIGHT + timedelta(hours=1)), approver)
        assert hours.planned_start(campaign, timezone.now()) == MORNING
    with time_machine.travel(NIGHT + timedelta(hours=2), tick=False):
        tasks.start_due()
        assert state_of(campaign) == CampaignState.SCHEDULED
    with time_machine.travel(MORNING, tick=False):
        tasks.start_due()
    assert state_of(campaign) == CampaignState.SENDING


def test_started_by_hand_at_night_it_waits_for_the_morning(approver, quiet_hours):
    enroll()
    with time_machine.travel(NIGHT, tick=False):
        campaign = approve(by_hand(), approver)
        assert campaign.state == CampaignState.APPROVED
        assert life.start(campaign=campaign, by=approver).state == CampaignState.SCHEDULED
    with time_machine.travel(MORNING, tick=False):
        tasks.start_due()
    assert state_of(campaign) == CampaignState.SENDING


def test_advertising_is_refused_for_the_night(approver, quiet_hours):
    enroll()
    advertising = {"kind": CampaignKind.PROMOTIONAL, "sms_body": ADVERTISING}
    with time_machine.travel(AFTERNOON, tick=False):
        with pytest.raises(ValidationError) as refused:
            planned(NIGHT, **advertising)
        assert list(refused.value.message_dict) == ["send_at"]
    with time_machine.travel(NIGHT, tick=False):
        with pytest.raises(ValidationError) as refused:
            approve(in_review(**advertising), approver)
        assert refused.value.code == "night"
        waiting = approve(by_hand(**advertising), approver)
        with pytest.raises(ValidationError) as refused:
            life.start(campaign=waiting, by=approver)
        assert refused.value.code == "night"
        assert state_of(waiting) == CampaignState.APPROVED


@pytest.mark.parametrize(
    "exempt", [{"kind": CampaignKind.STATUTORY}, {"kind": CampaignKind.PUBLIC_INFO, "channels": ("email",)}]
)
def test_statutory_notices_and_mails_go_at_night(approver, quiet_hours, exempt):
    enroll()
    with time_machine.travel(NIGHT, tick=False):
        campaign = approve(in_review(**exempt), approver)
        tasks.keep_hours()
    assert state_of(campaign) == CampaignState.SENDING


def test_what_runs_rests_at_nine_and_goes_on_at_eight_by_itself(approver, quiet_hours):
    enroll()
    with time_machine.travel(LATE, tick=False):
        campaign = approve(in_review(), approver)
        tasks.keep_hours()
        assert state_of(campaign) == CampaignState.SENDING
    with time_machine.travel(NIGHT, tick=False):
        tasks.keep_hours()
        campaign.refresh_from_db()
        assert (campaign.state, campaign.pause_reason) == (CampaignState.PAUSED, PauseReason.QUIET_HOURS)
        with pytest.raises(ValidationError) as refused:
            life.resume(campaign=campaign, by=approver)
        assert refused.value.code == "night"
    with time_machine.travel(DAWN, tick=False):
        tasks.keep_hours()
        assert state_of(campaign) == CampaignState.PAUSED
    with time_machine.travel(MORNING, tick=False):
        tasks.keep_hours()
        tasks.keep_hours()
    campaign.refresh_from_db()
    assert (campaign.state, campaign.pause_reason) == (CampaignState.SENDING, "")
    assert actions(campaign)[-2:] == ["campaign.pause", "campaign.resume"]


def test_whoever_pauses_what_rests_keeps_it_from_going_on_by_itself(approver, quiet_hours):
    enroll()
    with time_machine.travel(LATE, tick=False):
        campaign = approve(in_review(), approver)
    with time_machine.travel(NIGHT, tick=False):
        tasks.keep_hours()
        life.pause(campaign=campaign, by=approver)
        with pytest.raises(ValidationError):
            life.pause(campaign=campaign, by=approver)
    with time_machine.travel(MORNING, tick=False):
        tasks.keep_hours()
        campaign.refresh_from_db()
        assert (campaign.state, campaign.pause_reason) == (CampaignState.PAUSED, PauseReason.BY_HAND)


# Two at the same moment


def at_once(*presses) -> list[str]:
    """What became of each, when all pressed in the same instant."""
    ready, outcomes = threading.Barrier(len(presses)), []

    def press(verb):
        ready.wait()
        try:
            outcomes.append(str(verb()))
        except ValidationError as refused:
            outcomes.append(refused.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=[verb]) for verb in presses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


@pytest.mark.django_db(transaction=True)
def test_two_clocks_begin_a_due_campaign_once(approver):
    enroll()
    campaign = approve(planned(timezone.now() + timedelta(seconds=1)), approver)
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        assert at_once(life.start_due, life.start_due) == ["0", "1"]
    assert actions(campaign).count("campaign.start") == 1
    assert Campaign.objects.get().round_no == 1


@pytest.mark.django_db(transaction=True)
def test_an_edit_and_a_start_at_the_same_moment_leave_one_winner(approver):
    enroll()
    campaign = approve(by_hand(), approver)
    outcomes = at_once(
        lambda: life.start(campaign=campaign, by=approver).state,
        lambda: life.edit(campaign=campaign, content=content(), by=campaign.drafted_by).state,
    )
    assert outcomes in (["draft", "state"], ["sending", "state"])
    assert campaign.deliveries.exists() == (state_of(campaign) == CampaignState.SENDING)


@pytest.mark.django_db(transaction=True)
def test_two_that_begin_at_the_same_moment_take_two_numbers(approver):
    enroll()
    first, second = approve(by_hand(), approver), approve(by_hand(), approver)
    at_once(lambda: life.start(campaign=first, by=approver), lambda: life.start(campaign=second, by=approver))
    assert sorted(Campaign.objects.values_list("round_no", flat=True)) == [1, 2]


# Figures over all rounds


def test_cumulative_and_distinct_recipients(approver, client):
    first = enroll(channels=("sms", "email")).application.person
    enroll(channels=("sms",))
    rounds = [approve(in_review(), approver), approve(in_review(), approver)]
    approve(by_hand(), approver)
    rounds[0].deliveries.update(state=DeliveryState.DELIVERED)
    rounds[1].deliveries.filter(person=first).update(state=DeliveryState.HANDED_OVER)
    assert reached(Campaign.objects.all()) == Reach(rounds=2, messages=5, people=2)
    assert reached(Campaign.objects.filter(pk=rounds[1].pk)) == Reach(rounds=1, messages=2, people=1)
    client.force_login(approver)
    page = client.get(reverse("office_campaigns")).content.decode()
    assert "지금까지 2회, 연인원 5건을 실인원 2명에게 보냈습니다." in page


def test_the_page_of_a_draft_that_was_given_up_warns_of_nothing(approver, client):
    campaign = in_review()
    client.force_login(approver)
    address = reverse("office_campaign", args=[campaign.pk])
    assert "지금 조건에 맞는 받을 사람이 없습니다" in client.get(address).content.decode()
    life.cancel(campaign=campaign, by=approver)
    assert "지금 조건에 맞는 받을 사람이 없습니다" not in client.get(address).content.decode()


def test_the_page_tells_when_it_begins_and_why_it_rests(approver, client):
    enroll()
    with time_machine.travel(AFTERNOON, tick=False):
        campaign = approve(planned(AFTERNOON + timedelta(hours=1)), approver)
        client.force_login(approver)
        page = client.get(reverse("office_campaign", args=[campaign.pk])).content.decode()
        assert "발송 시작: 2027. 3. 2. 16:00. 그 전에 고치면 승인이 풀립니다." in page
        assert "2027. 3. 2. 16:00 예정" in client.get(reverse("office_campaigns")).content.decode()
        life.start(campaign=campaign, by=approver)
        life.pause(campaign=campaign, by=None, reason=PauseReason.FAILURES)
        page = client.get(reverse("office_campaign", args=[campaign.pk])).content.decode()
        assert "실패가 많아 멈춤" in page
        assert "발송 내역에서 실패한 까닭을 확인하고" in page
