"""Known households by everything an application is compared with."""

from collections import defaultdict

from enrollment.domain.likeness import Place
from enrollment.queries.alike import Known, KnownPerson, Traits

Key = tuple[str, ...]


class KnownIndex:
    """Households in use, and those that earlier applications of a list open."""

    def __init__(self):
        self.exact: dict[tuple[str, str], Known] = {}
        self._by: dict[Key, list[Known]] = defaultdict(list)

    def add(self, household: Known) -> None:
        self.exact.setdefault((household.address_key, household.head_key), household)
        place = Place.of(household.address_key)
        for key in _home_keys(household.address_key, household.head_key, place):
            self._by[key].append(household)
        for person in household.people:
            self.add_person(person, household)

    def add_person(self, person: KnownPerson, household: Known) -> None:
        self._by["person", person.name_key, person.birth_index].append(household)
        for phone in person.phones:
            self._by["phone", phone].append(household)

    def like(self, traits: Traits, place: Place) -> list[Known]:
        """Those that share at least one key with the application; `place` is the place of `traits`."""
        keys = _keys(traits, place)
        return list(dict.fromkeys(known for key in keys for known in self._by.get(key, ())))


def keys_of(traits: Traits) -> list[Key]:
    """All an application may be recognised by: two that share none of these are never thought alike."""
    return _keys(traits, Place.of(traits.address_key))


def _keys(traits: Traits, place: Place) -> list[Key]:
    keys = [
        *_home_keys(traits.address_key, traits.head_key, place),
        ("person", traits.name_key, traits.birth_index),
    ]
    if traits.phone_index:
        keys.append(("phone", traits.phone_index))
    return keys


def _home_keys(address_key: str, head_key: str, place: Place) -> tuple[Key, ...]:
    return (
        ("dwelling", address_key),
        ("building", place.building, head_key),
        ("street", place.street, *place.unit, head_key),
        ("number", place.number, *place.unit, head_key),
    )
