"""People who use a service by what they chose, as the standing figures tell it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from enrollment.enums import Channel, ConsentPurpose
from notices.enums.poll import AgeBand
from portal.common.share import percent
from portal.common.small_cells import hidden_together, is_small
from portal.dashboards.grid import HIDDEN, Column, Grid, Row, kept, without_small_columns

if TYPE_CHECKING:
    from portal.dashboards.services.board import Now

SOURCE = _("이 포털의 신청·동의·수신 설정 기록")
_PEOPLE = Column("people", _("사람"))
_SHARE = Column("share", _("서비스를 쓰는 사람 중(%)"), "percent")
_ANSWERS = (
    Column("given", _("동의함")),
    Column("again", _("다시 받아야 함")),
    Column("refused", _("동의하지 않음·철회")),
    Column("unasked", _("묻지 않음")),
)
_MIXES = {
    "sms": Channel.SMS.label,
    "email": Channel.EMAIL.label,
    "email+sms": _("문자와 이메일"),
    "none": _("받는 소식 없음"),
}


def grids(now: Now, small_cells: bool) -> tuple[Grid, ...]:
    """Topics, consents, channels; then services and topics by age and by dong."""
    made = (_topics(now, small_cells), _consents(now, small_cells), _channels(now, small_cells))
    crossed = (_service_ages(now), _topic_ages(now))
    # Of dongs nothing is kept of past days.
    crossed += () if now.is_kept else (_service_dongs(now), _topic_dongs(now))
    if small_cells or now.taken_at is None:
        return (*made, *crossed)
    by_service, by_topic = crossed[::2], crossed[1::2]
    kept_back = {grid.name: without_small_columns(grid) for grid in by_service}
    # Whoever is on no topic is kept back above and among the gaps: here as well.
    kept_back |= {grid.name: without_small_columns(grid, now.people) for grid in by_topic}
    dongs = by_topic[-1]
    kept_back[dongs.name] = told_of_every_dong(dongs, kept_back[dongs.name])
    return (*made, *(kept_back[grid.name] for grid in crossed))


def told_of_every_dong(whole: Grid, told: Grid) -> Grid:
    """`told` with each column of every dong or of none, where it is few of the people of a dong or leaves few
    of them: the services beside tell how many they are. The last two columns add up to them."""
    people = [sum(row.cells[-2:]) for row in whole.rows]
    few = [
        any(is_small(cell) or is_small(all_ - cell) for cell, all_ in zip(column, people, strict=True))
        for column in zip(*(row.cells for row in whole.rows), strict=True)
    ]
    return replace(told, rows=tuple(replace(row, cells=kept(row.cells, few)) for row in told.rows))


def _topics(now: Now, small_cells: bool) -> Grid:
    """A person may get news on several topics: whoever is on none is the rest only of all together."""
    people, rows = now.people, []
    for topic in now.topics:
        number = now["topic_ages"].of(f":{topic.code}")
        is_told = small_cells or not (is_small(number) or is_small(people - number))
        cells = (number, percent(number, people)) if is_told else (HIDDEN, HIDDEN)
        rows.append(Row(topic.code, topic.display_name, cells))
    heading = pgettext_lazy("발송", "관심분야")
    return _grid(now, "topics", _("관심분야별 받는 사람"), heading, (_PEOPLE, _SHARE), rows, "topic_people")


def _consents(now: Now, small_cells: bool) -> Grid:
    found, rows = now["consent_people"], []
    people = found.of("people")
    for purpose in ConsentPurpose:
        given, again, refused = (found.of(f"{purpose.value}:{key}") for key in ("given", "again", "refused"))
        cells = (given, again, refused, people - given - again - refused)
        if not small_cells:
            cells = kept(cells, hidden_together(cells))
        rows.append(Row(purpose.value, purpose.label, cells))
    title = _("동의 항목별 사람")
    return _grid(now, "consents", title, _("동의 항목"), _ANSWERS, rows, "consent_people")


def _channels(now: Now, small_cells: bool) -> Grid:
    found = now["channel_people"]
    dead = {key: found.of(f"{key}:dead") for key in _MIXES}
    numbers = {key: found.of(key) + dead[key] for key in _MIXES}
    whole = sum(numbers.values())
    # The people are told beside, those without news and their rest among the gaps, those who are not reached
    # too: each column is told as a whole or not at all.
    tells = small_cells or not any(map(is_small, numbers.values()))
    tells_dead = small_cells or (
        tells and not any(is_small(dead[key]) or is_small(numbers[key] - dead[key]) for key in dead)
    )
    columns = (_PEOPLE, _SHARE, Column("dead", _("그 가운데 닿지 않음")))
    rows = []
    for key, label in _MIXES.items():
        cells = (numbers[key], percent(numbers[key], whole)) if tells else (HIDDEN, HIDDEN)
        rows.append(Row(key, label, (*cells, dead[key] if tells_dead else HIDDEN)))
    return _grid(now, "channels", _("받는 방법"), _("방법"), columns, rows, "channel_people")


def _service_ages(now: Now) -> Grid:
    columns = (Column("", _("서비스를 쓰는 사람")), *_columns(now.services))
    return _by_age(now, "service_ages", _("나이대별 서비스"), columns)


def _topic_ages(now: Now) -> Grid:
    return _by_age(now, "topic_ages", _("나이대별 관심분야"), _columns(now.topics))


def _by_age(now: Now, name: str, title, columns: tuple[Column, ...]) -> Grid:
    found = now[name]
    rows = [
        Row(band.value, band.label, tuple(found.of(f"{band.value}:{column.key}") for column in columns))
        for band in AgeBand
    ]
    total = tuple(found.of(f":{column.key}") for column in columns)
    return _grid(now, name, title, _("나이대"), columns, rows, "age_people", total)


def _service_dongs(now: Now) -> Grid:
    columns = _columns(now.services)
    return _by_dong(now, "service_dongs", _("동별 서비스"), columns, ("service_people",) * len(columns))


def _topic_dongs(now: Now) -> Grid:
    columns = (*_columns(now.topics), Column("some", _("소식을 받음")), Column("none", _("받는 소식 없음")))
    measures = ("topic_people",) * len(now.topics) + ("people_on_topics",) * 2
    return _by_dong(now, "topic_dongs", _("동별 관심분야"), columns, measures)


def _by_dong(now: Now, name: str, title, columns: tuple[Column, ...], measures: tuple[str, ...]) -> Grid:
    keys = [(now[measure], column.key) for measure, column in zip(measures, columns, strict=True)]
    rows = [
        Row(dong.code, dong.display_name, tuple(found.of(key, dong.code) for found, key in keys))
        for dong in now.dongs
    ]
    total = tuple(found.of(key) for found, key in keys)
    return _grid(now, name, title, _("행정동"), columns, rows, "dong_people", total)


def _columns(entries) -> tuple[Column, ...]:
    return tuple(Column(entry.code, entry.display_name) for entry in entries)


def _grid(now: Now, name: str, title, heading, columns, rows: list[Row], rule: str, total=None) -> Grid:
    """What was never counted stays empty: nobody takes it for nothing."""
    if now.taken_at is None:
        empty = (None,) * len(columns)
        rows, total = [replace(row, cells=empty) for row in rows], total and empty
    return Grid(name, title, heading, columns, tuple(rows), rule, SOURCE, taken_at=now.taken_at, total=total)
