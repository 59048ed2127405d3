"""Receipt numbers: year and running number, never derived from personal data (2013-0000123)."""

from django.db import connection


def next_receipt_no(year: int) -> str:
    """Take one number. Must run inside the transaction of the application, so numbers stay gapless."""
    return format_receipt_no(year, reserve(year, 1))


def reserve(year: int, count: int) -> int:
    """Take `count` numbers of `year` at once and return the first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO enrollment_receiptcounter (year, last) VALUES (%s, %s) "
            "ON CONFLICT (year) DO UPDATE SET last = enrollment_receiptcounter.last + EXCLUDED.last "
            "RETURNING last",
            [year, count],
        )
        return cursor.fetchone()[0] - count + 1


def format_receipt_no(year: int, number: int) -> str:
    return f"{year}-{number:07d}"


def keep_order(year: int) -> None:
    """Hold the counter without taking a number: what is written next is seen in the order of its number.

    Lists of changes are read by growing number; one that could be seen after a greater one would be missed.
    """
    reserve(year, 0)
