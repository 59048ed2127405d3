"""How far online applications come: counted by day and page, of nobody."""

from django.db import connection
from django.utils import timezone

DONE = "done"
"""Handed in: beyond the last page."""

# One statement: two people who come to a page at once are both counted.
_COUNT = """
INSERT INTO enrollment_funnelday AS f (day, step, reached) VALUES (%s, %s, 1)
ON CONFLICT (day, step) DO UPDATE SET reached = f.reached + 1"""


def count(step: str) -> None:
    """One more application came to a page today. Who calls sees to it that each counts once for each page."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [timezone.localdate(), step])
