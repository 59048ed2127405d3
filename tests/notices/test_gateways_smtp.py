import socket
import threading
from contextlib import contextmanager

import pytest

from notices.gateways.smtp import Envelope, Reply, SmtpServer, can_carry
from tests.servers import running_mail_sink

SENDER = "sotong@example.kr"


def envelope(recipient, body=b"hello"):
    return Envelope(recipient, b"Subject: test\r\n\r\n" + body + b"\r\n")


@pytest.fixture
def sink(tmp_path):
    with running_mail_sink(tmp_path) as (store, port):
        server = SmtpServer(f"smtp://127.0.0.1:{port}")
        yield store, server
        server.close()


def recipients(store):
    return [mail.recipient for mail in reversed(store.newest(limit=1000))]


def test_every_envelope_arrives_once_and_in_order(sink):
    store, server = sink
    wanted = [f"resident{number}@example.kr" for number in range(50)]
    answers = server.send(SENDER, [envelope(address) for address in wanted])
    assert [answer.kind for answer in answers] == [Reply.ACCEPTED] * 50
    assert recipients(store) == wanted


def test_a_refused_recipient_stops_neither_its_neighbours_nor_the_connection(sink):
    store, server = sink
    addresses = [
        *("a@example.kr", "bounce1@example.kr", "b@example.kr", "later1@example.kr"),
        *("policy@example.kr", "c@example.kr"),
    ]
    answers = server.send(SENDER, [envelope(address) for address in addresses])
    assert [(answer.kind, answer.code) for answer in answers] == [
        (Reply.ACCEPTED, "250"),
        (Reply.NO_MAILBOX, "550"),
        (Reply.ACCEPTED, "250"),
        (Reply.TEMPORARY, "451"),
        (Reply.PERMANENT, "550"),
        (Reply.ACCEPTED, "250"),
    ]
    assert recipients(store) == ["a@example.kr", "b@example.kr", "c@example.kr"]


def test_the_last_one_refused_leaves_a_usable_connection(sink):
    store, server = sink
    server.send(SENDER, [envelope("bounce@example.kr")])
    server.send(SENDER, [envelope("a@example.kr")])
    assert recipients(store) == ["a@example.kr"]


def test_a_line_with_a_single_dot_arrives_as_it_is(sink):
    store, server = sink
    server.send(SENDER, [envelope("a@example.kr", b"first\r\n.\r\n..two\r\nlast")])
    assert store.newest(limit=1)[0].raw.endswith(b"first\r\n.\r\n..two\r\nlast\r\n")


def test_nothing_is_tried_when_no_server_listens():
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        server = SmtpServer(f"smtp://127.0.0.1:{reserved.getsockname()[1]}")
        answers = server.send(SENDER, [envelope("a@example.kr"), envelope("b@example.kr")])
    assert [(answer.kind, answer.code) for answer in answers] == [(Reply.NOT_TRIED, "unreachable")] * 2


def test_a_server_restarted_in_between_is_found_again(tmp_path):
    with running_mail_sink(tmp_path) as (_store, port):
        server = SmtpServer(f"smtp://127.0.0.1:{port}")
        server.send(SENDER, [envelope("a@example.kr")])
    with running_mail_sink(tmp_path) as (store, port):
        server._url = server._url._replace(netloc=f"127.0.0.1:{port}")
        answers = server.send(SENDER, [envelope("b@example.kr")])
        server.close()
        assert answers[0].kind is Reply.ACCEPTED
        assert recipients(store) == ["a@example.kr", "b@example.kr"]


@contextmanager
def scripted_server(*connections):
    """A server that plays one list of (bytes to wait for, answer) per connection, then hangs up.

    An answer of None hangs up at once.
    """
    listener = socket.create_server(("127.0.0.1", 0))

    def play():
        for script in connections:
            peer, _address = listener.accept()
            with peer:
                peer.sendall(b"220 ready\r\n")
                received = b""
                for awaited, answer in script:
                    while awaited not in received:
                        data = peer.recv(65536)
                        if not data:
                            return
                        received += data
                    received = received.partition(awaited)[2]
                    if answer is None:
                        break
                    peer.sendall(answer)
        listener.close()

    thread = threading.Thread(target=play, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.close()
        thread.join(5)


GREETING = (b"\r\n", b"250-test\r\n250 PIPELINING\r\n")
OPENED = (b"DATA\r\n", b"250 ok\r\n250 ok\r\n354 go\r\n")
TAKEN = (b"\r\n.\r\n", b"250 taken\r\n")


def test_only_the_message_whose_end_was_not_answered_is_in_doubt():
    first = [GREETING, OPENED, TAKEN, OPENED, (b"\r\n.\r\n", None)]
    with scripted_server(first) as port:
        server = SmtpServer(f"smtp://127.0.0.1:{port}")
        answers = server.send(SENDER, [envelope(f"{name}@example.kr") for name in "abcd"])
    assert [answer.kind for answer in answers] == [
        Reply.ACCEPTED, Reply.UNKNOWN, Reply.NOT_TRIED, Reply.NOT_TRIED,
    ]  # fmt: skip


def test_a_server_that_closes_after_some_messages_is_connected_again_for_the_rest():
    first = [GREETING, OPENED, TAKEN, (b"DATA\r\n", b"421 enough\r\n")]
    second = [GREETING, OPENED, TAKEN, OPENED, TAKEN, (b"quit", b"221 bye\r\n")]
    with scripted_server(first, second) as port:
        server = SmtpServer(f"smtp://127.0.0.1:{port}")
        answers = server.send(SENDER, [envelope(f"{name}@example.kr") for name in "abc"])
        server.close()
    assert [answer.kind for answer in answers] == [Reply.ACCEPTED] * 3


def test_a_server_that_wants_a_sign_in_refuses_us_not_the_recipient():
    script = [GREETING, (b"DATA\r\n", b"530 sign in\r\n503 no\r\n503 no\r\n"), (b"RSET\r\n", b"250 ok\r\n")]
    with scripted_server([*script, (b"quit", b"221 bye\r\n")]) as port:
        server = SmtpServer(f"smtp://127.0.0.1:{port}")
        answers = server.send(SENDER, [envelope("a@example.kr")])
        server.close()
    assert answers[0].kind is Reply.REFUSED_US


def test_without_pipelining_each_command_waits_for_its_answer():
    greeting = (b"\r\n", b"250 test\r\n")
    steps = [
        (b"MAIL FROM:<sotong@example.kr>\r\n", b"250 ok\r\n"),
        (b"RCPT TO:<a@example.kr>\r\n", b"250 ok\r\n"),
        (b"DATA\r\n", b"354 go\r\n"),
        TAKEN,
        (b"quit", b"221 bye\r\n"),
    ]
    with scripted_server([greeting, *steps]) as port:
        server = SmtpServer(f"smtp://127.0.0.1:{port}")
        answers = server.send(SENDER, [envelope("a@example.kr")])
        server.close()
    assert answers[0].kind is Reply.ACCEPTED


@pytest.mark.parametrize(
    ("address", "carried"),
    [
        ("a.b+c@example.kr", True),
        ("a@example.kr>\r\nRCPT TO:<b@example.kr", False),
        ("가@example.kr", False),
        ("a b@example.kr", False),
        ("@example.kr", False),
        (f"{'a' * 250}@example.kr", False),
    ],
)
def test_addresses_that_would_break_an_envelope_are_not_carried(address, carried):
    assert can_carry(address) is carried
