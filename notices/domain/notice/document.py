"""The document of a notice: what the person reads, fixed by the approval, as a page and as a tagged PDF.

Always Korean, whatever language the reader's pages are in: it is the paper the law speaks of.
"""

import hashlib
import json
import re
import secrets
import string
from collections.abc import Iterable, Sequence
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from notices.enums.notice import FieldType, RollVerdict
from notices.models import AddressedNotice
from notices.notice_terms import fields_of
from notices.notice_words import EVENT, day_text, document_words, filled, value_text
from portal.common.typeset import typeset

TEMPLATE = Path(__file__).with_name("notice.typ")
TOKEN_LENGTH = 12
"""Letters and digits, about 71 bits: short enough for a text message, too many to try."""

_ALPHABET = string.ascii_letters + string.digits
_PLACE = "place"
BEGINNING_AND_END = 2
_STEP = 1000


def compose(notice: AddressedNotice) -> dict:
    """The content as JSON holds it: from the terms, the values of the round and those of the person.

    Raises KeyError for a word in braces that stands for nothing, which no published terms hold.
    """
    round_, terms = notice.round, notice.round.terms
    values = round_.values | json.loads(notice.values or "{}")
    fields = fields_of(terms)
    addressee = notice.name or ""
    words = document_words(terms, name=addressee, event_on=round_.event_on, values=values)
    day = timezone.localtime(round_.approved_at).date() if round_.approved_at else timezone.localdate()
    district = round_.district
    title = filled(terms.title, words)
    return {
        "title": title,
        "number": number_of(round_),
        "round": {"kind": round_.kind.code, "year": round_.year, "no": round_.round_no},
        "office": f"{district.city_name} {district.name}".strip(),
        "sender": f"{district.name}청장",
        "to": addressee,
        "paragraphs": _paragraphs(filled(terms.body, words)),
        "fields": [
            {"label": EVENT, "value": day_text(round_.event_on)},
            *(
                {"label": field.label, "value": value_text(field, values[field.code])}
                for field in fields
                if values.get(field.code)
            ),
        ],
        "basis": terms.legal_basis,
        "contact": {"office": terms.contact_office, "phone": terms.contact_phone},
        "issued_on": f"{day.year}. {day.month}. {day.day}.",
        "days": _days(title, round_, fields, values),
        "place": values.get(_PLACE) or "",
    }


def fix(notices: Iterable[AddressedNotice]) -> Sequence[AddressedNotice]:
    """Write down document and hash of each, and a token where the notice is served electronically.

    Call with the approval, when `approved_at` and `round_no` of the round stand.
    """
    notices = list(notices)
    with transaction.atomic():
        for start in range(0, len(notices), _STEP):
            _fix(notices[start : start + _STEP])
    return notices


def _fix(notices: Sequence[AddressedNotice]) -> None:
    for notice in notices:
        notice.document = canonical(compose(notice))
        notice.document_hash = hash_of(notice.document)
        if notice.verdict == RollVerdict.MATCHED and not notice.token:
            notice.token = "".join(secrets.choice(_ALPHABET) for _letter in range(TOKEN_LENGTH))
    sealed = AddressedNotice._meta.get_field("document")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE notices_addressednotice n "
            "SET document = d.document, document_hash = d.hash, token = d.token "
            "FROM unnest(%s::bigint[], %s::bytea[], %s::text[], %s::text[]) AS d (id, document, hash, token) "
            "WHERE n.id = d.id",
            [
                [notice.pk for notice in notices],
                [sealed.get_db_prep_value(notice.document, connection) for notice in notices],
                [notice.document_hash for notice in notices],
                [notice.token for notice in notices],
            ],
        )


def canonical(content: dict) -> str:
    """The one spelling of a content, which is stored and hashed."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def hash_of(document: str) -> str:
    return hashlib.sha256(document.encode()).hexdigest()


def content_of(notice: AddressedNotice) -> dict:
    """What was fixed; before the approval what would be."""
    return json.loads(notice.document) if notice.document else compose(notice)


def pdf(notice: AddressedNotice) -> bytes:
    """A tagged PDF of the document; of a fixed one the same bytes as long as the template stays the same."""
    return pdf_of([notice])


def pdf_of(notices: Iterable[AddressedNotice]) -> bytes:
    """Several documents in one file, each beginning on a page of its own. Raises ValueError without any."""
    contents = [content_of(notice) | {"digest": notice.document_hash} for notice in notices]
    if not contents:
        raise ValueError("Nothing to print.")
    return typeset(TEMPLATE, contents)


def address_of(notice: AddressedNotice) -> str:
    """The page of the notice. Raises ValueError when it has none, because it goes on paper alone."""
    if not notice.token:
        raise ValueError(f"Notice {notice.pk} has no page.")
    return f"{settings.SITE_URL}/n/{notice.token}/"


def number_of(round_) -> str:
    """What the office calls the round: 민방위 교육훈련 통지 2013년 제7회."""
    counted = f" 제{round_.round_no}회" if round_.round_no else ""
    return f"{round_.kind.name} {round_.year}년{counted}"


def _paragraphs(body: str) -> list[str]:
    pieces = re.split(r"\n[ \t]*\n", body.replace("\r\n", "\n"))
    return [piece.strip() for piece in pieces if piece.strip()]


def _days(title: str, round_, fields, values: dict) -> list[dict]:
    """Days for a calendar: the event and each date among the fields, with the times of day that follow."""
    days = [{"label": title, "on": round_.event_on.isoformat(), "times": []}]
    for field in fields:
        value = values.get(field.code)
        if value and field.type == FieldType.DATE:
            days.append({"label": f"{title}: {field.label}", "on": value, "times": []})
        if value and field.type == FieldType.TIME and len(days[-1]["times"]) < BEGINNING_AND_END:
            days[-1]["times"].append(value)
    return days
