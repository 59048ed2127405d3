"""A traceback of the database tells what went wrong, not with whose data."""

import logging
import sys

import pytest
from django.db import IntegrityError, connection, transaction

from portal.common.logs import WithoutRowValues


@pytest.mark.django_db
def test_a_refused_row_is_not_repeated_in_the_log():
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO accounts_user (password, name, is_active, is_staff, is_superuser, joined_at) "
                "VALUES (NULL, '가나다', true, false, false, now())"
            )
    except IntegrityError:
        record = logging.LogRecord("web", logging.ERROR, __file__, 1, "refused", None, sys.exc_info())
    line = WithoutRowValues("{message}", style="{").format(record)
    assert "가나다" in logging.Formatter().format(record.__class__(**_copy(record)))
    assert "가나다" not in line
    assert "null value in column" in line


def _copy(record) -> dict:
    """The same record without the text another formatter has cached on it."""
    return {
        "name": record.name,
        "level": record.levelno,
        "pathname": record.pathname,
        "lineno": record.lineno,
        "msg": record.msg,
        "args": record.args,
        "exc_info": record.exc_info,
    }


@pytest.mark.parametrize(
    ("written", "logged"),
    [
        ("Gone: /p/abcdEFGH0123-_89wxyz/", "Gone: /p/…/"),
        ("Gone: /p/abcdEFGH0123-_89wxyz/done/?a=good", "Gone: /p/…/done/?a=good"),
        ("Not Found: /u/abcdEFGH0123-_89wxyz0123", "Not Found: /u/…"),
        ("Not Found: /p/open/residents-survey/", "Not Found: /p/open/residents-survey/"),
        ("Not Found: /office/campaigns/12/deliveries/", "Not Found: /office/campaigns/12/deliveries/"),
    ],
)
def test_the_key_in_an_address_is_not_logged(written, logged):
    record = logging.LogRecord("django.request", logging.WARNING, __file__, 1, written, None, None)
    assert WithoutRowValues("{message}", style="{").format(record) == logged
