"""What a campaign does between its approval and its end: it waits, begins, and loses an approval."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from notices import tasks
from notices.domain import life
from notices.enums import CampaignKind, CampaignState, StartMode
from notices.models import Campaign, Chunk, DirectMessage
from portal.accounts.enums import RoleCode
from portal.common import audit
from tests.factories.accounts import staff
from tests.factories.enrollment import enroll
from tests.notices.campaigns import content, drafted, in_review
from tests.notices.lives import (
    ADVERTISING,
    AFTERNOON,
    actions,
    approve,
    by_hand,
    planned,
    reason_of_drop,
    state_of,
    told_to,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("opt_out_number")]


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
