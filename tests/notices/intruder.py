"""Somebody who can write to the database as its owner, past triggers, but has no key of the portal."""

from contextlib import contextmanager

from django.db import connection


@contextmanager
def past_the_triggers():
    """Inside, no trigger and no foreign key of the database is in force. Needs a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = 'replica'")
        yield cursor
        cursor.execute("SET LOCAL session_replication_role = 'origin'")
