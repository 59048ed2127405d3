"""A whole number as an address, a form or a file says it: of a record, of a row, of a choice."""

MOST_DIGITS = 18
"""No record has a longer one, and beyond 4,300 digits Python refuses to read any."""


def number_of(text: str) -> int | None:
    """None for anything that is no such number."""
    return int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else None
