"""Cells are kept as long as somebody may want them back, and no longer."""

from datetime import timedelta

import pytest
from django.utils import timezone

from enrollment.domain.destroy import destroy_due
from enrollment.domain.import_ import cells, retention
from enrollment.domain.leave import leave_person
from enrollment.domain.proof import Proof
from enrollment.enums import EndReason
from enrollment.models import Application, ImportFile, ImportRow, Person
from portal.common.models import DestructionLog
from tests.factories import tables

pytestmark = pytest.mark.django_db


def listed(*people):
    return tables.xlsx_file({"명단": [list(tables.HEADER), *tables.rows_of(people)]})


def test_refused_rows_of_old_files_lose_their_cells(bring_in):
    file = bring_in(listed(tables.applicant(1), tables.applicant(2, 휴대전화="없음")))
    retention.forget_cells()
    assert file.rows.filter(cells__isnull=False).count() == 1
    ImportFile.objects.update(finished_at=timezone.now() - retention.BAD_ROWS_KEPT - timedelta(seconds=1))
    retention.forget_cells()
    assert not file.rows.filter(cells__isnull=False).exists()
    assert ImportFile.objects.get().preface is None and Application.objects.count() == 1


def test_files_nobody_imported_are_dropped(upload):
    upload(listed(tables.applicant(1)))
    retention.forget_cells()
    assert ImportFile.objects.exists()
    ImportFile.objects.update(uploaded_at=timezone.now() - retention.UNFINISHED_KEPT - timedelta(seconds=1))
    retention.forget_cells()
    assert not ImportFile.objects.exists()
    assert DestructionLog.objects.values_list("what", "amount", "basis").get() == (
        "import_row", 1, "import_kept",
    )  # fmt: skip


def test_rows_that_were_in_already_lose_their_cells_at_once(bring_in):
    bring_in(listed(tables.applicant(1)))
    file = bring_in(listed(tables.applicant(1), tables.applicant(2)), "둘째.xlsx")
    assert set(file.rows.values_list("verdict", flat=True)) == {"repeated", "accepted"}
    assert not ImportRow.objects.filter(cells__isnull=False).exists()


def test_refused_rows_of_somebody_destroyed_go_too(bring_in, upload):
    """By name and birth date, by name and number; rows of others and files still to be imported stay."""
    bring_in(listed(tables.applicant(1)))
    today = timezone.localdate()
    leave_person(person=Person.objects.get(), reason=EndReason.WITHDRAWN, on=today, proof=Proof(), by=None)
    born = tables.applicant(1, 휴대전화="없음", 성명=" ".join(tables.name(1)))
    reached = tables.applicant(1, 생년월일="모름")
    other = tables.applicant(1, 성명="하하하", 생년월일="모름")
    file = bring_in(listed(born, reached, other), "둘째.xlsx")
    assert file.rows.filter(verdict="refused", cells__isnull=False).count() == 3
    new = upload(listed(tables.applicant(1, 접수일=today.isoformat())), "셋째.xlsx")
    assert destroy_due(today=today + timedelta(days=6)) == 1
    (left,) = file.rows.filter(cells__isnull=False)
    assert "하하하" in cells.unpack(left.cells)
    assert new.rows.filter(cells__isnull=False).count() == 1
    assert DestructionLog.objects.get(what="import_row").amount == 2
