"""How many decimals the numbers of a column have: as many as the one that needs most, two at most."""

from collections.abc import Iterable
from decimal import Decimal

MOST = 2


def of_column(rows: Iterable[list], column: int, kind: str) -> int:
    """Of a column of a frozen table. Shares have one; a number with a point was no count when it was frozen,
    though nothing stands behind the point."""
    if kind == "percent":
        return 1
    values = [row[column] for row in rows if isinstance(row[column], int | float)]
    return max(any(isinstance(value, float) for value in values), needed(values))


def needed(values: Iterable[float]) -> int:
    """The decimals of the value that has most of them."""
    return max((min(MOST, _decimals(value)) for value in values), default=0)


def _decimals(value: float) -> int:
    return max(0, -Decimal(str(value)).normalize().as_tuple().exponent)
