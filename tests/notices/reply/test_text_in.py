import json
import threading
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from enrollment.models import ContactPoint
from notices.domain import outbox, outbox_repair
from notices.domain.reply import answer
from notices.enums.reply import ReplyRoute, ReplyState
from notices.gateways.signature import SIGNATURE_HEADER, signature
from notices.models import Delivery, NoticeMessage, Receipt, Reply
from portal.accounts.enums import RoleCode
from tests.factories.accounts import staff
from tests.factories.notices import addressee, notice_of
from tests.factories.replies import MOBILE, said
from tests.factories.resident_numbers import RESIDENT_NUMBER
from tests.notices.campaigns import approved_campaign
from tests.notices.crowd import address_of, crowd

pytestmark = pytest.mark.django_db

PATH = "/receipts/signed/inbound/"
SECRET = "a-secret-only-the-gateway-was-told"
NUMBER = address_of("sms", 0)


@pytest.fixture(autouse=True)
def secret(settings):
    settings.RECEIPTS_WEBHOOK_SECRET = SECRET


def texted(text="네, 갈게요.", *, sender=NUMBER, event_id="1", **more) -> dict:
    return {"event_id": event_id, "from": sender, "to": "0222865000", "text": text, **more}


def post(client, *texts, secret=SECRET, at=None, body=None):
    body = json.dumps(texts, ensure_ascii=False).encode() if body is None else body
    header = signature(body, secret, at or int(time.time()))
    return client.post(PATH, data=body, content_type="application/json", headers={SIGNATURE_HEADER: header})


@pytest.fixture
def row():
    [delivery] = crowd(approved_campaign(channels=("sms",)), 1, channel="sms")
    Delivery.objects.update(state="handed_over", handed_over_at=timezone.now())
    return Delivery.objects.get(pk=delivery.pk)


# What is answered


def test_a_text_is_an_opinion_about_what_the_mobile_was_sent_last(client, row):
    older = approved_campaign(topic="welfare")
    Delivery.objects.create(
        campaign=older, person=row.person, contact=row.contact, channel="sms", state="handed_over",
        queued_at=timezone.now(), handed_over_at=timezone.now() - timedelta(days=2),
    )  # fmt: skip
    assert post(client, texted(sender="010-0000-0000")).json() == {"stored": 1}
    reply = Reply.objects.get()
    assert (reply.route, reply.campaign, reply.person, reply.contact) == (
        ReplyRoute.SMS, row.campaign, row.person, NUMBER,
    )  # fmt: skip
    assert reply.messages.get().body == "네, 갈게요."


def test_a_text_after_a_notice_is_about_the_notice(client):
    notice = notice_of()
    contact = ContactPoint.objects.get(person=notice.person, kind="mobile")
    message = outbox.post(purpose="e_notice", channel="sms", address=contact.value, subject="", text="y")
    NoticeMessage.objects.create(
        notice=notice, rung=0, channel="sms", contact=contact, message=message, posted_at=timezone.now(),
        handed_over_at=timezone.now(),
    )  # fmt: skip
    post(client, texted(sender=contact.value))
    assert Reply.objects.get().notice == notice


def test_a_text_after_an_answer_goes_on_in_its_thread(client, row):
    reply = said(route=ReplyRoute.SMS, message_id="a" * 32, contact=MOBILE)
    answer.answer(reply=reply, body="고쳤습니다.", by=staff(RoleCode.OFFICER))
    post(client, texted("고맙습니다.", sender=MOBILE.value))
    reply.refresh_from_db()
    assert (Reply.objects.count(), reply.messages.count(), reply.state) == (1, 3, ReplyState.RECEIVED)


def test_texts_one_after_the_other_are_one_thread(client, row):
    for number, text in enumerate(["질문이요.", "언제인가요?", "어디인가요?"]):
        post(client, texted(text, event_id=str(number)))
    reply = Reply.objects.get()
    assert [message.body for message in reply.messages.all()] == ["질문이요.", "언제인가요?", "어디인가요?"]


def test_what_was_sent_long_ago_is_not_what_a_text_answers(client, row):
    Delivery.objects.update(handed_over_at=timezone.now() - timedelta(days=91))
    post(client, texted())
    reply = Reply.objects.get()
    assert (reply.campaign, reply.person, reply.contact) == (None, None, NUMBER)


def test_of_a_mobile_several_use_nobody_is_named(client, row):
    other = ContactPoint.objects.get(person=addressee(), kind="mobile")
    other.value, other.index = NUMBER, row.contact.index
    other.save()
    post(client, texted())
    reply = Reply.objects.get()
    assert (reply.campaign, reply.person) == (row.campaign, None)


def test_a_number_nobody_knows_is_heard_too(client):
    post(client, texted(sender="+82 10 0000 7777"))
    assert (Reply.objects.get().contact, Reply.objects.get().person) == ("01000007777", None)


@pytest.mark.parametrize(
    ("sender", "text"),
    [("15880000", "광고"), ("0222865000", "돌아온 글"), (NUMBER, "[자동응답] 운전 중입니다"), ("KAKAO", "x")],
)
def test_what_no_person_wrote_is_kept_and_opens_nothing(client, sender, text):
    assert post(client, texted(text, sender=sender)).json() == {"stored": 1}
    assert (Reply.objects.count(), Receipt.objects.count()) == (0, 1)


def test_a_resident_number_is_not_kept_in_the_thread(client):
    post(client, texted(f"제 번호 {RESIDENT_NUMBER}"))
    assert RESIDENT_NUMBER not in Reply.objects.get().messages.get().body


# The wire


def test_what_came_is_kept_as_it_came_and_encrypted_until_it_is_blanked(client, row):
    post(client, texted(carrier="x", received_at="2026-03-09T10:00:00"))
    receipt = Receipt.objects.get()
    assert (receipt.provider, receipt.event_id) == ("signed", "inbound:1")
    assert json.loads(receipt.payload) == texted(carrier="x", received_at="2026-03-09T10:00:00")
    assert timezone.localtime(receipt.occurred_at).hour == 10
    with connection.cursor() as cursor:
        cursor.execute("SELECT payload FROM notices_receipt")
        assert NUMBER.encode() not in bytes(cursor.fetchone()[0])
    assert outbox_repair.blank_receipts() == 0
    with timezone_moved(days=10):
        assert (outbox_repair.blank_receipts(), outbox_repair.blank_receipts()) == (1, 0)
    receipt.refresh_from_db()
    assert receipt.payload == ""


def timezone_moved(days: int):
    import time_machine

    return time_machine.travel(timezone.now() + timedelta(days=days))


def test_the_same_text_again_is_answered_alike_and_taken_once(client, row):
    assert [post(client, texted()).json() for _time in range(3)] == [
        {"stored": 1},
        {"stored": 0},
        {"stored": 0},
    ]
    assert (Reply.objects.count(), Receipt.objects.count()) == (1, 1)


def test_several_texts_at_once_are_taken(client):
    texts = [texted(sender=f"0100000{number:04d}", event_id=str(number)) for number in range(3)]
    assert post(client, *texts).json() == {"stored": 3}
    assert Reply.objects.count() == 3


def test_what_is_not_signed_or_signed_long_ago_is_refused(client, settings):
    now = int(time.time())
    assert post(client, texted(), secret="another").status_code == 403
    assert post(client, texted(), at=now - 301).status_code == 403
    assert client.post(PATH, data=b"[]", content_type="application/json").status_code == 403
    assert client.get(PATH).status_code == 405
    settings.RECEIPTS_WEBHOOK_SECRET = ""
    assert post(client, texted()).status_code == 404
    assert post(client, texted()).status_code == 404
    assert Receipt.objects.count() == 0


def test_no_gateway_hands_in_texts_by_a_name_of_its_own(client):
    body = json.dumps([texted()]).encode()
    header = {SIGNATURE_HEADER: signature(body, SECRET, int(time.time()))}
    answered = client.post("/receipts/solapi/inbound/", body, content_type="application/json", headers=header)
    assert answered.status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{}", b"[]", b"[1]", b'[{"from": "1", "text": "x"}]',
        b'[{"event_id": "1", "from": "", "text": "x"}]',
        b'[{"event_id": "1", "from": "1", "text": ["x"]}]', b"[" * 100_000,
        b'[{"event_id": "1", "from": "1", "text": "x", "received_at": "yesterday"}]',
    ],
    ids=range(9),
)  # fmt: skip
def test_what_is_not_as_documented_is_refused_whole(client, body):
    assert post(client, body=body).status_code == 400
    assert Receipt.objects.count() == 0


def test_half_a_letter_stops_nothing(client):
    body = b'[{"event_id": "1", "from": "01000000000", "text": "a\\ud800b\\u0000c"}]'
    assert post(client, body=body).json() == {"stored": 1}
    assert Reply.objects.get().messages.get().body == "abc"


@pytest.mark.django_db(transaction=True)
def test_one_text_handed_in_by_many_at_once_is_one(client, live_server):
    import urllib.request

    body = json.dumps([texted()]).encode()
    headers = {
        SIGNATURE_HEADER: signature(body, SECRET, int(time.time())),
        "Content-Type": "application/json",
    }
    stored = []

    def hand_in():
        request = urllib.request.Request(f"{live_server.url}{PATH}", body, headers)
        with urllib.request.urlopen(request, timeout=30) as answered:
            stored.append(json.load(answered)["stored"])

    threads = [threading.Thread(target=hand_in) for _worker in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(stored) == [0, 0, 0, 0, 0, 1]
    assert (Reply.objects.count(), Receipt.objects.count()) == (1, 1)
