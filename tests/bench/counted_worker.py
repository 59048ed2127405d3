"""A Celery worker whose SQL statements are counted: each adds one byte to the file `STATEMENTS_FILE`.

python -m tests.bench.counted_worker CELERY_ARGUMENT ...
"""

import os
import sys

from django.db.backends.signals import connection_created

from portal.celery import app

_file = os.open(os.environ["STATEMENTS_FILE"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)


def _count(execute, sql, params, many, context):
    os.write(_file, b".")
    return execute(sql, params, many, context)


def _watch(connection, **_):
    if _count not in connection.execute_wrappers:
        connection.execute_wrappers.append(_count)


if __name__ == "__main__":
    connection_created.connect(_watch)
    app.worker_main(sys.argv[1:])
