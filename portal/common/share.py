"""Shares in percent, as offices write them."""

from decimal import ROUND_HALF_UP, Decimal

TENTH = Decimal("0.1")


def percent(part: int | Decimal, whole: int | Decimal | None) -> Decimal | None:
    """With one decimal, half up as offices round; None of nothing."""
    if not whole:
        return None
    return (Decimal(part) * 100 / Decimal(whole)).quantize(TENTH, rounding=ROUND_HALF_UP)
