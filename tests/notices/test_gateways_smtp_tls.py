"""A mail server is spoken to in private only when its certificate is known."""

import ipaddress
import ssl
from datetime import UTC, datetime, timedelta

import pytest
from aiosmtpd.controller import Controller
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from notices.gateways.smtp import Envelope, Reply, SmtpServer
from tests.notices.wire import dead_port

ENVELOPE = Envelope("a@example.kr", b"Subject: test\r\n\r\nhello\r\n")


class Keeper:
    def __init__(self):
        self.seen = []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.seen.append(envelope.rcpt_tos)
        return "250 OK"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """Paths of a certificate for 127.0.0.1 and of its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("tls")
    (folder / "cert.pem").write_bytes(built.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return folder / "cert.pem", folder / "key.pem"


@pytest.fixture(params=["smtp+tls", "smtps"])
def listening(request, certificate):
    """(scheme, port, what arrived) of a server that speaks TLS the way the scheme says."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    keeper = Keeper()
    private = {"ssl_context": context} if request.param == "smtps" else {"tls_context": context}
    controller = Controller(keeper, hostname="127.0.0.1", port=dead_port(), **private)
    controller.start()
    yield request.param, controller.port, keeper.seen
    controller.stop()


def test_mail_goes_out_encrypted_to_a_server_whose_certificate_is_known(listening, certificate, monkeypatch):
    scheme, port, seen = listening
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    server = SmtpServer(f"{scheme}://127.0.0.1:{port}")
    assert server.send("sotong@example.kr", [ENVELOPE])[0].kind is Reply.ACCEPTED
    server.close()
    assert seen == [["a@example.kr"]]


def test_nothing_is_handed_to_a_server_whose_certificate_is_unknown(listening):
    scheme, port, seen = listening
    answer = SmtpServer(f"{scheme}://127.0.0.1:{port}").send("sotong@example.kr", [ENVELOPE])[0]
    assert (answer.kind, answer.code, seen) == (Reply.NOT_TRIED, "unreachable", [])


def test_a_server_without_starttls_is_not_spoken_to_in_the_open(mail_sink, settings):
    url = settings.EMAIL_URL.replace("smtp://", "smtp+tls://")
    assert SmtpServer(url).send("sotong@example.kr", [ENVELOPE])[0].kind is Reply.NOT_TRIED
    assert mail_sink.count() == 0
