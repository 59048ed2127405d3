"""Households as rows of a list or a file; personal values always masked."""

from enrollment.models import Household
from enrollment.veil import MASKED


def household_rows(households) -> list[dict]:
    """What a row shows, for the households of `queries.households.listed`."""
    return [_row(household) for household in households]


def _row(household: Household) -> dict:
    return {
        "id": household.pk,
        "dong": household.dong,
        "tong": household.tong.number if household.tong else None,
        "ban": household.ban,
        "head": MASKED.name(household.head_name),
        "address": MASKED.address(household),
        "members": [MASKED.name(person.name) for person in household.people.all()],
        "enrolled_since": household.enrolled_since,
        "is_closed": household.closed_on is not None,
        "receipt_no": household.last_receipt_no or "",
    }
