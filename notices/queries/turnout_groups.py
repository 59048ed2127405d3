"""How many answered a poll in each dong and in each age band, so that nobody is told by being few.

Groups are parted by who was invited alone, and so in the same way while the poll is open and when it is
closed: two partings of the same people would tell small groups by their difference.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from notices.models import Poll, TurnoutGroup
from portal.common.share import percent
from portal.common.small_cells import told_groups


@dataclass(frozen=True, slots=True)
class Group:
    """`key` is a dong or an age band; "" all who are not told apart. `reached`: whose message is known to
    have arrived."""

    key: str
    invited: int
    reached: int
    answered: int

    @property
    def rate_percent(self) -> Decimal | None:
        return percent(self.answered, self.invited)


@dataclass(frozen=True, slots=True)
class Groups:
    """The same invited people twice: by dong, and by age band."""

    by_dong: list[Group] = field(default_factory=list)
    by_age: list[Group] = field(default_factory=list)

    @property
    def whole(self) -> Group:
        return Group(
            "",
            sum(group.invited for group in self.by_dong),
            sum(group.reached for group in self.by_dong),
            sum(group.answered for group in self.by_dong),
        )


def part(
    people: Mapping[int, tuple[str | None, str]], reached: Collection[int], answered: Collection[int]
) -> Groups:
    """`people` are all who were invited, with their dong and age band. Both tables can be shown together:
    see `told_groups`."""
    sizes = Counter((dong or "", band) for dong, band in people.values())
    if not sizes:
        return Groups()
    return Groups(
        *(_rows(people, trait, told, reached, answered) for trait, told in enumerate(told_groups(sizes)))
    )


def _rows(people, trait: int, told: set[str], reached, answered) -> list[Group]:
    """One row for each told value in its order, and one for all the others."""
    counts = [Counter() for _what in range(3)]
    for person, traits in people.items():
        key = traits[trait] if traits[trait] in told else ""
        for count, counts_in in zip(counts, (True, person in reached, person in answered), strict=True):
            count[key] += counts_in
    return [Group(key, *(count[key] for count in counts)) for key in sorted(counts[0], key=_order)]


def _order(key: str) -> tuple[bool, str]:
    return not key, key


def kept(poll: Poll) -> Groups:
    """As they stood when the poll closed."""
    rows = {TurnoutGroup.By.DONG: [], TurnoutGroup.By.AGE: []}
    for row in TurnoutGroup.objects.filter(poll=poll):
        key = row.age_band if row.by == TurnoutGroup.By.AGE else row.dong_id or ""
        rows[row.by].append(Group(key, row.invited, row.reached, row.answered))
    by_dong, by_age = (sorted(found, key=lambda row: _order(row.key)) for found in rows.values())
    return Groups(by_dong, by_age)
