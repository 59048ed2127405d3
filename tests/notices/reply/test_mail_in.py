import time
from datetime import timedelta
from email import message_from_bytes

import pytest
from django.utils import timezone
from PIL import Image

from enrollment.models import ContactPoint
from notices import channels
from notices.channels.base import Outgoing
from notices.domain import bounces, chunks, deliver, outbox
from notices.domain.reply import answer, attachment, mail_in
from notices.enums.reply import CloseReason, Refusal, ReplyRoute, ReplyState
from notices.gateways import answered_mail, reply_address, return_path
from notices.gateways.signature import SIGNATURE_HEADER, signature
from notices.models import NoticeMessage, Receipt, Reply, ReplyAttachment, ReplyMessage
from portal.accounts.enums import RoleCode
from tests.factories import scans
from tests.factories.accounts import staff
from tests.factories.notices import notice_of
from tests.factories.replies import desk_of, said
from tests.factories.resident_numbers import RESIDENT_NUMBER
from tests.notices import answers, returned
from tests.notices.campaigns import approved_campaign
from tests.notices.crowd import crowd
from tests.notices.imap import running_mailbox

pytestmark = pytest.mark.django_db

SECRET = "a-secret-only-the-mail-server-was-told"
MAILBOX = "resident0@example.kr"


@pytest.fixture(autouse=True)
def addresses(settings):
    settings.BOUNCE_DOMAIN = "bounces.example.kr"
    settings.REPLY_ADDRESS = "reply@bounces.example.kr"


@pytest.fixture
def row():
    [delivery] = crowd(approved_campaign(channels=("email",)), 1)
    return delivery


def to_of(reference: str) -> str:
    return reply_address.address(reference)


def answered(reference: str, text: str = answers.WORDS, *, sender: str = MAILBOX, **more) -> Reply | None:
    """The thread a mail to the reply address of a message came into."""
    raw = answers.answer(to_of(reference), text, sender=sender, **more)
    before = ReplyMessage.objects.count()
    mail_in.take(raw)
    if ReplyMessage.objects.count() == before:
        return None
    return ReplyMessage.objects.latest("pk").reply


# On the wire


def test_a_mail_of_a_campaign_is_answered_into_the_inbox(mail_sink, settings):
    campaign = approved_campaign(
        channels=("email",), email_subject="[성동구] 소식", email_body="{이름}님, 소식입니다."
    )
    [row] = crowd(campaign, 1)
    desk = desk_of("culture")
    for chunk_id in chunks.cut(campaign):
        deliver.deliver_chunk(chunk_id, "worker-1")
    mail = message_from_bytes(mail_sink.newest(limit=1)[0].raw)
    with running_mailbox() as (mailbox, settings.BOUNCE_MAILBOX_URL):
        mailbox.messages.append(answers.answer(mail["Reply-To"], sender=mail["To"].strip("<>")))
        mailbox.messages.append(
            answers.answer(mail["Reply-To"], "부재중입니다", Auto_Submitted="auto-replied")
        )
        mailbox.messages.append(returned.postfix(return_path.address(f"d{row.pk}")))
        assert bounces.poll() == 2
        assert mailbox.seen == {1, 2, 3}
        assert bounces.poll() == 0
    reply = Reply.objects.get()
    assert (reply.route, reply.campaign, reply.person, reply.contact) == (
        ReplyRoute.EMAIL, campaign, row.person, MAILBOX,
    )  # fmt: skip
    assert (reply.desk, reply.wants_answer) == (desk, True)
    assert reply.messages.get().body == answers.WORDS
    assert Receipt.objects.count() == 1


def test_only_what_takes_answers_names_the_address(mail_sink, settings):
    plain = Outgoing(reference="m1", address="a@example.kr", subject="번호", text="123")
    open_one = Outgoing(reference="m2", address="b@example.kr", subject="답", text="글", takes_replies=True)
    channels.of("email").send([plain, open_one])
    mails = [message_from_bytes(mail.raw) for mail in mail_sink.newest(limit=2)]
    assert {mail["To"]: mail["Reply-To"] for mail in mails} == {
        "<a@example.kr>": None,
        "<b@example.kr>": f"<{to_of('m2')}>",
    }
    settings.REPLY_ADDRESS = ""
    channels.of("email").send([open_one])
    assert message_from_bytes(mail_sink.newest(limit=1)[0].raw)["Reply-To"] is None


def test_an_answer_of_the_office_is_answered_into_its_thread(mail_sink):
    reply = said(route=ReplyRoute.EMAIL, message_id="a" * 32)
    officer = staff(RoleCode.OFFICER)
    message = answer.answer(reply=reply, body="고쳤습니다.", by=officer)
    outbox.deliver(message.sent_as_id)
    mail = message_from_bytes(mail_sink.newest(limit=1)[0].raw)
    assert mail["Auto-Submitted"] is None, "somebody wrote it"
    raw = answers.answer(mail["Reply-To"], "아직 어두워요.", sender=reply.contact)
    assert (mail_in.take(raw), mail_in.take(raw)) == (True, False)
    reply.refresh_from_db()
    assert reply.state == ReplyState.RECEIVED, "open again"
    assert [one.body for one in reply.messages.filter(is_from_office=False)][1:] == ["아직 어두워요."]
    assert Reply.objects.count() == 1


# What is answered, and by whom


def test_an_invitation_is_answered_about_its_poll():
    [row] = crowd(approved_campaign(kind="poll", channels=("email",)), 1)
    reply = answered(f"d{row.pk}")
    assert (reply.poll, reply.campaign, reply.person) == (row.campaign.poll, None, row.person)


def test_a_notice_is_answered_about_itself():
    notice = notice_of()
    contact = ContactPoint.objects.get(person=notice.person, kind="email")
    message = outbox.post(purpose="e_notice", channel="email", address=contact.value, subject="x", text="y")
    NoticeMessage.objects.create(
        notice=notice, rung=0, channel="email", contact=contact, message=message, posted_at=timezone.now()
    )
    reply = answered(f"m{message.pk}", sender=contact.value)
    assert (reply.notice, reply.person, reply.contact) == (notice, notice.person, contact.value)


def test_a_forwarded_mail_answered_by_another_names_nobody(row):
    reply = answered(f"d{row.pk}", sender="friend@example.com")
    assert (reply.campaign, reply.person, reply.contact) == (row.campaign, None, "friend@example.com")


def test_another_writer_opens_a_thread_of_their_own():
    reply = said(route=ReplyRoute.EMAIL, message_id="a" * 32)
    message = answer.answer(reply=reply, body="고쳤습니다.", by=staff(RoleCode.OFFICER))
    other = answered(f"m{message.sent_as_id}", sender="friend@example.com")
    assert other != reply
    assert (other.person, other.contact) == (None, "friend@example.com")


def test_an_answer_to_what_is_forgotten_is_an_opinion_about_nothing():
    reply = answered("m999999")
    assert (reply.campaign, reply.notice, reply.poll, reply.person) == (None, None, None, None)
    assert reply.messages.get().body == answers.WORDS


def test_the_same_mail_is_one_opinion_by_mailbox_and_webhook(row):
    raw = answers.answer(to_of(f"d{row.pk}"), sender=MAILBOX, files=[("a.pdf", scans.pdf())])
    assert [bounces.take(raw), bounces.take(b"Received: by x\r\n" + raw)] == [1, 0]
    assert (Reply.objects.count(), ReplyAttachment.objects.count()) == (1, 1)


def test_a_resident_number_is_kept_nowhere(row):
    name = f"{RESIDENT_NUMBER}.pdf"
    reply = answered(f"d{row.pk}", f"제 번호는 {RESIDENT_NUMBER}", files=[(name, scans.pdf())])
    message = reply.messages.get()
    assert RESIDENT_NUMBER not in message.body
    assert RESIDENT_NUMBER not in message.attachments.get().name


def test_what_comes_past_the_limit_of_a_day_is_kept_in_one_thread_that_is_over(row, settings):
    settings.REPLY_MOST_A_DAY = 2
    file = ("a.pdf", scans.pdf())
    threads = [answered(f"d{row.pk}", f"글 {number}", files=[file]) for number in range(4)]
    first, second, third, fourth = threads
    assert (first.state, second.state, third) == (ReplyState.RECEIVED, ReplyState.RECEIVED, fourth)
    assert (third.state, third.close_reason) == (ReplyState.CLOSED, CloseReason.LIMITED)
    assert [one.body for one in third.messages.all()] == ["글 2", "글 3"]
    refused = ReplyAttachment.objects.filter(message__reply=third)
    assert {(one.refusal, one.stored_as) for one in refused} == {(Refusal.TOO_MANY, None)}
    assert answered(f"d{row.pk}", sender="another@example.kr").state == ReplyState.RECEIVED
    ReplyMessage.objects.update(at=timezone.now() - timedelta(days=2))
    assert answered(f"d{row.pk}", "다음 날").state == ReplyState.RECEIVED


def test_mails_in_the_name_of_somebody_do_not_silence_them(row, settings):
    settings.REPLY_MOST_A_DAY = 2
    for number in range(4):
        mail_in.take(answers.answer(settings.REPLY_ADDRESS, f"거짓 {number}", sender=MAILBOX))
    assert Reply.objects.filter(close_reason=CloseReason.LIMITED).count() == 1
    assert answered(f"d{row.pk}", "제 글입니다").state == ReplyState.RECEIVED


def test_mails_that_name_no_sender_have_a_limit_together(settings):
    settings.REPLY_MOST_A_DAY = 2
    for number in range(4):
        raw = answers.answer(settings.REPLY_ADDRESS, f"글 {number}", sender="nobody")
        assert mail_in.take(raw)
    assert sorted(Reply.objects.values_list("close_reason", flat=True)) == ["", "", CloseReason.LIMITED]
    assert ReplyMessage.objects.count() == 4


def test_the_same_words_of_two_writers_without_a_name_are_two():
    to = reply_address.address("d999999")
    mails = [
        answers.raw(to, "찬성합니다".encode()).replace(answers.SENDER.encode(), sender)
        for sender in (b"one@example.kr", b"two@example.kr")
    ]
    assert [mail_in.take(raw) for raw in (*mails, mails[0])] == [True, True, False]


def test_a_mail_that_says_nothing_opens_nothing(row):
    assert answered(f"d{row.pk}", "\n") is None


def test_a_letter_longer_than_anybody_reads_is_cut_and_says_so(row):
    body = answered(f"d{row.pk}", "가" * 30_000).messages.get().body
    assert 20_000 < len(body) < 20_100 and body.endswith("(글이 길어 여기까지만 받았습니다.)")


# Large mails


def test_a_mail_with_files_is_read_whole_over_imap(row, settings):
    content = scans.saved("PNG", Image.effect_noise((1400, 1200), 100))
    assert len(content) > 1_000_000
    with running_mailbox() as (mailbox, settings.BOUNCE_MAILBOX_URL):
        mailbox.messages.append(
            answers.answer(to_of(f"d{row.pk}"), sender=MAILBOX, files=[("큰 사진.png", content)])
        )
        assert (bounces.poll(), mailbox.seen) == (1, {1})
    kept = ReplyAttachment.objects.get()
    assert attachment.read(kept) == content


def test_of_a_mail_larger_than_any_the_words_are_read_and_the_rest_is_told(row, settings):
    with running_mailbox() as (mailbox, settings.BOUNCE_MAILBOX_URL):
        mailbox.messages.append(
            answers.answer(to_of(f"d{row.pk}"), sender=MAILBOX, files=[("a.pdf", bytes(20 * 1024 * 1024))])
        )
        assert bounces.poll() == 1
    message = ReplyMessage.objects.get()
    assert message.body == answers.WORDS
    assert [file.refusal for file in message.attachments.all()] == [Refusal.SIZE, Refusal.SIZE]


# The webhook


def hand_in(client, raw: bytes, secret=SECRET):
    headers = {SIGNATURE_HEADER: signature(raw, secret, int(time.time()))}
    return client.post("/receipts/mail/", raw, content_type="message/rfc822", headers=headers)


def test_a_server_that_cannot_be_read_hands_answers_in_with_large_files(client, row, settings):
    settings.BOUNCE_WEBHOOK_SECRET = SECRET
    content = scans.saved("PNG", Image.effect_noise((2300, 2300), 100))
    raw = answers.answer(to_of(f"d{row.pk}"), sender=MAILBOX, files=[("큰 사진.png", content)])
    assert len(raw) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    assert hand_in(client, raw, "another").status_code == 403
    assert [hand_in(client, raw).json() for _time in range(2)] == [{"stored": 1}, {"stored": 0}]
    assert ReplyAttachment.objects.get().size == len(content)
    assert hand_in(client, b"x" * (answered_mail.MOST_BYTES + 1)).status_code == 413
