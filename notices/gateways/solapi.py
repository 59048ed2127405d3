"""Solapi v4: texts and AlimTalk in batches, a list to ask, a webhook that reports.

A batch has no idempotency key and is not atomic, so what became of it is asked by the reference we put into
`customFields`. Why batches and not the gateway's groups: decision 13.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from urllib.parse import urlencode

from django.utils import timezone

from notices.gateways import solapi_codes, solapi_signature, solapi_webhook
from notices.gateways.base import (
    CLOCK_ALLOWANCE,
    HttpGateway,
    NotReached,
    Refused,
    Reported,
    Status,
    Text,
    Unclear,
    reading_an_answer,
)

__all__ = ["NotReached", "Refused", "Solapi", "Status", "Text", "Unclear"]

logger = logging.getLogger(__name__)

LIST_LIMIT = 500
ALIMTALK = "ATA"


class Solapi(HttpGateway):
    """For `solapi://KEY:SECRET@host?from=NUMBER[&pf=CHANNEL]`; AlimTalk comes from that Kakao channel."""

    provider = "solapi"
    batch_size = 10_000
    window = 10_000
    takes_alimtalk = True
    codes = solapi_codes.KNOWN
    meaning_of = staticmethod(solapi_codes.meaning_of)

    def send(self, texts: Sequence[Text]) -> dict[str, Status]:
        answer = self._ask(
            "POST",
            "/messages/v4/send-many/detail",
            {
                "messages": [self._message(text) for text in texts],
                # A family may share a phone and get a notice each; that nobody gets one twice, our rows say.
                "allowDuplicates": True,
                "showMessageList": True,
            },
        )
        with reading_an_answer():
            return dict(_statuses([*answer.get("messageList", []), *answer.get("failedMessageList", [])]))

    def lookup(self, references: Sequence[str], since: datetime) -> dict[str, Status]:
        with reading_an_answer():
            return self.latest(self._listed(since - CLOCK_ALLOWANCE), references)

    @classmethod
    def read_report(cls, headers: Mapping[str, str], body: bytes, secret: str) -> list[Reported]:
        return solapi_webhook.read(headers, body, secret)

    def _listed(self, start: datetime) -> Iterator[tuple[str, Status]]:
        query = {
            "dateType": "CREATED",
            "startDate": timezone.localtime(start).isoformat(timespec="seconds"),
            "endDate": timezone.localtime(timezone.now() + CLOCK_ALLOWANCE).isoformat(timespec="seconds"),
            "limit": LIST_LIMIT,
        }
        while True:
            answer = self._ask("GET", f"/messages/v4/list?{urlencode(query)}")
            yield from _statuses(answer.get("messageList", {}).values())
            if not answer.get("nextKey"):
                return
            query["startKey"] = answer["nextKey"]

    def _message(self, text: Text) -> dict:
        message = {
            "to": text.to,
            "from": self.sender,
            "type": text.kind,
            "customFields": {solapi_webhook.REFERENCE_FIELD: text.reference},
        }
        if text.kind == ALIMTALK:
            # A text of its own follows from here when this one fails: the gateway must not send a second.
            return message | {
                "kakaoOptions": {
                    "pfId": self.options.get("pf", ""),
                    "templateId": text.template,
                    "variables": {f"#{{{name}}}": value for name, value in text.variables.items()},
                    "disableSms": True,
                }
            }
        message["text"] = text.text
        return {**message, "subject": text.subject} if text.subject else message

    def _headers(self) -> dict[str, str]:
        return {"Authorization": solapi_signature.header(self.key, self.secret)}

    def _ask(self, method: str, path: str, body: dict | None = None) -> dict:
        status, answer = self._call(method, path, body)
        if status >= 400:
            code = str(answer.get("errorCode", status))
            logger.error("SMS gateway refuses: %s (%d)", code, status)
            raise Refused(code, is_temporary=status == 429 or code == "DuplicatedSignature")
        return answer


def _statuses(messages) -> Iterator[tuple[str, Status]]:
    for message in messages:
        reference = (message.get("customFields") or {}).get(solapi_webhook.REFERENCE_FIELD)
        if reference:
            yield reference, Status(str(message.get("statusCode", "")), str(message.get("messageId", "")))
