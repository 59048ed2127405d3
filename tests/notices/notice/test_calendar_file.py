"""The calendar file: moments in UTC, whole days, long lines folded, nothing that breaks the format."""

import json
from datetime import date

import pytest

from notices.domain.notice import calendar_file, document
from tests.factories.notices import notice_of

pytestmark = pytest.mark.django_db


def lines_of(notice, **changes) -> list[str]:
    """The lines as a calendar reads them, folded ones joined."""
    notice.document = document.canonical(json.loads(notice.document) | changes)
    file = calendar_file.ics(notice).decode()
    assert file.endswith("END:VCALENDAR\r\n") and "\n" not in file.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in file.split("\r\n"))
    return file.replace("\r\n ", "").split("\r\n")


def day(times=(), label="훈련", on=date(2026, 12, 31)) -> dict:
    return {"label": label, "on": on.isoformat(), "times": list(times)}


def test_times_of_day_are_moments():
    lines = lines_of(notice_of(), days=[day(["08:30", "12:00"])])
    assert "DTSTART:20261230T233000Z" in lines and "DTEND:20261231T030000Z" in lines


def test_an_end_before_the_beginning_is_left_out():
    lines = lines_of(notice_of(), days=[day(["14:00", "13:00"])])
    assert not [line for line in lines if line.startswith("DTEND")]


def test_without_a_time_it_is_the_whole_day():
    lines = lines_of(notice_of(), days=[day()])
    assert "DTSTART;VALUE=DATE:20261231" in lines and "DTEND;VALUE=DATE:20270101" in lines


def test_several_days_have_keys_of_their_own():
    lines = lines_of(notice_of(), days=[day(), day(label="예비소집")])
    keys = [line for line in lines if line.startswith("UID:")]
    assert len(set(keys)) == 2


def test_typed_text_cannot_break_out():
    place = "1층; 2층, 3층\\별관\nEND:VEVENT" + "가" * 60
    lines = lines_of(notice_of(), days=[day()], place=place)
    assert lines.count("END:VEVENT") == 1
    assert "LOCATION:1층\\; 2층\\, 3층\\\\별관\\nEND:VEVENT" + "가" * 60 in lines
