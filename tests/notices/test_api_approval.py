"""The API of campaigns: approval by another, and each step."""

from datetime import datetime

import pytest
import time_machine

from notices.domain import life
from notices.enums import CampaignState, DeliveryState
from notices.models import Campaign, Delivery
from portal.accounts.enums import ApiScope, RoleCode
from tests.factories.accounts import staff
from tests.factories.enrollment import enroll
from tests.factories.resident_numbers import RESIDENT_NUMBER
from tests.notices.api import CAMPAIGNS, FIELDS, system
from tests.notices.api_campaigns import APPROVE, CHANNELS, DRAFT, READ, SEOUL, approved, seen, submitted
from tests.notices.campaigns import drafted, in_review

pytestmark = pytest.mark.django_db


@pytest.fixture
def drafter():
    return system(DRAFT, READ, name="문화회관")


@pytest.fixture
def approver():
    return system(APPROVE, name="결재 시스템")


# Approval


def test_what_is_missing_is_told_by_field_when_review_is_asked_for(drafter):
    campaign_id = drafter.draft(email_body="").json()["id"]
    response = drafter.step(campaign_id, "submit")
    assert (response.status_code, list(response.json())) == (400, ["email_body"])


def test_another_system_approves_what_it_read(drafter, approver):
    enroll(channels=CHANNELS)
    campaign_id = submitted(drafter)
    answer = approver.step(campaign_id, "approve", seen=seen(approver, campaign_id)).json()
    assert (answer["state"], answer["round_no"]) == ("sending", 1)
    campaign = Campaign.objects.get()
    assert campaign.approved_by == approver.client.user
    assert campaign.deliveries.count() == 2


def test_nobody_approves_what_they_wrote():
    """Nor what they changed, nor under another token of the same system."""
    enroll(channels=CHANNELS)
    both = system(DRAFT, APPROVE, name="문화회관")
    twin, other = system(APPROVE, name="문화회관"), system(DRAFT, APPROVE, name="다른 시스템")
    campaign_id = submitted(both)
    for who in (both, twin):
        response = who.step(campaign_id, "approve", seen=seen(who, campaign_id))
        assert response.status_code == 403
        assert "다른 결재자" in response.json()["detail"]
    other.put(f"{CAMPAIGNS}{campaign_id}/", FIELDS)
    both.step(campaign_id, "submit")
    assert other.step(campaign_id, "approve", seen=seen(other, campaign_id)).status_code == 403
    assert Campaign.objects.get().state == CampaignState.IN_REVIEW
    assert not Delivery.objects.exists()


def test_people_and_systems_approve_for_each_other(drafter, approver):
    enroll(channels=CHANNELS)
    campaign = in_review()
    assert approver.step(campaign.pk, "approve", seen=seen(approver, campaign.pk)).status_code == 200
    other = Campaign.objects.get(pk=submitted(drafter, email_subject="[성동구] 다른 소식"))
    life.approve(campaign=other, by=staff(RoleCode.APPROVER), seen_hash=life.content_hash(other))
    assert Campaign.objects.filter(state=CampaignState.SENDING).count() == 2


def test_only_what_was_read_is_approved(drafter, approver):
    enroll(channels=CHANNELS)
    campaign_id = submitted(drafter)
    before = seen(approver, campaign_id)
    drafter.put(f"{CAMPAIGNS}{campaign_id}/", {**FIELDS, "title": "바뀐 안내"})
    drafter.step(campaign_id, "submit")
    response = approver.step(campaign_id, "approve", seen=before)
    assert response.status_code == 409
    assert "내용이 바뀌었습니다" in response.json()["detail"]
    assert approver.step(campaign_id, "approve").json().keys() == {"seen"}


def test_an_audience_of_nobody_is_not_approved(drafter, approver):
    campaign_id = submitted(drafter)
    response = approver.step(campaign_id, "approve", seen=seen(approver, campaign_id))
    assert response.status_code == 409
    assert "받을 사람이 없습니다" in response.json()["detail"]


def test_before_an_election_two_systems_approve(drafter, approver):
    """The second is neither the drafter nor the first, nor another token of either."""
    with time_machine.travel(datetime(2026, 4, 6, 14, 0, tzinfo=SEOUL), tick=True):
        enroll(channels=CHANNELS)
        campaign_id = submitted(drafter, exception_reason="예방접종법에 따른 안내")
        told = approver.get(f"{CAMPAIGNS}{campaign_id}/preflight/").json()
        assert told["needs_second_approver"]
        first = approver.step(campaign_id, "approve", seen=told["seen"]).json()
        assert (first["state"], first["second_approved_at"]) == ("in_review", None)
        for again in (approver, system(APPROVE, name=approver.client.name)):
            response = again.step(campaign_id, "approve", seen=told["seen"])
            assert response.status_code == 409
            assert "이미 승인하셨습니다" in response.json()["detail"]
        second = system(APPROVE).step(campaign_id, "approve", seen=told["seen"]).json()
        assert second["state"] == "sending"
        assert second["second_approved_at"]


def test_a_campaign_is_handed_back_with_the_reason(drafter, approver):
    campaign_id = submitted(drafter)
    assert approver.step(campaign_id, "return", reason="").json().keys() == {"reason"}
    assert approver.step(campaign_id, "return", reason=RESIDENT_NUMBER).json().keys() == {"reason"}
    assert approver.step(campaign_id, "return", reason="제목을 고쳐 주세요").json()["state"] == "draft"
    assert drafter.get(f"{CAMPAIGNS}{campaign_id}/").json()["review_note"] == "제목을 고쳐 주세요"


# Steps


def test_a_campaign_is_started_paused_resumed_and_cancelled(drafter, approver):
    enroll(channels=CHANNELS)
    campaign_id = approved(drafter, approver, start_mode="by_hand")
    states = [
        (drafter.step(campaign_id, step).json()["state"], step)
        for step in ("start", "pause", "resume", "cancel")
    ]
    assert states == [
        ("sending", "start"),
        ("paused", "pause"),
        ("sending", "resume"),
        ("cancelled", "cancel"),
    ]
    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.WITHDRAWN}


@pytest.mark.parametrize("step", ["start", "pause", "resume", "approve", "return"])
def test_a_draft_allows_no_later_step(step):
    everything = system(*ApiScope)
    campaign = drafted()
    response = everything.step(
        campaign.pk, step, **{"approve": {"seen": "x"}, "return": {"reason": "고쳐 주세요"}}.get(step, {})
    )
    assert response.status_code == 409
    assert "기안 중" in response.json()["detail"]
    assert Campaign.objects.get().state == CampaignState.DRAFT


def test_what_is_over_allows_nothing(drafter, approver):
    campaign_id = drafter.draft().json()["id"]
    assert drafter.step(campaign_id, "cancel").json()["state"] == "cancelled"
    for step in ("submit", "start", "pause", "resume", "cancel"):
        assert drafter.step(campaign_id, step).status_code == 409
    assert drafter.put(f"{CAMPAIGNS}{campaign_id}/", FIELDS).status_code == 409
    assert drafter.get(f"{CAMPAIGNS}{campaign_id}/preflight/").status_code == 409


def test_a_step_reads_no_unknown_field(drafter):
    campaign_id = drafter.draft().json()["id"]
    assert drafter.step(campaign_id, "submit", sneaky=1).json().keys() == {"sneaky"}
