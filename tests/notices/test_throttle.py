import threading
import time

import pytest
import redis

from notices.domain import chunks, deliver, throttle
from notices.domain.outbox import deliver as deliver_message
from notices.domain.outbox import post
from notices.enums import CampaignState, DeliveryState
from tests.notices.crowd import crowd
from tests.notices.handing_over import running, state_of, states
from tests.notices.wire import dead_port


@pytest.fixture(autouse=True)
def empty_buckets(settings):
    def forget():
        throttle._Redis.take.cache_clear()
        throttle._local.cache_clear()
        throttle._Redis.away_until = 0.0

    broker = redis.Redis.from_url(settings.REDIS_URL)
    broker.delete("sotong:rate:email", "sotong:rate:sms")
    forget()
    yield
    forget()


def test_without_a_rate_nothing_is_asked(settings):
    settings.REDIS_URL = f"redis://127.0.0.1:{dead_port()}/0"
    assert throttle.allowance("email", 100) == 100
    throttle.spend("email", 5)


def test_all_workers_together_get_no_more_than_the_rate(settings):
    settings.GATEWAY_RATES = {"email": 100}
    got = []

    def ask():
        until = time.monotonic() + 1
        while time.monotonic() < until:
            got.append(throttle.allowance("email", 7))

    workers = [threading.Thread(target=ask) for _ in range(4)]
    started = time.monotonic()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    # One second's worth was waiting in the bucket.
    most = 100 + 100 * (time.monotonic() - started)
    assert 180 <= sum(got) <= most


def test_what_is_not_needed_is_given_back(settings):
    settings.GATEWAY_RATES = {"email": 10}
    assert throttle.allowance("email", 10) == 10
    assert throttle.allowance("email", 10) == 0
    throttle.give_back("email", 6)
    assert 6 <= throttle.allowance("email", 10) <= 7


def test_without_redis_each_worker_keeps_to_a_safe_share(settings):
    settings.GATEWAY_RATES = {"email": 80}
    settings.GATEWAY_RATE_WORKERS = 8
    settings.REDIS_URL = f"redis://127.0.0.1:{dead_port()}/0"
    throttle.allowance("email", 50)
    until, got = time.monotonic() + 1, 0
    while time.monotonic() < until:
        got += throttle.allowance("email", 50)
    assert 8 <= got <= 12


@pytest.mark.django_db
def test_a_campaign_keeps_to_the_rate_and_a_code_does_not_wait(mail_sink, settings):
    settings.GATEWAY_RATES = {"email": 20}
    settings.DISPATCH_SHIFT_SECONDS = 1.0
    campaign = running()
    crowd(campaign, 60)
    chunks.cut(campaign)
    started = time.monotonic()
    deliver.work()
    seconds = time.monotonic() - started
    sent = states(campaign)[DeliveryState.HANDED_OVER]
    assert 20 <= sent <= 20 + 20 * seconds
    asked = time.monotonic()
    message = post(purpose="code", channel="email", address="me@example.com", subject="코드", text="123456")
    deliver_message(message.pk)
    assert mail_sink.count("me@example.com") == 1
    assert time.monotonic() - asked < 1
    while state_of(campaign) == CampaignState.SENDING:
        deliver.work()
    assert states(campaign) == {DeliveryState.HANDED_OVER: 60}
    assert time.monotonic() - started >= 1.9
