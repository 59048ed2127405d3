"""What came in and waits: paper, rows of files, reviews."""

from datetime import date

import pytest
import time_machine
from django.utils import timezone

from enrollment.domain import intake
from enrollment.enums import ReviewState
from enrollment.models import (
    ImportFile,
    ImportRow,
    WaitingApplication,
)
from portal.accounts.enums import RoleCode
from portal.common import standing
from portal.dashboards.grid import HIDDEN
from tests.enrollment.domain.batch_forms import enter
from tests.factories.accounts import UserFactory
from tests.factories.came_in import at
from tests.factories.desk import OWN_DONG
from tests.factories.intake import clerk, returned
from tests.factories.rates import DISTRICT
from tests.portal.dashboards.intake.board import DAY, URL, cells, read

pytestmark = pytest.mark.django_db


def test_paper_that_waits_its_oldest_day_and_what_waits_for_a_decision():
    by = clerk()
    paper = returned(by=by, count=4, returned_on=date(2026, 1, 9))
    by_number = list(paper.forms.values_list("form_no", flat=True))
    enter(by_number[0], UserFactory())
    WaitingApplication.objects.create(
        receipt_no="2026-0000001",
        dong_id=OWN_DONG,
        method="paper",
        form_no=by_number[1],
        entered_at=timezone.now(),
        payload="{}",
    )
    intake.reject(batch=paper, form_nos=[by_number[2]], reason="이름이 없음", by=by)
    shown = read()
    (row,) = shown.tables["backlog"].rows
    waited = (timezone.localdate() - date(2026, 1, 9)).days
    assert (row.key, row.cells) == (OWN_DONG, (2, 1, date(2026, 1, 9), waited))
    assert shown.tables["backlog"].total == row.cells and shown.waiting[0].value == 2


@time_machine.travel(at(date(2026, 6, 1)), tick=False)
def test_refused_rows_and_reviews_by_month():
    file = ImportFile.objects.create(
        file_name="명단.xlsx",
        format="xlsx",
        sha256="0" * 64,
        district_id=DISTRICT,
        place="other",
        state="finished",
    )
    ImportFile.objects.filter(pk=file.pk).update(uploaded_at=at(date(2026, 3, 2)))
    verdicts = ["accepted"] * 7 + ["refused"] * 2 + ["review"]
    ImportRow.objects.bulk_create(
        ImportRow(file=file, table=0, row_no=number, verdict=verdict)
        for number, verdict in enumerate(verdicts)
    )
    WaitingApplication.objects.create(
        receipt_no="2026-0000002", dong_id=OWN_DONG, method="paper", entered_at=at(DAY), payload="{}"
    )
    standing.take("import_rows", "reviews")
    shown = read(as_of="")
    assert cells(shown.tables["imports"], "accepted", "refused", "review", "total") == {
        "2026-03": (7, 2, 1, 10)
    }
    assert cells(shown.tables["reviews"], "waiting", "total") == {"2026-03": (1, 1)}
    assert (shown.waiting[1].numerator, shown.waiting[1].denominator) == (2, 10)
    kept = read(small_cells=False, as_of="")
    assert cells(kept.tables["imports"], "accepted", "refused", "total") == {"2026-03": (HIDDEN, HIDDEN, 10)}
    assert kept.waiting[1].numerator is None, "the sum of a column that keeps something back"


def test_a_table_is_shown_as_soon_as_anything_is_in_it(as_role):
    """Reviews that all have been decided, too: nothing waits then."""
    admin = as_role(RoleCode.ADMINISTRATOR)
    assert "기존 세대에 합침" not in admin.get(URL).content.decode()
    WaitingApplication.objects.create(
        receipt_no="2026-0000003", dong_id=OWN_DONG, method="paper", entered_at=timezone.now(),
        state=ReviewState.JOINED, decided_at=timezone.now(),
    )  # fmt: skip
    standing.take("reviews")
    assert "기존 세대에 합침" in admin.get(URL).content.decode()
