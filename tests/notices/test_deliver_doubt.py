"""Lost answers, dead workers and lost bells: nobody twice, nobody forgotten."""

import threading
from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from enrollment.models import Household
from notices.channels.base import Outcome, Verdict
from notices.domain import chunks, claim, deliver, sweep
from notices.domain.results import Result, record
from notices.enums import CampaignState, ChunkState, DeliveryState, StopReason
from notices.models import Campaign, Chunk, Delivery
from tests.notices.crowd import crowd
from tests.notices.handing_over import make_due, run, running, state_of, states
from tests.notices.mail_moods import mail_server

pytestmark = pytest.mark.django_db


def test_a_lost_answer_of_the_gateway_is_asked_about_and_nobody_gets_it_twice(sms_gateway):
    campaign = running("sms")
    crowd(campaign, 4, channel="sms")
    chunks.cut(campaign)
    sms_gateway.lose_answers = 1
    run(campaign)
    assert states(campaign) == {DeliveryState.CLAIMED: 4}
    sweep.sweep_campaigns()
    assert states(campaign) == {DeliveryState.CLAIMED: 4}, "the lease still runs"
    make_due(campaign)
    sweep.sweep_campaigns()
    assert states(campaign) == {DeliveryState.HANDED_OVER: 4}
    assert sms_gateway.store.count() == 4
    assert state_of(campaign) == CampaignState.FINISHED


def abandon(campaign, claimed):
    """As a worker leaves its chunk that died after claiming `claimed` rows."""
    chunks.cut(campaign)
    now = timezone.now()
    campaign.chunks.update(state=ChunkState.CLAIMED, owner="gone", lease_until=now)
    Delivery.objects.filter(pk__in=[row.pk for row in claimed]).update(
        state=DeliveryState.CLAIMED, claimed_at=now
    )


def test_what_a_dead_worker_had_claimed_is_unconfirmed_and_the_rest_goes_on(mail_sink):
    campaign = running()
    rows = crowd(campaign, 5)
    abandon(campaign, rows[:2])
    sweep.sweep_campaigns()
    assert states(campaign) == {DeliveryState.UNCONFIRMED: 2, DeliveryState.QUEUED: 3}
    run(campaign, "worker-2")
    assert states(campaign) == {DeliveryState.UNCONFIRMED: 2, DeliveryState.HANDED_OVER: 3}
    assert mail_sink.count() == 3
    assert state_of(campaign) == CampaignState.FINISHED


def test_texts_of_a_dead_worker_are_looked_up_until_the_gateway_would_know_them(sms_gateway, settings):
    campaign = running("sms")
    rows = crowd(campaign, 3, channel="sms")
    abandon(campaign, rows)
    sweep.sweep_campaigns()
    assert states(campaign) == {DeliveryState.CLAIMED: 3}, "a request may still be under way"
    long_ago = timezone.now() - timedelta(seconds=settings.DISPATCH_UNKNOWN_SECONDS)
    campaign.deliveries.update(claimed_at=long_ago)
    make_due(campaign)
    sweep.sweep_campaigns()
    assert set(campaign.deliveries.values_list("state", "reason")) == {
        (DeliveryState.QUEUED, "unknown_to_gateway")
    }
    campaign.deliveries.update(send_after=None)
    run(campaign, "worker-2")
    assert states(campaign) == {DeliveryState.HANDED_OVER: 3}
    assert sms_gateway.store.count() == 3


def test_nothing_is_sent_after_the_lease_ran_out(mail_sink, settings):
    campaign = running()
    crowd(campaign, 3)
    chunks.cut(campaign)
    settings.DISPATCH_LEASE_SECONDS = 0
    run(campaign)
    assert states(campaign) == {DeliveryState.CLAIMED: 3}
    assert mail_sink.count() == 0
    sweep.sweep_campaigns()
    assert states(campaign) == {DeliveryState.UNCONFIRMED: 3}


def test_a_server_that_greets_later_than_a_window_lasts_still_gets_its_mails(settings):
    settings.EMAIL_WINDOW_SECONDS = 0.1
    campaign = running()
    crowd(campaign, 30)
    chunks.cut(campaign)
    with mail_server(settings, greeting_seconds=0.3) as server:
        deliver.work()
    assert (states(campaign), server.taken) == ({DeliveryState.HANDED_OVER: 30}, 30)


def test_a_late_worker_may_not_claim_after_its_chunk_was_taken_over(mail_sink):
    campaign = running()
    crowd(campaign, 3)
    chunks.cut(campaign)
    lease = claim.lease(campaign.chunks.get().pk, "slow")
    make_due(campaign)
    sweep.settle_abandoned()
    window = claim.take(lease, campaign, size=100)
    assert window.claimed == []
    assert states(campaign) == {DeliveryState.QUEUED: 3}


def test_a_late_result_still_counts():
    campaign = running()
    [row] = crowd(campaign, 1)
    lease = claim.lease(*chunks.cut(campaign), "worker-1")
    Delivery.objects.update(state=DeliveryState.UNCONFIRMED, reason="worker_lost")
    record([Result(row.pk, Outcome(Verdict.HANDED_OVER))], lease)
    row.refresh_from_db()
    assert (row.state, row.reason) == (DeliveryState.HANDED_OVER, "")
    for state in (DeliveryState.DELIVERED, DeliveryState.ACCEPTED):
        Delivery.objects.update(state=state)
        record([Result(row.pk, Outcome(Verdict.IN_DOUBT, "x"))], lease)
        record([Result(row.pk, Outcome(Verdict.TEMPORARY, "x"))], lease)
        row.refresh_from_db()
        assert row.state == state


def test_statements_per_chunk_do_not_depend_on_its_recipients(mail_sink):
    counts = []
    for size in (1, 40, 90):
        campaign = running()
        crowd(campaign, size)
        [chunk_id] = chunks.cut(campaign)
        with CaptureQueriesContext(connection) as captured:
            deliver.deliver_chunk(chunk_id, "worker-1")
        assert states(campaign) == {DeliveryState.HANDED_OVER: size}
        counts.append(len(captured))
        Household.objects.update(closed_on=date(2026, 1, 6), address_key=f"old{size}")
    assert counts[0] == counts[1] == counts[2] <= 24, "the end of the campaign among them"


def test_a_row_that_comes_back_to_a_cancelled_campaign_is_withdrawn():
    campaign = running()
    crowd(campaign, 1)
    chunks.cut(campaign)
    Campaign.objects.update(state=CampaignState.CANCELLED)
    sweep.sweep_campaigns()
    assert campaign.chunks.get().state == ChunkState.DONE
    assert set(campaign.deliveries.values_list("state", "reason")) == {
        (DeliveryState.WITHDRAWN, StopReason.CAMPAIGN_CANCELLED)
    }


@pytest.mark.django_db(transaction=True)
def test_lost_bells_are_rung_again(bells, settings):
    settings.DISPATCH_CHUNK_SIZE = 2
    campaign = running()
    crowd(campaign, 4)
    first, _second = chunks.cut(campaign)
    assert bells("dispatch") == [[], []]
    sweep.sweep_campaigns()
    assert bells("dispatch") == [[], []]
    Chunk.objects.filter(pk=first).update(due_at=timezone.now() + timedelta(minutes=5))
    sweep.sweep_campaigns()
    assert bells("dispatch") == [[]], "what is not due yet needs no worker"


@pytest.mark.django_db(transaction=True)
def test_what_was_never_cut_is_cut_by_the_sweeper(bells):
    campaign = running()
    crowd(campaign, 2)
    sweep.sweep_campaigns()
    assert campaign.chunks.get().rows.count() == 2
    assert [] in bells("dispatch")


@pytest.mark.django_db(transaction=True)
def test_workers_at_the_same_moment_share_the_chunks_and_nobody_gets_it_twice(mail_sink, settings):
    settings.DISPATCH_CHUNK_SIZE = 10
    campaign = running()
    crowd(campaign, 60)
    chunk_ids = chunks.cut(campaign)

    def work(name):
        for chunk_id in chunk_ids:
            deliver.deliver_chunk(chunk_id, f"{name}-{chunk_id}")
        connection.close()

    workers = [threading.Thread(target=work, args=(name,)) for name in "ab"]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    received = Counter(mail.recipient for mail in mail_sink.newest(limit=200))
    assert len(received) == 60 and set(received.values()) == {1}
    # Two that give their last chunks back at one moment each see the other's still open.
    sweep.sweep_campaigns()
    assert state_of(campaign) == CampaignState.FINISHED
