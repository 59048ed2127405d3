"""NHN Cloud SMS v3.0: a second gateway, which is polled.

One request takes one text for up to 1,000 numbers, so texts are put together by what they say. Each recipient
carries our reference as `recipientGroupingKey`. Source: its public API guide and tables of result codes.
"""

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import chain, groupby
from urllib.parse import quote, urlencode

from django.utils import timezone

from notices.gateways.base import (
    CLOCK_ALLOWANCE,
    HttpGateway,
    Refused,
    Spoiled,
    Status,
    Text,
    Unclear,
    reading_an_answer,
)
from notices.gateways.meaning import Meaning

logger = logging.getLogger(__name__)

PAGE_SIZE = 1000
TAKEN, ARRIVED = "0", "1000"
_PATHS = {"SMS": "sms", "LMS": "mms"}
_UNDER_WAY = frozenset({"1", "2"})
"""`msgStatus`: asked for, in the works."""

_UNEXPECTED, _QUEUE_FULL, _BAD_NUMBER = "-9999", "-2021", "-2019"
_ABOUT_THE_TEXT = frozenset({"-2014", "-2015", "-2023", "-6003"})

_MEANINGS = {
    TAKEN: Meaning.TAKEN,
    ARRIVED: Meaning.ARRIVED,
    # busy, too late, no way to the phone, off, full, shadow zone, a passing fault, in a call
    **dict.fromkeys(
        ("1001", "1019", "2000", "2001", "2002", "2003", "2004", "2005", "2006", "2007", "3005", "3008"),
        Meaning.UNREACHED,
    ),
    # not subscribed, no such number
    **dict.fromkeys(("3001", "3003"), Meaning.DEAD_NUMBER),
    "-6001": Meaning.OPT_OUT,
    # sender not registered, blocked or protected against forgery
    **dict.fromkeys(("-2312", "-2313", "3017", "3018", "3019"), Meaning.CONFIGURATION),
}


class Nhn(HttpGateway):
    """For `nhn://APPKEY:SECRETKEY@sms.api.nhncloudservice.com?from=NUMBER`."""

    provider = "nhn"
    batch_size = 1000
    window = 200
    codes = frozenset(_MEANINGS)

    @staticmethod
    def meaning_of(code: str) -> Meaning:
        return _MEANINGS.get(code, Meaning.PERMANENT)

    def batches(self, texts: Sequence[Text]) -> Iterator[Sequence[Text]]:
        """Each batch says one thing."""
        for _said, alike in groupby(sorted(texts, key=_saying), key=_saying):
            yield from super().batches(list(alike))

    def send(self, texts: Sequence[Text]) -> dict[str, Status]:
        first = texts[0]
        body = {
            "body": first.text,
            "sendNo": self.sender,
            "recipientList": [
                {"recipientNo": text.to, "recipientGroupingKey": text.reference} for text in texts
            ],
        }
        if first.kind == "LMS":
            body["title"] = first.subject
        code, answer = self._ask("POST", f"/sender/{_PATHS[first.kind]}", body)
        if code in _ABOUT_THE_TEXT or (code == _BAD_NUMBER and len(texts) == 1):
            return {text.reference: Status(code) for text in texts}
        if code == _BAD_NUMBER:
            raise Spoiled(code)
        _refuse(code)
        with reading_an_answer():
            data = answer["body"]["data"]
            return {
                str(result["recipientGroupingKey"]): Status(
                    str(result["resultCode"]), f"{data['requestId']}:{result['recipientSeq']}"
                )
                for result in data["sendResultList"]
            }

    def lookup(self, references: Sequence[str], since: datetime) -> dict[str, Status]:
        start = since - CLOCK_ALLOWANCE
        with reading_an_answer():
            listed = chain.from_iterable(self._listed(path, start) for path in _PATHS.values())
            return self.latest(listed, references)

    def _listed(self, path: str, start: datetime) -> Iterator[tuple[str, Status]]:
        query = {
            "startRequestDate": _clock(start),
            "endRequestDate": _clock(timezone.now() + CLOCK_ALLOWANCE),
            "pageSize": PAGE_SIZE,
        }
        page, rest = 1, 1
        while rest > 0:
            code, answer = self._ask("GET", f"/sender/{path}?{urlencode(query | {'pageNum': page})}")
            _refuse(code)
            listed = answer["body"]
            for row in listed["data"]:
                under_way = str(row["msgStatus"]) in _UNDER_WAY
                yield (
                    str(row.get("recipientGroupingKey", "")),
                    Status(TAKEN if under_way else str(row["resultCode"]), _id(row)),
                )
            rest = int(listed["totalCount"]) - page * PAGE_SIZE
            page += 1

    def _headers(self) -> dict[str, str]:
        return {"X-Secret-Key": self.secret}

    def _ask(self, method: str, path: str, body: dict | None = None) -> tuple[str, dict]:
        """(result code of the whole request, answer)."""
        status, answer = self._call(method, f"/sms/v3.0/appKeys/{quote(self.key, safe='')}{path}", body)
        header = answer.get("header")
        if not isinstance(header, dict):
            if status >= 400:
                raise Refused(str(status), is_temporary=status == 429)
            raise Unclear("no header")
        return (TAKEN if header.get("isSuccessful") else str(header.get("resultCode", status))), answer


def _refuse(code: str) -> None:
    if code == TAKEN:
        return
    if code == _UNEXPECTED:
        raise Unclear("system error")
    logger.error("SMS gateway refuses: %s", code)
    raise Refused(code, is_temporary=code == _QUEUE_FULL)


def _saying(text: Text) -> tuple[str, str, str]:
    return text.kind, text.subject, text.text


def _id(row: dict) -> str:
    return f"{row.get('requestId', '')}:{row.get('recipientSeq') or row.get('mtPr', '')}"


def _clock(at: datetime) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M:%S")
