"""Headings of a table that sort it: links, so that they work without scripts and can be sent on."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass

from django.utils.http import urlencode


@dataclass(frozen=True, slots=True)
class Order:
    """The column a table is sorted by, empty for the order it comes in."""

    key: str = ""
    descending: bool = False

    @classmethod
    def of(cls, request, keys: Container[str]) -> "Order":
        """As the address asks (`sort`, `dir`); a column that is none of `keys` is passed over."""
        key = request.GET.get("sort", "")
        return cls(key, request.GET.get("dir") == "desc") if key in keys else cls()

    @property
    def query(self) -> dict[str, str]:
        return {"sort": self.key, "dir": "desc" if self.descending else "asc"} if self.key else {}


@dataclass(frozen=True, slots=True)
class Heading:
    label: str
    url: str
    is_number: bool
    aria_sort: str


def headings(
    columns: Iterable[tuple[str, str]], order: Order, kept: Mapping[str, object], anchor: str
) -> list[Heading]:
    """`columns` are (key, label), the first one names, the others count and begin with the highest; `kept`
    stays in the address."""
    made = []
    for place, (key, label) in enumerate(columns):
        is_active = key == order.key
        turned = Order(key, not order.descending if is_active else place > 0)
        url = f"?{urlencode({**kept, **turned.query})}#{anchor}"
        aria_sort = ("descending" if order.descending else "ascending") if is_active else ""
        made.append(Heading(label, url, place > 0, aria_sort))
    return made
