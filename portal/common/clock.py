"""One clock for all workers: that of one machine may be hours off."""

from datetime import datetime

from django.db import connection


def now_of_the_database() -> datetime:
    """The moment by the clock of the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement_timestamp()")
        return cursor.fetchone()[0]
