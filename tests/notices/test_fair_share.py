"""Several campaigns at once, and stopping one while it is sent: with real sockets."""

import threading
import time

import pytest
from django.db import connection, transaction

from enrollment.models import Household
from notices.domain import chunks, claim, deliver, life, sweep
from notices.enums import CampaignState, DeliveryState
from notices.models import Campaign, Chunk
from portal.accounts.enums import RoleCode
from tests.factories.accounts import staff
from tests.notices.crowd import crowd
from tests.notices.handing_over import running, states
from tests.notices.slow_sink import slow_mail_sink


def two_campaigns(large, small):
    first = running()
    crowd(first, large)
    for household in Household.objects.all():
        Household.objects.filter(pk=household.pk).update(address_key=f"old{household.pk}")
    second = running()
    crowd(second, small)
    for campaign in (first, second):
        chunks.cut(campaign)
    return first, second


@pytest.mark.django_db
def test_the_next_chunk_is_of_the_campaign_with_the_fewest_in_hand(settings):
    settings.EMAIL_WINDOW_SIZE = 2
    large, small = two_campaigns(20, 6)
    taken = [claim.lease_next(["email"], f"worker-{number}").campaign_id for number in range(6)]
    assert sorted(taken[:2]) == sorted(taken[2:4]) == sorted(taken[4:]) == [large.pk, small.pk]


@pytest.mark.django_db(transaction=True)
def test_a_chunk_another_worker_takes_at_the_same_moment_is_passed_over(settings):
    """The fairest campaign has one chunk, on its way into other hands: the worker takes one of the next."""
    settings.EMAIL_WINDOW_SIZE = 2
    fairest, other = two_campaigns(2, 6)
    claim.lease(other.chunks.order_by("id").first().pk, "busy")
    taken, over = threading.Event(), threading.Event()

    def take():
        with transaction.atomic():
            assert claim.lease_next(["email"], "first").campaign_id == fairest.pk
            taken.set()
            over.wait(10)
        connection.close()

    worker = threading.Thread(target=take)
    worker.start()
    assert taken.wait(10)
    lease = claim.lease_next(["email"], "second")
    over.set()
    worker.join()
    assert lease is not None and lease.campaign_id == other.pk


@pytest.mark.django_db
def test_a_small_campaign_is_through_long_before_a_large_one(mail_sink, settings):
    settings.EMAIL_WINDOW_SIZE = 2
    large, small = two_campaigns(80, 6)
    shift = deliver.Shift()
    while Campaign.objects.get(pk=small.pk).state == CampaignState.SENDING:
        assert shift.deliver_next()
    assert states(large)[DeliveryState.QUEUED] >= 40


@pytest.mark.django_db
def test_chunks_of_a_channel_that_may_not_send_are_passed_over(settings):
    campaign = running("sms")
    crowd(campaign, 3, channel="sms")
    chunks.cut(campaign)
    assert claim.lease_next(["email"], "worker") is None
    assert claim.lease_next(["sms"], "worker").campaign_id == campaign.pk
    assert Chunk.objects.get().state == "claimed"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("step", [life.pause, life.cancel])
def test_stopping_takes_effect_within_two_seconds_on_a_slow_wire(step, settings, bells):
    campaign = running()
    crowd(campaign, 400)
    chunks.cut(campaign)
    with slow_mail_sink(settings, round_trip_ms=5, server_ms=40) as sink:
        worker = threading.Thread(target=lambda: (deliver.work(), connection.close()))
        worker.start()
        while sink.counts()[0] < 5:
            time.sleep(0.05)
        step(campaign=campaign, by=staff(RoleCode.OFFICER))
        stopped = time.monotonic()
        worker.join(5)
        assert not worker.is_alive()
        assert time.monotonic() - stopped < 2
        received = sink.counts()[0]
        found = states(campaign)
        assert found[DeliveryState.HANDED_OVER] == received < 60
        assert DeliveryState.CLAIMED not in found
    rest = DeliveryState.QUEUED if step is life.pause else DeliveryState.WITHDRAWN
    if step is life.cancel:
        sweep.sweep_campaigns()
        found = states(campaign)
    assert found[rest] == 400 - received


@pytest.mark.django_db(transaction=True)
def test_several_connections_of_one_process_do_not_wait_for_each_other(settings):
    settings.EMAIL_WINDOW_SIZE = 10
    campaign = running()
    crowd(campaign, 160)
    chunks.cut(campaign)
    with slow_mail_sink(settings, round_trip_ms=5, server_ms=20) as sink:

        def work():
            deliver.work()
            connection.close()

        workers = [threading.Thread(target=work) for _ in range(8)]
        started = time.monotonic()
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        seconds = time.monotonic() - started
        assert sink.counts() == (160, 160)
    assert states(campaign) == {DeliveryState.HANDED_OVER: 160}
    # One after the other it would take four seconds.
    assert seconds < 2
