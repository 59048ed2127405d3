"""The two ways bounced mails come in: the mailbox that is read and the signed webhook."""

import time

import pytest

from notices.domain import bounces, receive
from notices.enums import DeliveryState
from notices.gateways.signature import SIGNATURE_HEADER, signature
from notices.models import Delivery, Receipt
from tests.notices import returned
from tests.notices.campaigns import approved_campaign
from tests.notices.come_back import SECRET, handed_over, path_of
from tests.notices.crowd import crowd
from tests.notices.imap import running_mailbox

pytestmark = pytest.mark.django_db


PATH = "/receipts/mail/"


@pytest.fixture(autouse=True)
def domain(settings):
    settings.BOUNCE_DOMAIN = "bounces.example.kr"
    settings.BOUNCE_WEBHOOK_SECRET = SECRET


@pytest.fixture
def row() -> Delivery:
    return handed_over()


# The mailbox
@pytest.mark.parametrize("folder", ["INBOX", "Bounces"])
def test_the_mailbox_is_read_once_and_marked_after(row, settings, folder):
    with running_mailbox(folder) as (mailbox, settings.BOUNCE_MAILBOX_URL):
        mailbox.messages += [maker(path_of(row)) for maker in (returned.postfix, returned.vacation)]
        mailbox.messages.append(b"\xff\x00 nothing")
        assert bounces.poll() == 1
        assert mailbox.seen == {1, 2, 3}
        mailbox.messages.append(returned.complaint(path_of(row)))
        assert (bounces.poll(), bounces.poll()) == (1, 0)
    receive.apply_due()
    told = set(Receipt.objects.values_list("provider", "status_code"))
    assert told == {("mail", "5.1.1"), ("mail", "complaint")}


def test_a_crash_before_marking_neither_loses_nor_doubles(row, settings):
    with running_mailbox() as (mailbox, settings.BOUNCE_MAILBOX_URL):
        mailbox.messages += [returned.postfix(path_of(row)), returned.qmail(path_of(row))]
        mailbox.dies_before_marking = True
        bounces.poll()
        assert (Receipt.objects.count(), mailbox.seen) == (2, set())
        mailbox.dies_before_marking = False
        assert (bounces.poll(), Receipt.objects.count(), mailbox.seen) == (0, 2, {1, 2})


def test_many_bounces_are_read_in_parts(settings):
    rows = crowd(approved_campaign(channels=("email",)), 120)
    with running_mailbox() as (mailbox, settings.BOUNCE_MAILBOX_URL):
        mailbox.messages += [returned.postfix(path_of(row)) for row in rows]
        assert bounces.poll() == 120
        assert len(mailbox.seen) == 120


def test_a_full_mailbox_is_read_over_several_polls(settings):
    with running_mailbox() as (mailbox, settings.BOUNCE_MAILBOX_URL):
        mailbox.messages += [b"Subject: nothing\r\n\r\nof ours"] * 1100
        bounces.poll()
        assert len(mailbox.seen) == 1000
        bounces.poll()
        assert len(mailbox.seen) == 1100


def test_a_mailbox_that_is_away_or_refuses_is_only_told_of(settings, caplog):
    with running_mailbox() as (mailbox, url):
        mailbox.refuses_sign_in = True
        settings.BOUNCE_MAILBOX_URL = url
        assert bounces.poll() == 0
        mailbox.refuses_sign_in = False
        settings.BOUNCE_MAILBOX_URL = url.replace("/INBOX", "/Nothing")
        assert bounces.poll() == 0
    assert bounces.poll() == 0
    assert len(caplog.records) == 3 and "cret" not in caplog.text


def test_no_mailbox_is_no_work(settings):
    settings.BOUNCE_MAILBOX_URL = ""
    assert bounces.poll() == 0


# The webhook
def post(client, raw, *, at=None, secret=SECRET, header=None):
    header = header if header is not None else signature(raw, secret, at or int(time.time()))
    return client.post(PATH, data=raw, content_type="message/rfc822", headers={SIGNATURE_HEADER: header})


def test_a_signed_message_is_taken_and_counted_once(client, row):
    raw = returned.postfix(path_of(row))
    assert [post(client, raw).json() for _time in range(2)] == [{"stored": 1}, {"stored": 0}]
    receive.apply_due()
    row.refresh_from_db()
    assert row.state == DeliveryState.BOUNCED
    on_the_way = b"Received: from a by b\r\n" + raw
    assert post(client, on_the_way).json() == {"stored": 0}, "the same report by another way"
    assert post(client, returned.vacation(path_of(row))).json() == {"stored": 0}


def test_what_is_not_signed_or_signed_long_ago_is_refused(client, row, settings):
    raw, now = returned.postfix(path_of(row)), int(time.time())
    wrong = [
        {"header": ""}, {"header": "t=,v1="}, {"header": "한글"}, {"secret": "another"}, {"at": now - 301},
        {"at": now + 301}, {"header": signature(raw + b"x", SECRET, now)}, {"header": f"t={'9' * 40},v1=00"},
    ]  # fmt: skip
    assert {post(client, raw, **change).status_code for change in wrong} == {403}
    assert client.get(PATH).status_code == 405
    settings.BOUNCE_WEBHOOK_SECRET = ""
    assert post(client, raw).status_code == 404
    assert Receipt.objects.count() == 0
