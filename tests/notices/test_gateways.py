"""What every gateway for texts must do, over each of them on a real socket."""

import re
import socket
from dataclasses import dataclass
from datetime import datetime

import pytest
from django.utils import timezone

from notices import channels
from notices.channels.base import Outgoing, Verdict
from notices.domain import chunks, deliver, sweep
from notices.enums import DeliveryState
from notices.gateways import codes, texts
from notices.gateways.base import Forged, HttpGateway, Malformed, NotReached, Refused, Spoiled, Text, Unclear
from notices.gateways.meaning import Meaning
from notices.gateways.solapi_webhook import SECRET_HEADER, proof
from notices.models import Chunk
from tests.notices.campaigns import approved_campaign
from tests.notices.crowd import crowd
from tests.notices.nhn_server import nhn_url, running_nhn
from tests.notices.wire import dead_port
from tests.servers import running_sms_gateway, sms_url


@dataclass
class Wired:
    gateway: HttpGateway
    server: object
    url: callable
    taken: callable

    def send(self, *wanted: Text) -> dict[str, Meaning]:
        found = {}
        for batch in self.gateway.batches(wanted):
            try:
                found |= self.gateway.send(batch)
            except Spoiled:
                for one in batch:
                    found |= self.gateway.send([one])
        return {ref: self.gateway.meaning_of(status.code) for ref, status in found.items()}

    def known(self, since: datetime, *references: str) -> dict[str, Meaning]:
        found = self.gateway.lookup(references, since)
        return {ref: self.gateway.meaning_of(status.code) for ref, status in found.items()}


def solapi(tmp_path):
    with running_sms_gateway(tmp_path) as (server, port):
        yield Wired(texts.gateway(sms_url(port)), server, lambda **k: sms_url(port, **k), server.store.count)


def nhn(_tmp_path):
    with running_nhn() as (server, port):
        yield Wired(
            texts.gateway(nhn_url(port)), server, lambda **k: nhn_url(port, **k), lambda: len(server.rows)
        )


@pytest.fixture(params=[solapi, nhn])
def wired(request, tmp_path):
    for made in request.param(tmp_path):
        yield made
        made.gateway.close()


def text(reference, to="01000001234", said="안녕하세요", kind="SMS", subject=""):
    return Text(reference, to, said, kind, subject)


def test_every_gateway_is_chosen_by_the_scheme_of_its_url():
    assert set(texts.GATEWAYS) == {"solapi", "nhn"}
    for provider, kind in texts.GATEWAYS.items():
        made = texts.gateway(f"{provider}://KEY:SE%2FCRET@127.0.0.1:1?scheme=http&from=0222865000")
        assert (type(made), made.secret, made.sender) == (kind, "SE/CRET", "0222865000")
        for code in kind.codes:
            assert codes.meaning_of(provider, code) is kind.meaning_of(code)
        assert kind.meaning_of("nobody knows") is Meaning.PERMANENT
        told = {kind.meaning_of(code) for code in kind.codes}
        assert told >= {Meaning.TAKEN, Meaning.ARRIVED, Meaning.UNREACHED}
        assert told >= {Meaning.DEAD_NUMBER, Meaning.CONFIGURATION, Meaning.OPT_OUT}
    with pytest.raises(KeyError):
        texts.gateway("else://KEY:SECRET@127.0.0.1?from=0222865000")


def test_different_texts_are_taken_and_each_has_an_id_of_its_own(wired):
    wanted = [text("d1"), text("d2", said="다른 말"), text("d3", kind="LMS", subject="제목"), text("d4")]
    found = {}
    for batch in wired.gateway.batches(wanted):
        found |= wired.gateway.send(batch)
    assert {wired.gateway.meaning_of(status.code) for status in found.values()} == {Meaning.TAKEN}
    assert set(found) == {"d1", "d2", "d3", "d4"}
    ids = {status.message_id for status in found.values()}
    assert len(ids) == 4 and all(ids) and all(len(one) <= 64 for one in ids)
    assert wired.taken() == 4


def test_one_refused_number_does_not_refuse_the_others(wired):
    numbers = ("01000001234", "123", "01000009701", "01000005678")
    found = wired.send(*(text(f"d{place}", to=number) for place, number in enumerate(numbers, 1)))
    assert found == {
        "d1": Meaning.TAKEN, "d2": Meaning.PERMANENT, "d3": Meaning.OPT_OUT, "d4": Meaning.TAKEN,
    }  # fmt: skip


def test_no_connection_means_nothing_left(wired):
    away = texts.gateway(re.sub(r":\d+\?", f":{dead_port()}?", wired.url()))
    with pytest.raises(NotReached):
        away.send([text("d1")])


def test_a_lost_answer_is_unclear_and_the_gateway_is_asked(wired):
    before = timezone.now()
    wired.server.lose_answers = 1
    with pytest.raises(Unclear):
        wired.gateway.send([text("d1"), text("d2", to="01000005678")])
    assert wired.known(before, "d1", "d2", "d3") == {"d1": Meaning.TAKEN, "d2": Meaning.TAKEN}
    assert wired.taken() == 2


def test_a_lookup_reads_every_page_and_nothing_of_others(wired):
    before = timezone.now()
    references = [f"d{number}" for number in range(1201)]
    wired.send(*(text(ref, to=f"0100000{number:04d}") for number, ref in enumerate(references)))
    assert set(wired.known(before, *references[:1200])) == set(references[:1200])


def test_a_wrong_secret_is_refused_for_the_whole_request(wired):
    stranger = texts.gateway(wired.url(secret="WRONG"))
    with pytest.raises(Refused) as refusal:
        stranger.send([text("d1")])
    stranger.close()
    assert (refusal.value.is_temporary, wired.taken()) == (False, 0)


def test_a_connection_closed_between_requests_is_opened_again(wired):
    wired.send(text("d1"))
    wired.gateway._wire._idle[0].sock.shutdown(socket.SHUT_RDWR)
    assert wired.send(text("d2", to="01000005678")) == {"d2": Meaning.TAKEN}


def test_reports_are_read_where_there_are_any_and_strangers_are_refused():
    with pytest.raises(Forged):
        texts.GATEWAYS["solapi"].read_report({}, b"[]", "secret")
    with pytest.raises(Malformed):
        texts.GATEWAYS["solapi"].read_report({SECRET_HEADER: proof("secret")}, b"{}", "secret")
    with pytest.raises(LookupError):
        texts.GATEWAYS["nhn"].read_report({}, b"[]", "secret")


@pytest.mark.django_db
@pytest.mark.parametrize("provider", ["nhn", "else"])
def test_a_provider_without_reports_has_no_address(client, provider):
    assert client.post(f"/receipts/{provider}/", b"[]", content_type="application/json").status_code == 404


# The whole way, over either gateway


@pytest.fixture
def sending(wired, settings):
    settings.SMS_URL = wired.url()
    yield wired
    texts.gateway(settings.SMS_URL).close()


@pytest.mark.django_db
def test_a_campaign_goes_over_either_gateway_and_what_is_in_doubt_is_asked_about(sending, settings):
    campaign = approved_campaign(channels=("sms",))
    crowd(campaign, 30, channel="sms")
    sending.server.lose_answers = 1
    for chunk_id in chunks.cut(campaign):
        deliver.deliver_chunk(chunk_id, "worker-1")
    assert set(campaign.deliveries.values_list("state", flat=True)) == {DeliveryState.CLAIMED}
    Chunk.objects.update(lease_until=timezone.now())
    sweep.sweep_campaigns()
    assert set(campaign.deliveries.values_list("state", flat=True)) == {DeliveryState.HANDED_OVER}
    assert sending.taken() == 30


@pytest.mark.parametrize(
    ("code", "verdict"),
    [
        (-2021, Verdict.TEMPORARY), (-2312, Verdict.CONFIGURATION), (-9999, Verdict.IN_DOUBT),
        (-2023, Verdict.PERMANENT),
    ],
)  # fmt: skip
def test_refusals_of_the_second_gateway_are_told_apart(settings, code, verdict):
    with running_nhn() as (server, port):
        settings.SMS_URL, server.fails_with = nhn_url(port), code
        messages = [Outgoing(f"d{number}", f"0100000{number:04d}", "", f"글 {number}") for number in range(3)]
        outcomes = channels.of("sms").send(messages)
        texts.gateway(settings.SMS_URL).close()
    assert outcomes[0].verdict is verdict
    rest = Verdict.NOT_SENT if verdict is Verdict.TEMPORARY else verdict
    assert [outcome.verdict for outcome in outcomes[1:]] == [rest, rest]


def test_the_second_gateway_tells_in_the_end_what_became_of_each():
    with running_nhn() as (server, port):
        gateway, before = texts.gateway(nhn_url(port)), timezone.now()
        wanted = [text("d1"), text("d2", to="01000009801"), text("d3", to="01000009901")]
        gateway.send(wanted)
        server.is_done = True
        found = gateway.lookup(["d1", "d2", "d3"], before)
        gateway.close()
    assert {ref: gateway.meaning_of(status.code) for ref, status in found.items()} == {
        "d1": Meaning.ARRIVED, "d2": Meaning.UNREACHED, "d3": Meaning.DEAD_NUMBER,
    }  # fmt: skip


def test_a_later_try_outweighs_the_refusal_before_it_whichever_is_listed_first():
    with running_nhn() as (server, port):
        gateway, before = texts.gateway(nhn_url(port)), timezone.now()
        server.is_done = True
        gateway.send([text("d1", to="01000009601")])
        refused = gateway.lookup(["d1"], before)["d1"]
        gateway.send([text("d1")])
        found = [gateway.lookup(["d1"], before)["d1"]]
        server.rows.reverse()
        found.append(gateway.lookup(["d1"], before)["d1"])
        gateway.close()
    assert gateway.meaning_of(refused.code) is Meaning.CONFIGURATION
    assert [gateway.meaning_of(status.code) for status in found] == [Meaning.ARRIVED] * 2
