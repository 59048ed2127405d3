import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from django.core.checks import run_checks

from notices import channels
from notices.channels.base import Outcome, Outgoing, Verdict
from notices.gateways.dkim import UnusableKey, dns_record, signer

DOMAIN, SELECTOR = "example.kr", "test2026"
KEYS = {
    "rsa": rsa.generate_private_key(65537, 2048),
    "ed25519": ed25519.Ed25519PrivateKey.generate(),
    "short": rsa.generate_private_key(65537, 1024),
    "curve": ec.generate_private_key(ec.SECP256R1()),
}


def key_file(folder, name: str) -> str:
    path = folder / f"{name}.pem"
    path.write_bytes(
        KEYS[name].private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return str(path)


@pytest.fixture(params=["rsa", "ed25519"])
def signing(request, tmp_path, settings):
    """The DNS as a receiver would ask it."""
    settings.DKIM_KEY_FILE, settings.DKIM_SELECTOR = key_file(tmp_path, request.param), SELECTOR
    name, text = dns_record(settings.DKIM_KEY_FILE, DOMAIN, SELECTOR)
    return {f"{name}.".encode(): text.encode()}


def is_valid(raw: bytes, records: dict) -> bool:
    return dkim.verify(raw, dnsfunc=lambda name, timeout=5: records.get(name))


@pytest.mark.parametrize(
    "message",
    [
        {"subject": "구두바자회에 오세요, 긴 제목이 나뉘어도 서명은 맞아야 합니다", "text": "안녕\n\n본문"},
        {"subject": "short", "text": "가", "automatic": True},
        {"subject": "제목", "text": "본문", "html": "<p>본문</p>\n", "unsubscribe_url": "https://example.kr/u/a/"},
    ],
)  # fmt: skip
def test_what_the_server_gets_is_signed_so_that_others_believe_it(signing, mail_sink, message):
    channels.of("email").send([Outgoing(reference="d1", address="a@example.kr", **message)])
    raw = mail_sink.newest(limit=1)[0].raw
    assert raw.startswith(b"DKIM-Signature: v=1;")
    assert is_valid(raw, signing)


@pytest.mark.parametrize(
    "change",
    [
        (b"Subject: short", b"Subject: other"),
        (b"List-Unsubscribe: <https://example.kr", b"List-Unsubscribe: <https://example.com"),
        (b"MIME-Version", b"From: else@example.com\r\nMIME-Version"),
        (b"67O466y4", b"67O466y5"),
    ],
)
def test_whatever_is_changed_on_the_way_breaks_the_signature(signing, mail_sink, change):
    channels.of("email").send(
        [
            Outgoing(
                reference="d1", address="a@example.kr", subject="short", text="본문", html="",
                unsubscribe_url="https://example.kr/u/a/",
            )
        ]
    )  # fmt: skip
    raw = mail_sink.newest(limit=1)[0].raw
    assert is_valid(raw, signing)
    assert raw.count(change[0]) >= 1
    assert not is_valid(raw.replace(*change, 1), signing)


@pytest.mark.parametrize(
    "body",
    [
        b"", b"\r\n", b"line\r\n", b"line", b"a  b \t\r\n\r\n x\r\n\r\n\r\n", b" \r\n\r\n", b"\tx  y\r\n",
        b"\r\n\r\nx \r\n",
    ],
)  # fmt: skip
def test_bodies_of_any_form_are_signed_as_the_standard_says(tmp_path, body):
    file = key_file(tmp_path, "ed25519")
    head = b"From: a@example.kr\r\nSubject:  two   blanks\r\n\tand a tab \r\nTo: <b@example.kr>\r\n\r\n"
    name, text = dns_record(file, DOMAIN, SELECTOR)
    signed = signer(file, DOMAIN, SELECTOR).sign(head + body)
    assert is_valid(signed, {f"{name}.".encode(): text.encode()})


@pytest.mark.parametrize("name", ["short", "curve"])
def test_keys_no_server_takes_are_refused(tmp_path, name):
    with pytest.raises(UnusableKey):
        signer(key_file(tmp_path, name), DOMAIN, SELECTOR)


def test_without_a_key_nothing_is_signed(mail_sink):
    channels.of("email").send([Outgoing(reference="d1", address="a@example.kr", subject="a", text="b")])
    assert b"DKIM-Signature" not in mail_sink.newest(limit=1)[0].raw


def test_with_a_key_nobody_can_use_mail_waits_for_staff(mail_sink, settings):
    settings.DKIM_KEY_FILE, settings.DKIM_SELECTOR = "/nowhere/dkim.pem", SELECTOR
    message = Outgoing(reference="d1", address="a@example.kr", subject="a", text="b")
    assert channels.of("email").send([message]) == [Outcome(Verdict.CONFIGURATION, "dkim_key")]
    assert mail_sink.count() == 0


def test_the_check_before_the_public_is_served_says_what_is_missing(settings, tmp_path):
    def said():
        found = run_checks(tags=["security"], include_deployment_checks=True)
        return {message.id for message in found if str(message.id).startswith("notices.")}

    assert said() == {"notices.W001", "notices.W002"}
    settings.BOUNCE_DOMAIN, settings.BOUNCE_WEBHOOK_SECRET = "bounces.example.kr", "x" * 40
    settings.DKIM_KEY_FILE, settings.DKIM_SELECTOR = str(tmp_path / "nothing.pem"), SELECTOR
    assert said() == {"notices.E001"}
    settings.DKIM_KEY_FILE = key_file(tmp_path, "rsa")
    assert said() == set()
