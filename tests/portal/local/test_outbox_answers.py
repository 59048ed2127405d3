import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from notices.channels import mime
from notices.channels.base import Outgoing
from notices.gateways import reply_address
from notices.models import Reply, ReplyAttachment
from portal.local.outbox_store import MailStore
from tests.factories import scans
from tests.notices.campaigns import approved_campaign
from tests.notices.crowd import crowd
from tests.servers import running_sms_gateway, sms_url

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter(settings, tmp_path):
    """A mail of a campaign in the outbox, and the person who got it."""
    settings.OUTBOX_DIR, settings.REPLY_ADDRESS = tmp_path, "reply@example.kr"
    [row] = crowd(approved_campaign(channels=("email",)), 1)
    reference = f"d{row.pk}"
    outgoing = Outgoing(reference, row.contact.value, "구두바자회", "토요일입니다.\n오세요.")
    store = MailStore(tmp_path)
    store.open_for_writing()
    message = mime.Frame("소통 <sotong@example.kr>").message(outgoing, reply_address.address(reference))
    store.add("sotong@example.kr", [row.contact.value], message)
    store.close()
    return row


def test_a_mail_of_the_outbox_is_answered_like_a_real_one(client, letter):
    assert "답장하기" in client.get("/outbox/mail/1/").content.decode()
    file = SimpleUploadedFile("지도.pdf", scans.pdf())
    answered = client.post("/outbox/mail/1/answer/", {"text": "저도 갈게요.", "file": file}, follow=True)
    assert answered.redirect_chain == [("/outbox/mail/1/", 302)]
    reply = Reply.objects.get()
    assert (reply.campaign, reply.person) == (letter.campaign, letter.person)
    assert reply.messages.get().body == "저도 갈게요.", "the answered mail is cut"
    assert ReplyAttachment.objects.get().name == "지도.pdf"


def test_an_empty_answer_is_refused_at_its_field(client, letter):
    page = client.post("/outbox/mail/1/answer/", {"text": ""}).content.decode()
    assert "답장을 입력하지 않았습니다" in page and "aria-invalid" in page
    assert not Reply.objects.exists()


def test_a_mail_that_takes_no_answers_has_no_form(client, letter, settings):
    store = MailStore(settings.OUTBOX_DIR)
    store.open_for_writing()
    outgoing = Outgoing("m1", "a@example.kr", "인증번호", "123456")
    store.add("sotong@example.kr", ["a@example.kr"], mime.Frame("sotong@example.kr").message(outgoing))
    store.close()
    assert "답장하기" not in client.get("/outbox/mail/2/").content.decode()
    assert client.post("/outbox/mail/2/answer/", {"text": "x"}).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_text_goes_through_gateway_and_webhook_into_the_inbox(client, live_server, settings, tmp_path):
    settings.OUTBOX_DIR, settings.RECEIPTS_WEBHOOK_SECRET = tmp_path, "a-secret-only-the-gateway-was-told"
    with running_sms_gateway(tmp_path, f"{live_server.url}/receipts/solapi/") as (_gateway, port):
        settings.SMS_URL = sms_url(port)
        typed = {"sender": "010-0000-4321", "text": "가로등이 꺼졌어요."}
        answered = client.post("/outbox/sms/send/", typed, follow=True)
    assert "문자를 보냈습니다" in answered.content.decode()
    reply = Reply.objects.get()
    assert (reply.route, reply.contact, reply.messages.get().body) == (
        "sms",
        "01000004321",
        "가로등이 꺼졌어요.",
    )


def test_a_gateway_that_is_away_or_a_number_that_is_none_is_told(client, settings, tmp_path):
    settings.OUTBOX_DIR = tmp_path
    page = client.post("/outbox/sms/send/", {"sender": "01000004321", "text": "가"}).content.decode()
    assert "문자 게이트웨이가 받지 않았습니다" in page and "01000004321" in page
    page = client.post("/outbox/sms/send/", {"sender": "02-2286-0000", "text": "가"}).content.decode()
    assert "유선전화 번호" in page
