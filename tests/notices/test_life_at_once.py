"""Two at one campaign in the same moment, figures over all rounds, and what its page tells."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from notices.domain import life
from notices.enums import CampaignState, DeliveryState, PauseReason
from notices.models import Campaign
from notices.queries.reach import Reach, reached
from tests.factories.enrollment import enroll
from tests.notices.campaigns import content, in_review
from tests.notices.lives import AFTERNOON, actions, approve, at_once, by_hand, planned, state_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("opt_out_number")]


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
