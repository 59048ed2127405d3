"""The days of a notice as a calendar file (iCalendar, RFC 5545). No name is in it: calendars are shared."""

from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from notices.domain.notice import document
from notices.models import AddressedNotice

_LINE_OCTETS = 75
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


def ics(notice: AddressedNotice) -> bytes:
    """One entry for each day of the document, with a reminder on the day before."""
    content = document.content_of(notice)
    made = notice.round.approved_at or timezone.now()
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//sotong//notice//KO", "METHOD:PUBLISH"]
    for number, day in enumerate(content["days"]):
        lines += _entry(content, day, f"{notice.document_hash[:24]}-{number}", made)
    return "".join(f"{_folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"]).encode()


def _entry(content: dict, day: dict, key: str, made: datetime) -> list[str]:
    contact = content["contact"]
    return [
        "BEGIN:VEVENT",
        f"UID:{key}@{urlsplit(settings.SITE_URL).hostname}",
        f"DTSTAMP:{_utc(made)}",
        *_when(day),
        f"SUMMARY:{_text(day['label'])}",
        *([f"LOCATION:{_text(content['place'])}"] if content["place"] else []),
        f"DESCRIPTION:{_text('문의: ' + contact['office'] + ' ' + contact['phone'])}",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{_text(day['label'])}",
        "TRIGGER:-P1D",
        "END:VALARM",
        "END:VEVENT",
    ]


def _when(day: dict) -> list[str]:
    """The whole day unless the document tells a time; the end only where it tells that too."""
    on, times = date.fromisoformat(day["on"]), day["times"]
    if not times:
        return [f"DTSTART;VALUE=DATE:{on:%Y%m%d}", f"DTEND;VALUE=DATE:{on + timedelta(days=1):%Y%m%d}"]
    begins = _moment(on, times[0])
    lines = [f"DTSTART:{_utc(begins)}"]
    if times[1:] and (ends := _moment(on, times[1])) > begins:
        lines.append(f"DTEND:{_utc(ends)}")
    return lines


def _moment(on: date, clock: str) -> datetime:
    return timezone.make_aware(datetime.combine(on, time.fromisoformat(clock)))


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(value: str) -> str:
    return value.translate(_ESCAPED)


def _folded(line: str) -> str:
    """Lines are at most 75 octets long; no letter is cut in two."""
    pieces, piece, room = [], "", _LINE_OCTETS
    for letter in line:
        size = len(letter.encode())
        if size > room:
            pieces.append(piece)
            piece, room = "", _LINE_OCTETS - 1
        piece, room = piece + letter, room - size
    return "\r\n ".join([*pieces, piece])
