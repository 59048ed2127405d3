"""Names of an audience that would leave a placeholder empty or spoil it: counted, never given out."""

from dataclasses import dataclass

from django.db import connection
from django.utils import timezone

from notices.queries.recipients import recipients_sql
from notices.segment import Segment
from notices.validators import sms_text


@dataclass(frozen=True, slots=True)
class Names:
    """People without a name, and with a name a phone cannot show in full."""

    empty: int
    unprintable: int


def names(segment: Segment, *, kind: str, district: str) -> Names:
    """Of the people a campaign would reach. Only names with something else than Hangul and Latin letters
    leave the database, to be tried in CP949."""
    sql, params = recipients_sql(segment, kind=kind, district=district, today=timezone.localdate())
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT p.name, count(DISTINCT p.id) FROM ({sql}) r"
            " JOIN enrollment_person p ON p.id = r.person_id"
            " WHERE btrim(p.name) = '' OR p.name ~ '[^가-힣A-Za-z0-9 .-]' GROUP BY p.name",
            params,
        )
        rows = cursor.fetchall()
    empty = sum(people for name, people in rows if not name.strip())
    spoilt = sum(people for name, people in rows if sms_text.measure(name).unencodable)
    return Names(empty, spoilt)
