"""The road-name address service of the Ministry of the Interior (도로명주소 안내시스템, addrLinkApi).

One GET per question, with a short time limit: it helps somebody who is typing. All values arrive as text.
`admCd` is the code of the LEGAL dong; only `hemdNm` (with `addInfoYn=Y`) names the administrative one.
"""

import http.client
import json
import re
import time
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

LARGEST_ANSWER = 512 * 1024
_REFUSED_SIGNS = re.compile(r"[%=><\[\]]")
_KEY_ERRORS = frozenset({"E0001", "E0014"})
"""The key is not approved, or has run out."""


class JusoError(Exception):
    """The service gave no answer; `message` tells the reader why, without the key or the question."""

    def __init__(self, message):
        super().__init__(str(message))
        self.message = message


@dataclass(frozen=True, slots=True)
class Place:
    """One building. `admin_dong` is the name of the administrative dong, empty when the service has none."""

    city: str
    district: str
    road: str
    number: str
    building: str
    legal_dong: str
    admin_dong: str
    postcode: str


def is_configured() -> bool:
    return bool(settings.JUSO_API_KEY)


def search(keyword: str, *, limit: int = 10) -> list[Place]:
    """Buildings that fit the beginning of an address; none for less than two characters.

    Send a road and a number, never a dwelling in the building: the question leaves the office.
    Raises JusoError when the service is away, too slow, or refuses.
    """
    keyword = _REFUSED_SIGNS.sub(" ", keyword).strip()
    if len(keyword) < 2:
        return []
    answer = _read(_ask(keyword, limit))
    try:
        return [_place(row) for row in answer.get("juso") or ()]
    except (KeyError, TypeError, AttributeError):
        raise JusoError(_UNREADABLE) from None


def _ask(keyword: str, limit: int) -> bytes:
    parts = urlsplit(settings.JUSO_URL)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    question = {
        "confmKey": settings.JUSO_API_KEY,
        "currentPage": 1,
        "countPerPage": limit,
        "keyword": keyword,
        "resultType": "json",
        "addInfoYn": "Y",
    }
    connection = kind(parts.hostname, parts.port, timeout=settings.JUSO_SECONDS)
    # `from None`: the request with its key and address must not end in a log.
    try:
        connection.request(
            "GET", f"{parts.path}?{urlencode(question)}", headers={"Accept": "application/json"}
        )
        return _body(connection.getresponse())
    except TimeoutError:
        raise JusoError(_TOO_SLOW) from None
    except (OSError, http.client.HTTPException):
        raise JusoError(_AWAY) from None
    finally:
        connection.close()


def _body(response: http.client.HTTPResponse) -> bytes:
    """Read to the end within the time limit: a server that sends drop by drop must not hold a page."""
    if response.status != 200:
        raise JusoError(_AWAY)
    until, read = time.monotonic() + settings.JUSO_SECONDS, bytearray()
    while piece := response.read1(64 * 1024):
        read += piece
        if len(read) > LARGEST_ANSWER:
            raise JusoError(_UNREADABLE)
        if time.monotonic() > until:
            raise JusoError(_TOO_SLOW)
    return bytes(read)


def _read(body: bytes) -> dict:
    try:
        results = json.loads(body)["results"]
        code = str(results["common"]["errorCode"])
    except (ValueError, KeyError, TypeError):
        raise JusoError(_UNREADABLE) from None
    if code in _KEY_ERRORS:
        raise JusoError(_BAD_KEY)
    if code != "0":
        raise JusoError(_("도로명주소 서비스가 찾지 못했습니다. (오류 %(code)s)") % {"code": code[:10]})
    return results


def _place(row: dict) -> Place:
    under = {"1": "지하 ", "2": "공중 "}.get(row.get("udrtYn", "0"), "")
    main, sub = row["buldMnnm"], row.get("buldSlno", "0")
    return Place(
        city=row.get("siNm", ""),
        district=row.get("sggNm", ""),
        road=row["rn"],
        number=under + (f"{main}-{sub}" if sub not in ("", "0") else main),
        building=row.get("bdNm", ""),
        legal_dong=row.get("emdNm", ""),
        admin_dong=row.get("hemdNm") or "",
        postcode=row.get("zipNo", ""),
    )


_AWAY = _("도로명주소 서비스에 연결하지 못했습니다. 주소를 직접 입력해 주세요.")
_TOO_SLOW = _("도로명주소 서비스가 답하지 않습니다. 주소를 직접 입력해 주세요.")
_UNREADABLE = _("도로명주소 서비스의 답을 읽을 수 없습니다. 주소를 직접 입력해 주세요.")
_BAD_KEY = _("도로명주소 서비스의 승인키가 맞지 않거나 기한이 지났습니다. 관리자에게 알려 주세요.")
