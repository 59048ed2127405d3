"""Random samples: who could be drawn, a seed, and an order anybody with both can find again.

The units of a stratum are ordered by SHA-256 of "seed:number"; the first of them are drawn. Strata get shares
in proportion to their size, what is left over goes to the largest remainders (Hamilton's method).
"""

import hashlib
import secrets
from collections import defaultdict
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.enums import Channel, Relation
from enrollment.models import District
from notices.enums import CampaignKind, ListVerdict
from notices.enums.poll import SampleUnit
from notices.models import Poll, PollSample, RecipientList, RecipientListRow, SampleStratum
from notices.queries.recipients import recipients_sql
from notices.segment import Segment
from portal.accounts.access import require
from portal.accounts.enums import Permission
from portal.common import audit

SEED_BYTES = 16
_LIST_NAME_LENGTH = RecipientList._meta.get_field("name").max_length


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be invited now, in the home and dong of now."""

    person_id: int
    household_id: int
    dong_id: str
    is_head: bool
    birth_year: int


@transaction.atomic
def draw(*, poll: Poll, unit: str, size: int, by_dong: bool, seed: str | None = None, by) -> PollSample:
    """Draw `size` households or people from all who may be invited now; the list of those to be asked.

    The seed is chosen by chance unless it is given (drawn before witnesses, say); it is kept with everybody
    who could have been drawn. Raises ValidationError when there are fewer.
    """
    require(by, Permission.DRAFT_POLL, poll)
    District.objects.select_for_update().get(pk=poll.district_id)  # two may draw at once: names are counted
    seed = (seed or "").strip() or secrets.token_hex(SEED_BYTES)
    found = _candidates(poll)
    asked = _asked(found, unit)
    frames = _frames(found, unit, by_dong)
    total = sum(map(len, frames.values()))
    if size > total:
        text = _("뽑을 수 있는 수(%(total)s)보다 많습니다. 그보다 적게 적어 주세요.")
        raise ValidationError({"size": text % {"total": f"{total:,}"}})
    sample = PollSample.objects.create(
        poll=poll, unit=unit, size=size, seed=seed, by_dong=by_dong, drawn_by=by, drawn_at=timezone.now(),
        recipients=_new_list(poll, size, by),
    )  # fmt: skip
    drawn = drawn_from(frames, size, seed)
    SampleStratum.objects.bulk_create(
        SampleStratum(sample=sample, dong_id=dong or None, frame=frame, drawn=drawn[dong])
        for dong, frame in frames.items()
    )
    RecipientListRow.objects.bulk_create(
        (
            RecipientListRow(
                list=sample.recipients, table=0, row_no=number, verdict=ListVerdict.MATCHED, person_id=person
            )
            for number, person in enumerate((asked[one] for dong in frames for one in drawn[dong]), 1)
        ),
        batch_size=5000,
    )
    audit.record(by=by, action="poll.draw_sample", obj=poll, sample=sample.pk, size=size, seed=seed)
    return sample


def verify(sample: PollSample) -> bool:
    """Whether the draw, done again with the kept seed and frames, finds the same units."""
    strata = {row.dong_id or "": row for row in sample.strata.all()}
    again = drawn_from({dong: row.frame for dong, row in strata.items()}, sample.size, sample.seed)
    return all(again[dong] == row.drawn for dong, row in strata.items())


def drawn_from(frames: dict[str, list[int]], size: int, seed: str) -> dict[str, list[int]]:
    """The units drawn of each stratum, in the order of the draw."""
    shares = allocate({dong: len(frame) for dong, frame in frames.items()}, size)
    return {dong: in_order(frame, seed)[: shares[dong]] for dong, frame in frames.items()}


def in_order(frame: list[int], seed: str) -> list[int]:
    """The units of a stratum as chance orders them."""
    return sorted(frame, key=lambda number: hashlib.sha256(f"{seed}:{number}".encode()).digest())


def allocate(sizes: dict[str, int], size: int) -> dict[str, int]:
    """Shares of the strata in proportion to their sizes, together `size`. Of equal remainders the larger
    stratum comes first, then the lower number of the dong."""
    total = sum(sizes.values())
    if not total:
        return dict.fromkeys(sizes, 0)
    shares = {dong: size * count // total for dong, count in sizes.items()}
    rest = size - sum(shares.values())
    by_remainder = sorted(sizes, key=lambda dong: (-(size * sizes[dong] % total), -sizes[dong], dong))
    for dong in by_remainder[:rest]:
        shares[dong] += 1
    return shares


def _candidates(poll: Poll) -> list[Candidate]:
    """Everybody an invitation would reach now, by whatever channel."""
    everybody = Segment(
        topic=poll.topic.code, channels=(Channel.EMAIL.value, Channel.SMS.value), one_channel=True
    )
    sql, params = recipients_sql(
        everybody, kind=CampaignKind.POLL, district=poll.district_id, today=timezone.localdate()
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.id, p.household_id, r.dong_id, p.relation = %s, p.birth_year"
            f" FROM ({sql}) r JOIN enrollment_person p ON p.id = r.person_id ORDER BY p.id",
            [Relation.HEAD.value, *params],
        )
        return [Candidate(*row) for row in cursor.fetchall()]


def _asked(candidates: list[Candidate], unit: str) -> dict[int, int]:
    """{unit: the person who is asked}: of a household its head, or else the oldest."""
    if unit == SampleUnit.PERSON:
        return {one.person_id: one.person_id for one in candidates}
    best: dict[int, Candidate] = {}
    for one in candidates:
        other = best.get(one.household_id)
        if other is None or (not one.is_head, one.birth_year) < (not other.is_head, other.birth_year):
            best[one.household_id] = one
    return {household: one.person_id for household, one in best.items()}


def _frames(candidates: list[Candidate], unit: str, by_dong: bool) -> dict[str, list[int]]:
    """{dong: units in the order of their numbers}; one stratum without a name when dongs are not told
    apart."""
    frames: dict[str, set[int]] = defaultdict(set)
    for one in candidates:
        number = one.household_id if unit == SampleUnit.HOUSEHOLD else one.person_id
        frames[one.dong_id if by_dong else ""].add(number)
    return {dong: sorted(frames[dong]) for dong in sorted(frames)}


def _new_list(poll: Poll, size: int, by) -> RecipientList:
    lists = RecipientList.objects.filter(district=poll.district_id)
    number = poll.samples.count() + 1
    while lists.filter(name=(name := _list_name(poll, number))).exists():
        number += 1
    return lists.create(
        district_id=poll.district_id, name=name, file_name="", rows_total=size, uploaded_by=by
    )


def _list_name(poll: Poll, number: int) -> str:
    tail = f" 표본 {number}"
    return poll.title[: _LIST_NAME_LENGTH - len(tail)] + tail
