"""An import and a clerk at the same moment: nothing is lost to readers of changes, nobody waits for ever."""

import threading
from datetime import date

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from enrollment.domain import household
from enrollment.domain.apply import accept
from enrollment.domain.import_ import passes
from enrollment.domain.intake import issue, take_back
from enrollment.domain.receipt_no import keep_order
from enrollment.models import Application, Dong, Household, Tong, TongLeader
from tests.factories import tables
from tests.factories.desk import OWN_DONG
from tests.factories.enrollment import application_form, intake

pytestmark = pytest.mark.django_db(transaction=True)


def listed(*people) -> bytes:
    return tables.xlsx_file({"명단": [list(tables.HEADER), *tables.rows_of(people)]})


def started(upload, *people):
    file = upload(listed(*people))
    passes.start_check(file=file, by=file.uploaded_by, in_background=False)
    passes.work(file.pk)
    passes.start_import(file=file, by=file.uploaded_by, in_background=False)
    return file


class Importing:
    """The import, run beside the test in a thread and connection of its own."""

    def __init__(self, file):
        self.file, self.failure = file, None
        self.thread = threading.Thread(target=self._run)

    def start(self) -> None:
        """Begin, and return once it waits for a lock."""
        self.thread.start()
        _until_it_waits(self.thread)

    def end(self) -> None:
        self.thread.join(timeout=30)
        if self.failure:
            raise self.failure

    def _run(self) -> None:
        try:
            passes.work(self.file.pk)
        except Exception as error:  # noqa: BLE001 - raised again where the test waits for the end
            self.failure = error
        finally:
            connections.close_all()


def _until_it_waits(thread: threading.Thread) -> None:
    """Until somebody waits for what this connection holds."""
    with connection.cursor() as cursor:
        for _attempt in range(1000):
            cursor.execute(
                "SELECT count(*), pg_sleep(0.01) FROM pg_locks "
                "WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
            )
            if cursor.fetchone()[0]:
                return
            assert thread.is_alive(), "the import waited for nobody"
    raise AssertionError("the import never waited")


def test_a_reader_of_changes_never_misses_an_imported_application(upload):
    """Ids grow in the order in which rows can be seen: the counter is held before any is drawn."""
    file = started(upload, tables.applicant(1), tables.applicant(2))
    beside = Importing(file)
    with transaction.atomic():
        keep_order(timezone.localdate().year)
        beside.start()
        by_clerk = accept(form=application_form(), intake=intake()).application
    beside.end()
    imported = Application.objects.exclude(pk=by_clerk.pk)
    assert imported.count() == 2
    assert min(imported.values_list("pk", flat=True)) > by_clerk.pk


def test_an_import_that_waits_for_a_household_does_not_hold_the_counter(upload, bring_in):
    """A clerk holds the household first and takes the number then; so does the import."""
    bring_in(listed(tables.applicant(1)))
    home = Household.objects.get()
    again = tables.applicant(1, **{"희망 서비스": "구정소식", "접수일": "2026. 2. 5."})
    file = started(upload, tables.applicant(2), again)
    beside = Importing(file)
    with transaction.atomic():
        household.lock(home.pk)
        beside.start()
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '3s'")
        keep_order(timezone.localdate().year)
    beside.end()
    file.refresh_from_db()
    assert (file.state, Application.objects.count()) == ("finished", 3)


def test_an_import_that_waits_for_a_paper_holds_neither_dwelling_nor_counter(upload, clerk):
    """A clerk types a form of a batch: its paper first, then the dwelling, then the number."""
    tong = Tong.objects.create(dong=Dong.objects.get(code=OWN_DONG), number=5, valid_from=date(2012, 1, 1))
    leader = TongLeader.objects.create(tong=tong, name="통장님", starts_on=date(2012, 1, 1))
    batch = issue(leader=leader, count=1, issued_on=date(2026, 1, 2), by=clerk)
    number = batch.forms.get().form_no
    take_back(batch=batch, form_nos=[number], returned_on=date(2026, 1, 6), by=clerk)
    paper = tables.applicant(1, **{"서식 번호": number})
    file = started(upload, paper, tables.applicant(2))
    form = application_form(
        road_address="성동구 " + paper["도로명주소"], address_detail=paper["상세주소"],
        dong=Dong.objects.select_related("district").get(code=OWN_DONG),
    )  # fmt: skip
    beside = Importing(file)
    with transaction.atomic():
        batch.forms.select_for_update().get()
        beside.start()
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '3s'")
        household.lock_dwelling(form)
        keep_order(timezone.localdate().year)
    beside.end()
    file.refresh_from_db()
    assert (file.state, Application.objects.count()) == ("finished", 2)
