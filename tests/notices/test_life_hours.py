"""The hours of rest of campaigns: what waits for the morning, what rests and goes on."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from notices import tasks
from notices.domain import hours, life
from notices.enums import CampaignKind, CampaignState, PauseReason
from tests.factories.enrollment import enroll
from tests.notices.campaigns import in_review
from tests.notices.lives import (
    ADVERTISING,
    AFTERNOON,
    DAWN,
    LATE,
    MORNING,
    NIGHT,
    actions,
    approve,
    by_hand,
    planned,
    state_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("opt_out_number")]


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
