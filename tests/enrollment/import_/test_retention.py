"""Cells are kept as long as somebody may want them back, and no longer."""

from datetime import timedelta

import pytest
from django.utils import timezone

from enrollment.domain.import_ import retention
from enrollment.models import Application, ImportFile
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
