"""Links as people write them into a text: which of them are counted, and what is wrong with one."""

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

LINK = re.compile(r"https?://[^\s<>\"'{}]+[^\s<>\"'{}.,;:!?)\]]")
_OWN_PATHS = ("/u/", "/n/", "/p/")

_BYTE = r"(?:25[0-5]|2[0-4][0-9]|1?[0-9]{1,2})"
_NUMBERS = rf"{_BYTE}(?:\.{_BYTE}){{3}}"
_PATH = r"[^\s<>\"'{}]*"
# Numbers alone may also be an hour: 26.9.27.10시.
_ADDRESS = re.compile(
    rf"(?:https?://|www\.){_PATH}"
    rf"|\b[a-z0-9][a-z0-9.-]*\.(?:kr|com|net|org|io|me|ly)(?:/{_PATH})?(?=$|[\s가-힣),.!?])"
    rf"|(?<![0-9.]){_NUMBERS}(?:(?::[0-9]+)?/{_PATH}|:[0-9]+|(?!\.?[0-9]|\s?시))",
    re.I,
)
_DOTS = dict.fromkeys(map(ord, "。．｡"), ".")
"""Dots that stand for a plain one in the name of a host (RFC 3490, 3.1)."""
_HOST = re.compile(r"(?:[a-z0-9가-힣](?:[a-z0-9가-힣-]*[a-z0-9가-힣])?\.)+[a-z가-힣]{2,}", re.I)
_MAIL = re.compile(r"\S+@\S+")


def counted_links(body: str) -> list[str]:
    """The links of a mail body that may be counted, each once, in the order of the text.

    Never those to pages on which a reader acts: stopping messages, a notice, a poll.
    """
    own = tuple(f"{settings.SITE_URL}{path}" for path in _OWN_PATHS)
    return [link for link in dict.fromkeys(LINK.findall(body)) if not link.startswith(own)]


def addresses(text: str) -> list[str]:
    """What a phone or mail programme would make a link of, each once, in order; mail addresses are none."""
    found = _ADDRESS.findall(_MAIL.sub(" ", text.translate(_DOTS)))
    return list(dict.fromkeys(address.rstrip(".,;:!?)]") for address in found))


def refused(text: str) -> list[str]:
    """What is wrong with the links of a text message."""
    found = []
    for address in addresses(text):
        told = [broken(address)] if broken(address) else [insecure(address), foreign(address)]
        found += [message for message in told if message]
    return found


def broken(address: str) -> str | None:
    if re.fullmatch(_NUMBERS, _host(address)):
        text = _(
            "숫자로 된 주소입니다: %(address)s. go.kr 주소로 바꿔 주세요. "
            "주소가 아니면 점 뒤를 띄어 적어 주세요."
        )
        return text % {"address": address}
    if host_of(address) is None:
        text = _("주소가 잘못되었습니다: %(address)s. 복사한 주소 그대로인지 확인해 주세요.")
        return text % {"address": address}
    return None


def insecure(address: str) -> str | None:
    if not address.lower().startswith("http:"):
        return None
    text = _("안전하지 않은 주소입니다: %(address)s. https로 시작하는 주소로 바꿔 주세요.")
    return text % {"address": address}


def foreign(address: str) -> str | None:
    """Of an address that is not `broken`: whether it leads out of go.kr."""
    host = host_of(address)
    if f".{host}".endswith(".go.kr"):
        return None
    return _("go.kr이 아닌 주소입니다: %(host)s. 문자에는 go.kr 주소만 쓸 수 있습니다.") % {"host": host}


def _host(address: str) -> str:
    """As it is written; empty where there is none."""
    try:
        return urlsplit(address if "://" in address else f"https://{address}").hostname or ""
    except ValueError:
        return ""


def host_of(address: str) -> str | None:
    """The host in small letters; None when the address is not well formed."""
    try:
        parts = urlsplit(address if "://" in address else f"https://{address}")
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return None
    return host.lower() if _HOST.fullmatch(host) and not parts.username else None
