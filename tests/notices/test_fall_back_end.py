"""A campaign that falls back: how long it waits, how it ends, what its figures say, over the wire too."""

from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from enrollment.enums import ContactState
from enrollment.models import ContactPoint
from notices.domain import chunks, fall_back, finish, receive, sweep
from notices.enums import CampaignState, DeliveryState
from notices.gateways import texts
from notices.models import Campaign
from notices.queries.progress import figures
from portal.local.sms_reports import Reporter
from tests.notices.falling_back import by_mail, by_talk, campaign_by, run, states, told
from tests.servers import running_sms_gateway, sms_url

pytestmark = pytest.mark.django_db


def test_a_late_arrival_is_told_as_it_is():
    campaign = campaign_by("alimtalk")
    [row] = by_talk(campaign)
    told(row, "3104")
    fall_back.add(campaign)
    told(row, "4000")
    assert states(campaign)["alimtalk"] == "delivered"


@pytest.mark.parametrize(("minutes", "state"), [(9, "sending"), (11, "finished")])
def test_a_campaign_waits_for_failures_but_not_for_ever(minutes, state):
    campaign = campaign_by("alimtalk")
    by_talk(campaign)
    campaign.deliveries.update(handed_over_at=timezone.now() - timedelta(minutes=minutes))
    finish.if_done(campaign.pk)
    campaign.refresh_from_db()
    assert campaign.state == state


@pytest.mark.parametrize(("minutes", "state"), [(9, "sending"), (11, "finished")])
def test_it_waits_too_for_what_was_accepted_but_whose_worker_died(minutes, state):
    campaign = campaign_by("alimtalk")
    by_talk(campaign)
    claimed_at = timezone.now() - timedelta(minutes=minutes)
    campaign.deliveries.update(state=DeliveryState.ACCEPTED, handed_over_at=None, claimed_at=claimed_at)
    finish.if_done(campaign.pk)
    campaign.refresh_from_db()
    assert campaign.state == state


def test_a_campaign_that_was_cancelled_or_rests_sends_no_texts(sms_gateway):
    campaign = campaign_by("alimtalk")
    [row] = by_talk(campaign)
    told(row, "3104")
    for state in (CampaignState.PAUSED, CampaignState.CANCELLED):
        Campaign.objects.update(state=state)
        run(campaign)
    assert states(campaign) == {"alimtalk": "failed"}


@pytest.mark.parametrize("end", [CampaignState.FINISHED, CampaignState.CANCELLED, CampaignState.PAUSED])
def test_a_failure_heard_of_while_the_campaign_ends_is_not_turned_into_a_text_nobody_sends(end):
    campaign = campaign_by("alimtalk")
    [row] = by_talk(campaign)
    seen_running = Campaign.objects.get(pk=campaign.pk)
    told(row, "3104")
    Campaign.objects.update(state=end)
    assert fall_back.add(seen_running) == 0
    campaign.deliveries.update(state=DeliveryState.QUEUED)
    assert chunks.cut(seen_running) == []
    assert not campaign.chunks.exists()


def test_figures_count_people_once_and_both_messages(sms_gateway):
    campaign = campaign_by("alimtalk")
    failed, _arrived = by_talk(campaign, 2)
    told(failed, "3104")
    run(campaign)
    counted = figures(campaign)
    assert (counted.messages, counted.people) == (3, 2)
    rows = {row["state"]: row for row in counted.rows}
    assert (rows["fell_back"]["alimtalk"], rows["fell_back"]["sms"]) == (1, 0)
    assert (rows["handed_over"]["sms"], rows["handed_over"]["alimtalk"]) == (1, 1)


def test_many_failures_fall_back_in_one_statement(django_assert_max_num_queries):
    campaign = campaign_by("alimtalk")
    by_talk(campaign, 300)
    campaign.deliveries.update(state=DeliveryState.FAILED, reason="3104")
    with django_assert_max_num_queries(6):
        assert fall_back.add(campaign) == 300
    assert chunks.cut(campaign)


@pytest.mark.django_db(transaction=True)
def test_the_whole_way_over_the_wire(live_server, tmp_path, settings, bells):
    """Members of KakaoTalk, others, and people who blocked us: everybody is reached once."""
    campaign = campaign_by("alimtalk")
    rows = by_talk(campaign, 3)
    campaign.deliveries.update(state=DeliveryState.QUEUED, handed_over_at=None)
    for row, number in zip(rows[1:], ("01000009401", "01000009501"), strict=True):
        ContactPoint.objects.filter(pk=row.contact_id).update(value=number)
    with running_sms_gateway(tmp_path) as (gateway, port):
        settings.SMS_URL = sms_url(port)
        address = f"{live_server.url}/receipts/solapi/"
        reporter = Reporter(gateway, address, secret=settings.SMS_WEBHOOK_SECRET, delay_seconds=0)
        for _round in range(2):
            run(campaign)
            reporter.report_once()
            receive.apply_due()
            sweep.sweep_campaigns()
        texts.gateway(settings.SMS_URL).close()
        sent = Counter((sms.kind, sms.recipient) for sms in gateway.store.newest(limit=20))
    assert sent == {
        ("ATA", rows[0].contact.value): 1, ("ATA", "01000009401"): 1, ("ATA", "01000009501"): 1,
        ("SMS", "01000009401"): 1, ("SMS", "01000009501"): 1,
    }  # fmt: skip
    found = Counter(campaign.deliveries.values_list("channel", "state"))
    assert found == {("alimtalk", "delivered"): 1, ("alimtalk", "fell_back"): 2, ("sms", "delivered"): 2}
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.FINISHED


def test_a_mail_refused_at_the_door_is_followed_by_a_text(mail_sink, sms_gateway):
    campaign = campaign_by("email")
    refused, taken = by_mail(campaign, 2)
    campaign.deliveries.update(state=DeliveryState.QUEUED, handed_over_at=None)
    ContactPoint.objects.filter(pk=refused.contact_id).update(value="bounce1@example.kr")
    run(campaign)
    run(campaign)
    found = Counter(campaign.deliveries.values_list("channel", "state"))
    assert found == {("email", "fell_back"): 1, ("email", "handed_over"): 1, ("sms", "handed_over"): 1}
    assert campaign.deliveries.get(channel="sms").person_id == refused.person_id
    assert ContactPoint.objects.get(pk=refused.contact_id).state == ContactState.DEAD
