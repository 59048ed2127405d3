"""A worker is killed in the middle of an import: every row comes in, and none twice."""

import random
from datetime import timedelta

import pytest
from django.utils import timezone

from enrollment.domain.import_ import files, passes
from enrollment.enums import ImportState
from enrollment.models import (
    Application,
    District,
    Dong,
    EnrollmentPeriod,
    Household,
    HouseholdPeriod,
    ImportFile,
    ReceiptCounter,
)
from notices.models import Subscription
from tests.factories import tables
from tests.factories.desk import OWN_DONG
from tests.reliability.worker import kill, wait_for, worker

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

ROWS = 6000


@pytest.fixture
def file():
    people = (tables.applicant(number) for number in range(ROWS))
    data = tables.csv_file([list(tables.HEADER), *tables.rows_of(people)])
    return files.take_in(
        data=data,
        filename="명단.csv",
        district=District.objects.get(code="1120000000"),
        dong=Dong.objects.get(code=OWN_DONG),
        tell_applicants=False,
        by=None,
    )


def now(file):
    return ImportFile.objects.get(pk=file.pk)


def test_a_worker_killed_at_a_random_moment_loses_and_doubles_nothing(file, bells, tmp_path):
    log = tmp_path / "worker.log"
    passes.start_import(file=file, by=None)
    for _death in range(2):
        reached = now(file).rows_done
        moment = random.randrange(reached + 1, reached + 2001)
        with worker("import", log=log) as process:
            wait_for(lambda moment=moment: now(file).rows_done >= moment, 60, log)
            kill(process)
        bells("import")  # the bell is lost with the worker
        assert now(file).state == ImportState.RUNNING
        assert Application.objects.count() == now(file).rows_done
        ImportFile.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        passes.ring_again()
    with worker("import", log=log):
        wait_for(lambda: now(file).state == ImportState.FINISHED, 120, log)

    assert Application.objects.count() == Household.objects.count() == ROWS
    assert HouseholdPeriod.objects.count() == ROWS
    assert EnrollmentPeriod.objects.count() == Subscription.objects.count() == 2 * ROWS
    assert ReceiptCounter.objects.get().last == ROWS
    assert set(file.rows.values_list("verdict", "is_done")) == {("accepted", True)}
    assert tables.name(17) not in log.read_text() and "resident17@" not in log.read_text()
