"""Numbers rounded as offices write them, half up."""

from decimal import ROUND_HALF_UP, Decimal

TENTH = Decimal("0.1")
HUNDREDTH = Decimal("0.01")


def percent(part: int | Decimal, whole: int | Decimal | None) -> Decimal | None:
    """With one decimal, half up as offices round; None of nothing."""
    if not whole:
        return None
    return tenths(Decimal(part) * 100 / Decimal(whole))


def tenths(value: Decimal) -> Decimal:
    """With one decimal, half up."""
    return value.quantize(TENTH, rounding=ROUND_HALF_UP)


def hundredths(value: Decimal | None) -> Decimal | None:
    """With two decimals, half up; None of nothing."""
    return None if value is None else value.quantize(HUNDREDTH, rounding=ROUND_HALF_UP)
