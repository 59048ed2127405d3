"""Keeping the rows of a roll as notices, each with what it came to; and judging one of them anew."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.utils import timezone

from enrollment.models import District
from enrollment.queries.known import Known
from notices.domain.notice.match_roll import Home, Match, Matches, match
from notices.domain.notice.roll import RollRow
from notices.domain.notice.roll_row import Read, RowReader
from notices.enums.notice import NoticeState, RollVerdict, RowNote
from notices.models import AddressedNotice, NoticeRound
from notices.queries.building_dongs import dongs_of_buildings
from portal.common.bulk import copy_in
from portal.common.crypto import encryptor

_COLUMNS = (
    "round_id", "position", "roll", "name", "birth_date", "address", "values", "dong_id", "tong_id", "ban",
    "verdict", "problems", "candidates", "person_id", "subject", "state",
)  # fmt: skip
_SAME = {
    "document_hash": "", "seen_by": "", "failed_views": 0, "paper_reason": "", "paper_result": "",
    "events": 0, "head": "",
}  # fmt: skip


def write(round: NoticeRound, rows: Sequence[RollRow]) -> int:
    """Match the rows and keep them as notices of the round; how many."""
    reader = RowReader(round.terms, round.district, timezone.localdate())
    read = [reader.read(row.cells) for row in rows]
    matches = match(read, district=round.district, terms=round.terms)
    _refuse_twice(rows, read, matches.of)
    place(read, round.district, reader.known)
    for one, found in zip(read, matches.of, strict=True):
        settle(one, found, matches.homes)
    return copy_in(AddressedNotice, _COLUMNS, _lines(round, rows, read, matches), _SAME)


def _lines(
    round: NoticeRound, rows: Sequence[RollRow], read: Sequence[Read], matches: Matches
) -> Iterator[tuple]:
    encrypt = encryptor()

    def sealed(text: str | None) -> bytes | None:
        return encrypt(text) if text else None

    for row, one, found in zip(rows, read, matches.of, strict=True):
        yield (
            round.pk, row.position, encrypt(pack(row.cells, place=row.place)), sealed(one.name),
            sealed(one.birth_date.isoformat() if one.birth_date else None), sealed(one.address),
            encrypt(json.dumps(one.values, ensure_ascii=False)), one.dong.pk if one.dong else None,
            one.tong_id, one.ban, str(found.verdict), json.dumps(found.problems),
            [str(pk) for pk in found.candidates], found.person_id, one.subject, str(NoticeState.DRAFT),
        )  # fmt: skip


def _refuse_twice(rows: Sequence[RollRow], read: Sequence[Read], found: Iterable[Match]) -> None:
    """The second row of one person is refused: known to the portal, or of one name and birth date or
    home."""
    seen: dict[tuple, RollRow] = {}
    for row, one, match_ in zip(rows, read, found, strict=True):
        if match_.verdict == RollVerdict.REFUSED:
            continue
        keys = identities(one, match_)
        first = next((seen[key] for key in keys if key in seen), None)
        if first:
            match_.verdict, match_.person_id, match_.candidates = RollVerdict.REFUSED, None, []
            match_.problems = [
                {"note": str(RowNote.TWICE), "field": "", "row": first.place or first.position}
            ]
        else:
            seen |= dict.fromkeys(keys, row)


def identities(one: Read, match_: Match) -> list[tuple]:
    """What two rows must not share."""
    keys = [("person", match_.person_id, one.subject)] if match_.person_id else []
    if one.traits.birth_index:
        # Namesakes of one day in two buildings are two people.
        keys.append(("born", one.traits.name_key, one.traits.birth_index, one.building, one.subject))
    elif one.home or one.traits.contacts:
        keys.append(("home", one.traits.name_key, one.home or tuple(one.traits.contacts), one.subject))
    return keys


def place(rows: Iterable[Read], district: District, known: Known) -> None:
    """Tell the dong of rows that name none: by the legal dong in the address when it lies in one alone, else
    by the building. Without a dong nobody would know who brings the paper. Then the tong by its number."""
    rows = list(rows)
    lost = [one for one in rows if one.dong is None and one.address]
    for one in lost:
        named = known.legal_dongs_in(one.address, district.pk)
        dongs = {dong for dongs in named.values() for dong in dongs}
        one.dong = dongs.pop() if len(dongs) == 1 else None
    still = [one for one in lost if one.dong is None and one.home]
    found = dongs_of_buildings((one.building for one in still), district)
    for one in still:
        one.dong = found.get(one.building)
    for one in rows:
        if one.tong_number and one.dong:
            one.tong_id = known.tong_id(one.dong.pk, one.tong_number)
            if one.tong_id is None:
                one.hint(RowNote.UNKNOWN_TONG, "tong")


def settle(one: Read, found: Match, homes: Mapping[int, Home]) -> None:
    """Complete a row by what the portal knows of the person; refuse it when nobody could bring it on
    paper."""
    home = homes.get(found.person_id)
    if home:
        one.address = one.address or home.address
        if one.dong is None or one.dong == home.dong:
            one.dong = home.dong
            one.tong_id, one.ban = one.tong_id or home.tong_id, one.ban or home.ban
    if found.verdict in (RollVerdict.REFUSED, RollVerdict.UNSURE):
        return
    lacking = RowNote.NO_ADDRESS if not one.address else RowNote.NO_DONG if one.dong is None else None
    if lacking:
        field = "road_address" if lacking == RowNote.NO_ADDRESS else "dong"
        found.verdict, found.person_id = RollVerdict.REFUSED, None
        found.problems = [{"note": str(lacking), "field": field}]
    found.problems += one.hints


def take(notice: AddressedNotice, one: Read, found: Match) -> None:
    """Write into a notice what its row says and came to; the caller saves it."""
    notice.name, notice.birth_date, notice.address = one.name or None, one.birth_date, one.address or None
    notice.values = json.dumps(one.values, ensure_ascii=False)
    notice.dong, notice.tong_id, notice.ban = one.dong, one.tong_id, one.ban
    notice.verdict, notice.problems, notice.candidates = found.verdict, found.problems, found.candidates
    notice.person_id, notice.subject = found.person_id, one.subject


def pack(cells: Mapping[str, object], *, place: str = "", **more) -> str:
    """`roll` of a notice: the cells as they came, the place in the file, and what an officer wrote to it."""
    return json.dumps({"cells": dict(cells), "place": place, **more}, ensure_ascii=False)


def unpack(notice: AddressedNotice) -> dict:
    return json.loads(notice.roll or '{"cells": {}, "place": ""}')
