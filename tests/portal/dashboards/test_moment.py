"""All figures of one page from one moment, whatever is accepted meanwhile."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection
from django.db.utils import InternalError

from enrollment.queries import rates
from portal.accounts.enums import RoleCode
from portal.common.moment import one_moment
from tests.factories.rates import DISTRICT, enrolled_households

pytestmark = pytest.mark.django_db(transaction=True)
DAY = date(2013, 9, 26)


def enroll_elsewhere() -> None:
    try:
        enrolled_households(3)
    finally:
        connection.close()


def test_what_is_written_meanwhile_is_not_seen():
    with one_moment():
        before = rates.district_rate(DAY, DISTRICT).enrolled_households
        with ThreadPoolExecutor(max_workers=1) as pool:
            pool.submit(enroll_elsewhere).result()
        assert rates.district_rate(DAY, DISTRICT).enrolled_households == before == 0
    assert rates.district_rate(DAY, DISTRICT).enrolled_households == 3


def test_nothing_can_be_written():
    with pytest.raises(InternalError), one_moment():
        enrolled_households(1)


def test_a_moment_inside_another_is_part_of_it(django_assert_num_queries):
    with one_moment(), django_assert_num_queries(0), one_moment():
        pass


def test_the_dashboard_reads_what_is_asked_most_in_the_moment_of_its_other_figures(as_role):
    enrolled_households(3)
    reader, read = as_role(RoleCode.OFFICER), []

    def watch(execute, sql, params, many, context):
        if "notices_reply" in sql:
            read.append(connection.in_atomic_block)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        assert reader.get("/dashboard/").status_code == 200
    assert read and all(read)
