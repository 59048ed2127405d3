"""Whether the links of a campaign answer: asked by a worker, remembered in the cache, read by the pre-flight.

Off unless `LINK_PROBE` is set: an office network often has no way out. Only https addresses of go.kr hosts
that resolve to public addresses are asked, by one HEAD request that follows nothing.
"""

import hashlib
import http.client
import ipaddress
import socket
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache

DEAD, ALIVE = "dead", "alive"
_SECONDS = 5
_GONE = (404, 410)


def known_dead(addresses: list[str]) -> list[str]:
    """Those that did not answer when they were asked in the last day; asks nobody."""
    if not settings.LINK_PROBE or not addresses:
        return []
    known = cache.get_many([_key(address) for address in addresses])
    return [address for address in addresses if known.get(_key(address)) == DEAD]


def probe(addresses: list[str]) -> None:
    """Ask each address once and remember the answer. For workers: it waits for the network."""
    for address in addresses:
        if settings.LINK_PROBE and _may_ask(address):
            cache.set(_key(address), ALIVE if _answers(address) else DEAD, settings.LINK_PROBE_KEEP_SECONDS)


def _key(address: str) -> str:
    return f"link-probe:{hashlib.sha256(address.encode()).hexdigest()}"


def _may_ask(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme == "https" and f".{parts.hostname}".endswith(".go.kr") and parts.port in (None, 443)


def _answers(address: str) -> bool:
    """Whether a server is there and knows the page. Refusals of robots count as an answer."""
    parts = urlsplit(address)
    try:
        ip = socket.getaddrinfo(parts.hostname, 443, proto=socket.IPPROTO_TCP)[0][4][0]
        if not ipaddress.ip_address(ip).is_global:
            return False
        connection = http.client.HTTPSConnection(parts.hostname, timeout=_SECONDS)
        connection.request("HEAD", f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}")
        status = connection.getresponse().status
        connection.close()
    except (OSError, http.client.HTTPException):
        return False
    return status not in _GONE and status < 500
