"""Links: in a text message only https and go.kr, because a stranger's link in a text looks like fraud; in a
mail told. A number in place of a name (1.2.3.4) is refused in both, with or without the rest: telephones make
a link of it. Whether an address answers is asked by a worker (`domain.link_probe`), never here."""

import re
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from notices.domain import link_probe
from notices.domain.preflight.base import Check, Level
from notices.models import Campaign

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


class Links(Check):
    code = "links"
    level = Level.REFUSE

    def examine(self, campaign, segment, counts, now):
        found = []
        for field, level in (("sms_body", Level.REFUSE), ("email_body", Level.WARN)):
            for address in addresses(getattr(campaign, field)):
                found += self._judge(address, field, level)
        return [*found, *self._dead(campaign)]

    def _judge(self, address: str, field: str, level: Level):
        host = host_of(address)
        if re.fullmatch(_NUMBERS, _host(address)):
            text = _(
                "숫자로 된 주소입니다: %(address)s. go.kr 주소로 바꿔 주세요. "
                "주소가 아니면 점 뒤를 띄어 적어 주세요."
            )
            return [self.found(text % {"address": address}, field=field)]
        if host is None:
            text = _("주소가 잘못되었습니다: %(address)s. 복사한 주소 그대로인지 확인해 주세요.")
            return [self.found(text % {"address": address}, field=field)]
        found = []
        if address.lower().startswith("http:"):
            text = _("안전하지 않은 주소입니다: %(address)s. https로 시작하는 주소로 바꿔 주세요.")
            found.append(self.found(text % {"address": address}, field=field, level=level))
        if not f".{host}".endswith(".go.kr"):
            text = _("go.kr이 아닌 주소입니다: %(host)s. 문자에는 go.kr 주소만 쓸 수 있습니다.")
            if level is Level.WARN:
                text = _("go.kr이 아닌 주소입니다: %(host)s. 맞는 곳인지 확인해 주세요.")
            found.append(self.found(text % {"host": host}, field=field, level=level))
        return found

    def _dead(self, campaign: Campaign):
        text = _("열리지 않는 주소입니다: %(address)s. 눌러 보고 고쳐 주세요.")
        return [
            self.found(text % {"address": address}, level=Level.WARN)
            for address in link_probe.known_dead(every_address(campaign))
        ]


def addresses(text: str) -> list[str]:
    """What a phone or mail programme would make a link of, each once, in order; mail addresses are none."""
    found = _ADDRESS.findall(_MAIL.sub(" ", text.translate(_DOTS)))
    return list(dict.fromkeys(address.rstrip(".,;:!?)]") for address in found))


def every_address(campaign: Campaign) -> list[str]:
    return list(dict.fromkeys(addresses(f"{campaign.sms_body}\n{campaign.email_body}")))


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
