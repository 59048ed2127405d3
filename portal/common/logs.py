"""Log lines without the values of rows and without the keys in addresses."""

import logging
import re

_VALUES = ("DETAIL:", "CONTEXT:", "STATEMENT:")
"""What PostgreSQL adds to an error: the refused row or statement, with names and addresses in it."""

_KEY = re.compile(r"/[\w=-]{20,}(?=[/?.\s]|$)", re.ASCII)
"""A part of an address too long for a word: the sealed key to somebody's page. With the time of its line it
would tell who came when."""


class WithoutRowValues(logging.Formatter):
    """Drops from tracebacks the lines in which the database repeats what it was given, and the keys from
    addresses in messages."""

    def formatMessage(self, record) -> str:
        return _KEY.sub("/…", super().formatMessage(record))

    def formatException(self, ei) -> str:
        lines = super().formatException(ei).splitlines()
        return "\n".join(line for line in lines if not line.lstrip().startswith(_VALUES))
