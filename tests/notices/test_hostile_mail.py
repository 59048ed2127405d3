"""Mails made to stop whoever reads them: read with work that grows with their size, or put aside."""

import logging
from contextlib import contextmanager

import pytest
from django.db import OperationalError, connection

from notices.domain import bounces, deliver
from notices.domain.reply import mail_in
from notices.enums.reply import Refusal, ReplyState
from notices.gateways import answered_mail, mail_html, quotes, reply_address, return_path
from notices.gateways.mail_words import printable
from notices.models import Receipt, Reply, ReplyMessage
from portal.common import masking, resident_number
from tests.notices import answers, returned
from tests.notices.campaigns import approved_campaign
from tests.notices.crowd import crowd
from tests.notices.imap import running_mailbox
from tests.notices.work import Read, work_of

NESTED = b"--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n%s\r\n\r\n%s\r\n--c--\r\n--b--\r\n"
BROKEN = {
    "a mail within it": NESTED
    % (b"Content-Type: message/rfc822", b"Content-Type: text/plain; charset=\"\x00\"\r\n\r\n\xff"),
    "odd letters": NESTED % (b"Content-Transfer-Encoding: x-uuencode", b"begin 644 x\n#aaa\n\xed\xa0\x80"),
    "a charset of nothing": NESTED % (b"Content-Type: text/plain; charset=\x00", b"\xff\xfe"),
    "a codec that is none": NESTED % (b"Content-Type: text/plain; charset=hex", b"zz"),
    "a huge letter": NESTED % (b"Content-Type: text/html", b"&#" + b"9" * 5000 + b";"),
    "quotes in a long header": NESTED % (b'Content-Type: text/plain; name="' + b";" * 60_000, b"x"),
}  # fmt: skip


@pytest.fixture(autouse=True)
def addresses(settings):
    settings.BOUNCE_DOMAIN = "bounces.example.kr"
    settings.REPLY_ADDRESS = "reply@bounces.example.kr"


def raw_of(body: bytes, kind: str = "multipart/mixed; boundary=b", **more) -> bytes:
    return answers.raw(reply_address.address("d1"), body, kind, **more)


@pytest.mark.parametrize("body", BROKEN.values(), ids=BROKEN)
def test_a_broken_mail_is_read_as_far_as_it_can_be(body):
    mail = answered_mail.read(raw_of(body))
    assert (mail.reference, mail.sender) == ("d1", answers.SENDER)
    mail.text.encode()


@pytest.mark.django_db
def test_of_a_mail_nobody_can_take_apart_its_thread_tells():
    parts = b"".join(b"--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" for _one in range(100))
    assert mail_in.take(raw_of(parts))
    message = ReplyMessage.objects.get()
    assert message.body == "(메일이 깨져 있어 글을 읽지 못했습니다.)"
    assert [file.refusal for file in message.attachments.all()] == [Refusal.DAMAGED]
    assert message.reply.state == ReplyState.RECEIVED
    assert not mail_in.take(raw_of(parts)), "known by name"


@pytest.mark.django_db
def test_what_the_database_refuses_stops_no_other_and_waits_flagged(settings, caplog):
    [row] = crowd(approved_campaign(channels=("email",)), 1)
    to = reply_address.address(f"d{row.pk}")
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE notices_reply ADD CONSTRAINT none_by_mail CHECK (contact_kind <> 'email') NOT VALID"
        )
    with running_mailbox() as (mailbox, settings.BOUNCE_MAILBOX_URL):
        mailbox.messages += [
            answers.answer(to, "비밀스러운 말"),
            returned.postfix(bounces_path(row)),
            answers.answer(to).replace(answers.SENDER.encode(), b"nobody"),
        ]
        assert bounces.poll() == 2
        assert (mailbox.seen, mailbox.flagged) == ({1, 2, 3}, {1})
        assert bounces.poll() == 0
    assert (Receipt.objects.count(), Reply.objects.count()) == (1, 1)
    told = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert len(told) == 2 and "IntegrityError" in told[0] and "1 of 3" in told[1]
    assert "비밀" not in caplog.text and answers.SENDER not in caplog.text


def bounces_path(row) -> str:
    return return_path.address(deliver.reference_of(row.pk))


@contextmanager
def away(table: str):
    """Whoever writes the table is told what a server says that is shutting down."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION pg_temp.go_away() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'away' USING ERRCODE = '57P01'; END $$;"
            f"CREATE TRIGGER going_away BEFORE INSERT ON {table} EXECUTE FUNCTION pg_temp.go_away()"
        )
        yield
        cursor.execute(f"DROP TRIGGER going_away ON {table}")


# Work


def quoted(lines: int) -> str:
    return "On Monday x@y wrote:\n" * lines + "> q"


PAGES = {
    "comments": "<!--", "tags": "<a ", "quotes": "<a \"", "ends": "</a", "quotes and ends": "<a \"<b>'",
    "scripts": "<script>", "declarations": "<!x", "words": "a<b>", "letters": "&#", "ended": "<p>a</p>",
}  # fmt: skip


def test_quotes_are_cut_with_work_that_grows_with_the_lines():
    few, many = (work_of(lambda lines=lines: quotes.cut(quoted(lines))) for lines in (500, 2000))
    assert many < 5 * few
    assert quotes.cut(quoted(500)) == quoted(500).strip()


@pytest.mark.parametrize(
    "rule", ["--원본" + " " * 5000 + "x", "-" * 5000 + "x", "On " + "x" * 5000, " " * 5000 + "From"]
)
def test_a_long_line_is_no_rule(rule):
    assert quotes.cut(f"글\n{rule}\n뒤") == f"글\n{rule}\n뒤"


@pytest.mark.parametrize("piece", PAGES.values(), ids=PAGES)
def test_a_page_is_read_with_work_that_grows_with_its_letters(piece):
    def read(times: int) -> int:
        page = Read(piece * times)
        return work_of(lambda: mail_html.text_of(page)) + page.looked_at

    assert read(4000) < 5 * read(1000) + 2000


def test_marks_heaped_on_a_letter_are_cut():
    heap = printable("e" + "\u0301\u0316" * 5000)
    assert 2 <= len(heap) <= 31


@pytest.mark.parametrize("hide", [masking.text, resident_number.blank])
def test_hiding_takes_work_that_grows_with_the_text(hide):
    few, many = (work_of(lambda times=times: hide("1 " * times)) for times in (500, 2000))
    assert many < 6 * few


@pytest.mark.django_db
def test_a_database_that_goes_away_marks_nothing_more(settings):
    [row] = crowd(approved_campaign(channels=("email",)), 1)
    with running_mailbox() as (mailbox, settings.BOUNCE_MAILBOX_URL):
        mailbox.messages += [
            answers.answer(reply_address.address(f"d{row.pk}")),
            returned.postfix(bounces_path(row)),
        ]
        with away("notices_receipt"), pytest.raises(OperationalError):
            bounces.poll()
        assert (mailbox.seen, mailbox.flagged, Reply.objects.count()) == ({1}, set(), 1)
        assert (bounces.poll(), mailbox.seen) == (1, {1, 2})
