"""Mails people and machines write in answer to ours, in the ways their programs write them."""

import base64
from email.message import EmailMessage
from email.utils import make_msgid

SENDER = "writer@example.kr"
WORDS = "가로등이 어두워요. 뷁쀍 골목입니다."
"""The second sentence has syllables that EUC-KR lacks and CP949 has."""


def answer(
    to: str, text: str = WORDS, *, sender: str = SENDER, subject="Re: 소식", files=(), **more
) -> bytes:
    """A plain answer in UTF-8. `files`: (name, content); `more`: headers, with _ for -."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Message-ID"] = more.pop("message_id", None) or make_msgid(domain="example.kr")
    for name, value in more.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    for name, content in files:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def raw(
    to: str, body: bytes, content_type: str = "text/plain", *headers: str, subject: str = "Re: x"
) -> bytes:
    """Every byte of the body as it is given."""
    head = [
        f"From: {SENDER}", f"To: {to}", f"Subject: {subject}", "MIME-Version: 1.0",
        f"Content-Type: {content_type}", *headers,
    ]  # fmt: skip
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


def two_ways(to: str, plain: str, page: str) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = SENDER, to, "Re: 소식"
    message.set_content(plain)
    message.add_alternative(page, subtype="html")
    return message.as_bytes()


def named_the_korean_way(to: str, name: str, content: bytes) -> bytes:
    """A file named by an encoded word, as programs in Korea do against RFC 2231."""
    word = f"=?ks_c_5601-1987?B?{base64.b64encode(name.encode('cp949')).decode()}?="
    parts = (
        "--b", "Content-Type: text/plain; charset=euc-kr", "Content-Transfer-Encoding: base64", "",
        base64.b64encode(WORDS.encode("cp949")).decode(),
        "--b", f'Content-Type: image/jpeg; name="{word}"',
        f'Content-Disposition: attachment; filename="{word}"', "Content-Transfer-Encoding: base64", "",
        base64.b64encode(content).decode(), "--b--", "",
    )  # fmt: skip
    return raw(to, "\r\n".join(parts).encode(), 'multipart/mixed; boundary="b"')
