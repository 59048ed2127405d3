import http.client
import json
import re
import socket
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from notices.gateways import solapi_signature
from notices.gateways.solapi import NotReached, Refused, Solapi, Text, Unclear
from notices.gateways.solapi_codes import Meaning, meaning_of
from notices.gateways.solapi_signature import BadSignature, check, header, sign
from tests.servers import KEY, SECRET, running_sms_gateway, sms_url

DATE, SALT = "2026-01-02T03:04:05+09:00", "0123456789abcdef0123456789abcdef"
SIGNATURE = "4007fbabe7d249ec00617a55ab8f41d53113c040edfa3ed1c19bff1eee94402f"


def text(reference, to="01000001234", **changes):
    return Text(**{"reference": reference, "to": to, "text": "안녕하세요", "kind": "SMS", **changes})


@pytest.fixture
def wired(tmp_path):
    with running_sms_gateway(tmp_path) as (local, port):
        client = Solapi(sms_url(port))
        yield local, client
        client.close()


def test_signature_is_that_of_the_published_algorithm():
    assert sign("TESTSECRET", DATE, SALT) == SIGNATURE


@pytest.mark.parametrize(
    "names", ["apiKey={}, date={}, salt={}, signature={}", "ApiKey={}, Date={}, salt={}, signature={}"]
)
def test_both_spellings_of_the_header_are_understood(names):
    text = "HMAC-SHA256 " + names.format("KEY", DATE, SALT, SIGNATURE)
    at = datetime.fromisoformat(DATE) + timedelta(minutes=15)
    assert check(text, key="KEY", secret="TESTSECRET", now=at).salt == SALT


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda good: good.replace("KEY", "OTHER"), "InvalidAPIKey"),
        (lambda good: good.replace(SIGNATURE[:4], "0000"), "SignatureDoesNotMatch"),
        (lambda good: good.replace(SALT, "short"), "SignatureDoesNotMatch"),
        (lambda good: "", "InvalidAPIKey"),
    ],
)
def test_a_header_that_is_not_right_is_refused(change, code):
    good = f"HMAC-SHA256 apiKey=KEY, date={DATE}, salt={SALT}, signature={SIGNATURE}"
    with pytest.raises(BadSignature, match=code):
        check(change(good), key="KEY", secret="TESTSECRET", now=datetime.fromisoformat(DATE))


def test_a_clock_off_by_more_than_fifteen_minutes_is_refused():
    late = datetime.fromisoformat(DATE) + timedelta(minutes=15, seconds=1)
    good = f"HMAC-SHA256 apiKey=KEY, date={DATE}, salt={SALT}, signature={SIGNATURE}"
    with pytest.raises(BadSignature, match="RequestTimeTooSkewed"):
        check(good, key="KEY", secret="TESTSECRET", now=late)


def test_every_header_has_a_fresh_salt():
    salts = {re.search(r"salt=(\w+)", header("KEY", "SECRET"))[1] for _try in range(50)}
    assert len(salts) == 50


@pytest.mark.parametrize(
    ("code", "meaning"),
    [
        ("2000", Meaning.TAKEN), ("3000", Meaning.AT_CARRIER), ("4000", Meaning.ARRIVED),
        ("3040", Meaning.UNREACHED), ("3044", Meaning.UNREACHED), ("3010", Meaning.DEAD_NUMBER),
        ("3032", Meaning.DEAD_NUMBER), ("1030", Meaning.CONFIGURATION), ("2062", Meaning.CONFIGURATION),
        ("1061", Meaning.OPT_OUT), ("1028", Meaning.PERMANENT), ("3054", Meaning.PERMANENT),
    ],
)  # fmt: skip
def test_codes_are_understood(code, meaning):
    assert meaning_of(code) is meaning


def test_texts_are_taken_with_our_reference(wired):
    local, client = wired
    statuses = client.send([text("d1"), text("d2", to="01000005678", kind="LMS", subject="제목")])
    assert {reference: status.code for reference, status in statuses.items()} == {"d1": "2000", "d2": "2000"}
    stored = {sms.custom_fields: sms for sms in local.store.newest(limit=10)}
    assert stored['{"delivery_id": "d2"}'].subject == "제목"
    assert stored['{"delivery_id": "d1"}'].message_id == statuses["d1"].message_id
    assert stored['{"delivery_id": "d1"}'].sender == "0222865000"


def test_a_good_answer_may_hold_refusals(wired):
    _local, client = wired
    statuses = client.send(
        [text("d1"), text("d2", to="01000009712"), text("d3", to="123"), text("d4", to="01000001234")]
    )
    assert {reference: status.code for reference, status in statuses.items()} == {
        "d1": "2000",
        "d2": "1061",
        "d3": "1010",
        "d4": "2000",
    }


def test_no_connection_means_nothing_left():
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        client = Solapi(sms_url(reserved.getsockname()[1]))
        with pytest.raises(NotReached):
            client.send([text("d1")])


def test_a_lost_answer_is_unclear_and_the_gateway_is_asked(wired):
    local, client = wired
    before = timezone.now()
    local.lose_answers = 1
    with pytest.raises(Unclear):
        client.send([text("d1"), text("d2", to="01000005678")])
    found = client.lookup(["d1", "d2", "d3"], before)
    assert {reference: status.code for reference, status in found.items()} == {"d1": "2000", "d2": "2000"}


def test_a_lookup_reads_every_page_of_the_list(wired):
    _local, client = wired
    before = timezone.now()
    references = [f"d{number}" for number in range(1201)]
    client.send([text(ref, to=f"0100000{number:04d}") for number, ref in enumerate(references)])
    assert set(client.lookup(references, before)) == set(references)


def test_a_wrong_secret_is_refused_for_the_whole_request(tmp_path):
    with running_sms_gateway(tmp_path) as (local, port):
        client = Solapi(sms_url(port, secret="WRONG"))
        with pytest.raises(Refused) as refusal:
            client.send([text("d1")])
        client.close()
        assert (refusal.value.code, refusal.value.is_temporary) == ("SignatureDoesNotMatch", False)
        assert local.store.count() == 0


def test_a_connection_closed_between_requests_is_opened_again(tmp_path):
    with running_sms_gateway(tmp_path) as (local, port):
        client = Solapi(sms_url(port))
        client.send([text("d1")])
        client._wire._idle[0].sock.shutdown(socket.SHUT_RDWR)
        assert client.send([text("d2", to="01000005678")])["d2"].code == "2000"
        client.close()


def post(port, authorization, body):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request(
        "POST", "/messages/v4/send-many/detail", json.dumps(body), {"Authorization": authorization}
    )
    response = connection.getresponse()
    answer = json.loads(response.read())
    connection.close()
    return response.status, answer.get("errorCode")


def test_the_local_gateway_refuses_a_salt_used_before_and_an_old_date(tmp_path):
    body = {"messages": [{"to": "01000001234", "from": "0222865000", "text": "a", "type": "SMS"}]}
    with running_sms_gateway(tmp_path) as (_local, port):
        once = header(KEY, SECRET)
        assert post(port, once, body) == (200, None)
        assert post(port, once, body) == (403, "DuplicatedSignature")
        old = header(KEY, SECRET, timezone.localtime() - timedelta(minutes=16))
        assert post(port, old, body) == (403, "RequestTimeTooSkewed")
        assert post(port, "", body) == (403, "InvalidAPIKey")
        assert post(port, header(KEY, SECRET), {"messages": []}) == (400, "ValidationError")
    assert solapi_signature.MAX_SKEW == timedelta(minutes=15)
