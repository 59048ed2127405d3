"""Campaigns that begin in the weeks before an election, and the ways out of one."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from enrollment.models import District
from notices import tasks
from notices.domain import life
from notices.enums import CampaignKind, CampaignState, DeliveryState, PauseReason
from notices.models import Campaign, Chunk
from portal.accounts.enums import RoleCode
from portal.common import audit
from tests.factories.accounts import staff
from tests.factories.enrollment import enroll
from tests.notices.campaigns import in_review
from tests.notices.lives import (
    AFTER_THE_ELECTION,
    AFTERNOON,
    BEFORE_THE_WEEKS,
    IN_THE_WEEKS,
    approve,
    by_hand,
    planned,
    reason_of_drop,
    state_of,
    told_to,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("opt_out_number")]


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
