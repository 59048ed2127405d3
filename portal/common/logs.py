"""Log lines without the values of rows."""

import logging

_VALUES = ("DETAIL:", "CONTEXT:", "STATEMENT:")
"""What PostgreSQL adds to an error: the refused row or statement, with names and addresses in it."""


class WithoutRowValues(logging.Formatter):
    """Drops from tracebacks the lines in which the database repeats what it was given."""

    def formatException(self, ei) -> str:
        lines = super().formatException(ei).splitlines()
        return "\n".join(line for line in lines if not line.lstrip().startswith(_VALUES))
