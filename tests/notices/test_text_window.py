"""One window of texts: what is known of each, how long it lasts, and who shares the wire with it."""

import threading
from collections import Counter

import pytest
from django.utils import timezone

from notices import channels
from notices.channels.base import Outgoing, Verdict
from notices.domain import chunks, deliver
from notices.enums import ChunkState, DeliveryState
from notices.gateways import texts
from notices.models import Campaign, Chunk
from tests.notices.campaigns import approved_campaign
from tests.notices.crowd import crowd
from tests.notices.nhn_server import nhn_url, running_nhn


@pytest.fixture
def server(settings):
    with running_nhn() as (server, port):
        settings.SMS_URL = nhn_url(port)
        yield server
        texts.gateway(settings.SMS_URL).close()


def window(size, *, wrong=(), said="안내"):
    return [
        Outgoing(f"d{n}", "0200000000" if n in wrong else f"0100000{n:04d}", "", said.format(n))
        for n in range(size)
    ]


def send(messages):
    return channels.of("sms").send(messages)


def verdicts(messages):
    return [outcome.verdict for outcome in send(messages)]


def test_what_was_taken_before_a_refusal_stays_taken(server):
    server.room = 2
    assert verdicts(window(5, wrong=[4])) == [
        Verdict.HANDED_OVER, Verdict.HANDED_OVER, Verdict.TEMPORARY, Verdict.NOT_SENT, Verdict.NOT_SENT,
    ]  # fmt: skip
    assert [row["recipientGroupingKey"] for row in server.rows] == ["d0", "d1"]


def test_one_wrong_number_fails_alone(server):
    found = send(window(4, wrong=[1]))
    assert [outcome.verdict for outcome in found] == [
        Verdict.HANDED_OVER, Verdict.PERMANENT, Verdict.HANDED_OVER, Verdict.HANDED_OVER,
    ]  # fmt: skip
    assert len(server.rows) == 3


@pytest.mark.parametrize("wrong", [[], [39]])
def test_a_window_ends_in_time_however_slow_the_gateway_is(server, settings, wrong):
    settings.TEXT_WINDOW_SECONDS = 0.3
    server.delay = 0.1
    said = "안내" if wrong else "안내 {}"
    found = Counter(verdicts(window(40, wrong=wrong, said=said)))
    assert set(found) == {Verdict.HANDED_OVER, Verdict.NOT_YET}
    assert len(server.rows) == found[Verdict.HANDED_OVER] <= 4


@pytest.mark.parametrize("wrong", [[], [2]])
def test_a_window_always_gets_somewhere(server, settings, wrong):
    settings.TEXT_WINDOW_SECONDS = 0
    assert verdicts(window(3, wrong=wrong, said="안내" if wrong else "안내 {}")) == [
        Verdict.HANDED_OVER, Verdict.NOT_YET, Verdict.NOT_YET,
    ]  # fmt: skip


def test_nobody_waits_for_an_answer_to_somebody_else(server):
    server.delay = 0.5
    started = threading.Barrier(4)
    found = []

    def one(number):
        started.wait()
        found.extend(verdicts(window(1, said=f"안내 {number}")))

    workers = [threading.Thread(target=one, args=(number,)) for number in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert found == [Verdict.HANDED_OVER] * 4
    assert server.most_at_once == 4


@pytest.mark.parametrize(
    "answer",
    [
        {"header": {"isSuccessful": True}},
        {"header": {"isSuccessful": True}, "body": {"data": None}},
        {"header": {"isSuccessful": True}, "body": {"data": {"sendResultList": [{}]}}},
        {"header": {"isSuccessful": True}, "body": {"totalCount": 1, "data": [{"msgStatus": "3"}]}},
    ],
)
def test_an_answer_nobody_documents_leaves_it_in_doubt(server, answer):
    server.answer = answer
    assert verdicts(window(2)) == [Verdict.IN_DOUBT] * 2
    assert channels.of("sms").ask(["d0"], timezone.now()) is None


@pytest.mark.django_db
def test_what_did_not_fit_into_a_window_goes_with_the_next_and_nobody_gets_it_twice(server, settings):
    settings.TEXT_WINDOW_SECONDS = 0.3
    server.delay = 0.1
    campaign = approved_campaign(channels=("sms",))
    Campaign.objects.update(sms_body="[성동구] {이름}님 안내")
    crowd(campaign, 10, channel="sms")
    [chunk_id] = chunks.cut(campaign)
    deliver.deliver_chunk(chunk_id, "worker-1")
    assert set(campaign.deliveries.values_list("state", "attempts")) == {
        (DeliveryState.HANDED_OVER, 0), (DeliveryState.QUEUED, 0),
    }  # fmt: skip
    assert Chunk.objects.get().state == ChunkState.QUEUED
    deliver.work()
    assert set(campaign.deliveries.values_list("state", flat=True)) == {DeliveryState.HANDED_OVER}
    assert Counter(row["recipientGroupingKey"] for row in server.rows).most_common(1)[0][1] == 1
