"""How alike two spellings are: names by their characters, address keys by their parts."""

from dataclasses import dataclass


def one_slip_apart(first: str, second: str) -> bool:
    """Whether one character changed, missing, too many, or two neighbours swapped make one of the other.

    Equal texts are not a slip apart.
    """
    if first == second or abs(len(first) - len(second)) > 1:
        return False
    if len(first) > len(second):
        first, second = second, first
    at = next((i for i, letter in enumerate(first) if letter != second[i]), len(first))
    if len(first) < len(second):
        return first[at:] == second[at + 1 :]
    swapped = first[at : at + 2] == second[at : at + 2][::-1] and first[at + 2 :] == second[at + 2 :]
    return swapped or first[at + 1 :] == second[at + 1 :]


def near_name(first: str, second: str) -> bool:
    """Whether two different names (normalised) may be spellings of one: a syllable apart, and one in common.

    A number in a name tells namesakes apart; it is no slip.
    """
    if any(letter.isdigit() for letter in first + second):
        return False
    return one_slip_apart(first, second) and bool(set(first) & set(second))


@dataclass(frozen=True, slots=True)
class Place:
    """The parts of an address key (`portal.common.address.address_key`)."""

    building: str
    street: str
    number: str
    unit: tuple[str, ...]

    @classmethod
    def of(cls, key: str) -> "Place":
        space, district, street, number, *unit = key.split(":")
        road = f"{space}:{district}:{street}"
        return cls(building=f"{road}:{number}", street=road, number=number, unit=tuple(unit))

    @property
    def has_unit(self) -> bool:
        return any(self.unit)


def near_place(first: Place, second: Place) -> bool:
    """Whether two different places may be one dwelling written differently.

    In one building: a unit left out, in part or whole. With one unit: a slip in the number of the
    building, or in the name of the road. Units a digit apart are neighbours, not spellings.
    """
    if first.building == second.building:
        return _part_of(first.unit, second.unit) or _part_of(second.unit, first.unit)
    if first.unit != second.unit or not first.has_unit:
        return False
    if first.street == second.street:
        return one_slip_apart(first.number, second.number)
    return first.number == second.number and one_slip_apart(first.street, second.street)


def _part_of(less: tuple[str, ...], more: tuple[str, ...]) -> bool:
    """Everything `less` says, `more` says too."""
    return all(part in ("", whole) for part, whole in zip(less, more, strict=True))
