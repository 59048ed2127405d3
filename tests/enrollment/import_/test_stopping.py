"""A row nothing can be done with, somebody in the way for ever, a fault of ours: said, and gone on with."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from enrollment.domain.import_ import passes, retention
from enrollment.models import Application, ImportFile, ImportRow
from portal.common.models import AuditEvent
from tests.factories import tables

pytestmark = pytest.mark.django_db
POISON = "P-666"


@pytest.fixture
def trouble():
    """`trouble(errcode)` lets the database answer so to every application with the poisonous form number."""

    def raise_with(errcode: str):
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE OR REPLACE FUNCTION trouble() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"IF NEW.form_no LIKE '{POISON}%' THEN RAISE EXCEPTION 'trouble' USING ERRCODE = '{errcode}';"
                " END IF; RETURN NEW; END $$"
            )
            cursor.execute(
                "CREATE OR REPLACE TRIGGER trouble BEFORE INSERT ON enrollment_application "
                "FOR EACH ROW EXECUTE FUNCTION trouble()"
            )

    return raise_with


def cure():
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER trouble ON enrollment_application")


def listed(count: int, poisonous=(), **changes) -> bytes:
    people = [
        tables.applicant(n, **changes, **({"서식 번호": f"{POISON}{n}"} if n in poisonous else {}))
        for n in range(count)
    ]
    return tables.xlsx_file({"명단": [list(tables.HEADER), *tables.rows_of(people)]})


def test_a_row_that_breaks_the_import_is_refused_and_the_others_go_in(bring_in, trouble):
    trouble("P0001")
    file = bring_in(listed(1003, poisonous=(0, 777)))
    assert file.state == "finished" and file.rows_done == 1003
    assert Application.objects.count() == 1001
    refused = file.rows.filter(verdict="refused")
    assert sorted(refused.values_list("row_no", flat=True)) == [2, 779]
    assert all("프로그램 오류" in row.problems[0]["message"] and row.cells for row in refused)


def test_a_row_that_cannot_be_read_is_refused_in_the_check(upload, caplog):
    file = upload(listed(5))
    ImportRow.objects.filter(pk=file.rows.order_by("id")[2].pk).update(cells="no list")
    passes.start_check(file=file, by=None, in_background=False)
    passes.work(file.pk)
    file.refresh_from_db()
    assert file.state == "checked"
    assert list(file.rows.order_by("id").values_list("verdict", flat=True)) == [
        "accepted", "accepted", "refused", "accepted", "accepted",
    ]  # fmt: skip
    assert "JSONDecodeError" in caplog.text and tables.name(1) not in caplog.text


def test_somebody_in_the_way_for_ever_stops_it_with_a_reason_and_a_button(desk, bring_in, trouble):
    trouble("40P01")
    file = bring_in(listed(30, poisonous=(20,)))
    assert (file.state, file.failure) == ("failed", "busy")
    done = Application.objects.count()
    assert done == file.rows_done < 30
    url = f"/desk/import/{file.key}/"
    html = desk.get(url).content.decode()
    assert "다른 작업과 계속 겹쳤습니다" in html and "이어서 하기" in html and f"30행 가운데 {done}행" in html
    assert AuditEvent.objects.filter(action="import.stop").count() == 1
    passes.ring_again()
    cure()
    desk.post(f"{url}start/")
    file.refresh_from_db()
    assert (file.state, file.failure) == ("running", "")
    passes.work(file.pk)
    file.refresh_from_db()
    assert file.state == "finished" and Application.objects.count() == 30


def test_many_rows_broken_alike_are_a_fault_of_ours(bring_in, trouble):
    trouble("P0001")
    file = bring_in(listed(40, poisonous=range(40)))
    assert (file.state, file.failure) == ("failed", "faulty")
    assert file.rows.filter(is_done=True, verdict="refused").count() == 20


def test_a_database_out_of_reach_is_no_fault_of_the_list(upload, trouble):
    trouble("57P01")
    file = upload(listed(3, poisonous=(1,)))
    passes.start_import(file=file, by=None, in_background=False)
    with pytest.raises(OperationalError):
        passes.work(file.pk)
    file.refresh_from_db()
    assert file.state == "running"
    cure()
    passes.work(file.pk)
    assert Application.objects.count() == 3


def test_a_stopped_check_can_be_let_go_of_but_not_a_stopped_import(desk, bring_in, upload, trouble):
    ImportFile.objects.filter(pk=(file := upload(listed(2))).pk).update(state="failed", failure="faulty")
    assert "파일 지우기" in desk.get(f"/desk/import/{file.key}/").content.decode()
    desk.post(f"/desk/import/{file.key}/discard/")
    assert not ImportFile.objects.exists()
    trouble("40P01")
    file = bring_in(listed(3, poisonous=(2,)))
    assert "파일 지우기" not in desk.get(f"/desk/import/{file.key}/").content.decode()
    desk.post(f"/desk/import/{file.key}/discard/")
    assert ImportFile.objects.get().state == "failed"


def test_a_stopped_import_nobody_let_go_on_keeps_no_cells(bring_in, trouble):
    trouble("40P01")
    file = bring_in(listed(3, poisonous=(2,)))
    ImportFile.objects.update(started_at=timezone.now() - timedelta(days=31))
    retention.forget_cells()
    file.refresh_from_db()
    assert file.state == "finished"
    assert list(file.rows.order_by("id").values_list("verdict", "cells")) == [
        ("accepted", None), ("accepted", None), ("refused", None),
    ]  # fmt: skip
