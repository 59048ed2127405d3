"""The preview knows what only accepting used to find: people who left, papers of a batch, rows far away."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from enrollment.domain import intake
from enrollment.domain.import_ import passes
from enrollment.domain.import_.ahead import ROWS_A_CHUNK
from enrollment.domain.leave import leave_person
from enrollment.domain.proof import Proof
from enrollment.enums import EndReason, ImportState
from enrollment.models import Application, ImportFile, Person
from portal.accounts.enums import RoleCode
from tests.factories import tables
from tests.factories.accounts import staff
from tests.factories.desk import OWN_AREA, tong_leader

pytestmark = pytest.mark.django_db

FAR_APART = ["joined", "review", "review", "accepted", "repeated"]


def listed(*people):
    return tables.xlsx_file({"명단": [list(tables.HEADER), *tables.rows_of(people)]})


@pytest.fixture
def both(upload):
    """`both(data)` checks and imports a file: what was foretold and what came of it, row by row."""

    def run(data, filename="다음 명단.xlsx"):
        file = upload(data, filename)
        foretold = _passed(file, passes.start_check)
        return foretold, _passed(file, passes.start_import)

    return run


def _passed(file, start):
    start(file=file, by=file.uploaded_by, in_background=False)
    passes.work(file.pk)
    rows = file.rows.order_by("id").values_list("verdict", "problems")
    return [(verdict, [problem["field"] for problem in problems]) for verdict, problems in rows]


def test_a_form_from_before_somebody_left(bring_in, both):
    bring_in(listed(tables.applicant(1)))
    today = timezone.localdate()
    leave_person(person=Person.objects.get(), reason=EndReason.WITHDRAWN, on=today, proof=Proof(), by=None)
    later = tables.applicant(1, 접수일=today.isoformat())
    yesterday = tables.applicant(1, 접수일=(today - timedelta(days=1)).isoformat())
    foretold, became = both(listed(yesterday, later, tables.applicant(2)))
    assert foretold == became
    assert [verdict for verdict, _fields in became] == ["refused", "joined", "accepted"]
    assert became[0][1] == ["collected_on"]


def test_a_form_number_that_waits_for_review(bring_in, both):
    bring_in(listed(tables.applicant(1)))
    bring_in(listed(tables.applicant(1, 성명="가람람", 세대주="가람람", **{"서식 번호": "B-1"})), "둘째.xlsx")
    foretold, became = both(listed(tables.applicant(5, **{"서식 번호": "B-1"})))
    assert foretold == became == [("refused", ["form_no"])]


def test_papers_of_a_batch(clerk, both):
    """Of the clerk's own batch, entered twice, rejected, not taken back."""
    other = staff(RoleCode.DONG_STAFF, OWN_AREA)
    of_clerk = tong_leader(number=6, user=clerk)
    intake.issue(leader=of_clerk, count=1, issued_on=date(2026, 1, 4), by=other, first_no="C-1")
    batch = intake.issue(
        leader=tong_leader(number=5), count=3, issued_on=date(2026, 1, 4), by=clerk, first_no="D-1"
    )
    intake.take_back(
        batch=of_clerk.intake_batches.get(), form_nos=["C-1"], returned_on=date(2026, 1, 6), by=other
    )
    intake.take_back(batch=batch, form_nos=["D-1", "D-2"], returned_on=date(2026, 1, 6), by=clerk)
    numbers = ("C-1", "D-1", "D-1", "D-2", "D-3")
    people = [tables.applicant(n, **{"서식 번호": number}) for n, number in enumerate(numbers)]
    people[3]["접수일"] = "2026. 1. 9."
    foretold, became = both(listed(*people))
    assert foretold == became
    assert became == [
        ("refused", ["form_no"]), ("accepted", []), ("refused", ["form_no"]), ("refused", ["collected_on"]),
        ("refused", ["form_no"]),
    ]  # fmt: skip


def far_apart():
    """Rows that belong together, more than a chunk apart: a child, another spelling of the head, the same
    person in another building, and somebody who follows there."""
    head = tables.applicant(0)
    child = head | {"성명": "다다다", "생년월일": "19990202", "세대주와의 관계": "자녀", "이메일": None}
    misspelt = head | {"성명": "가람솔", "세대주": "가람솔"}
    elsewhere = head | {"도로명주소": "독서당로 999"}
    follower = elsewhere | {"성명": "하하하", "세대주와의 관계": "처", "생년월일": "19700101", "이메일": None}
    follower |= {"휴대전화": "010-0009-0009"}
    crowd = [tables.applicant(n) for n in range(1, ROWS_A_CHUNK + 1)]
    return listed(head, *crowd, child, misspelt, elsewhere, follower, head)


def test_rows_far_apart_in_a_file_meet(both):
    foretold, became = both(far_apart())
    assert foretold == became
    assert [verdict for verdict, _reasons in became[-5:]] == FAR_APART


def test_a_check_taken_over_by_another_worker_says_the_same(upload):
    file = upload(far_apart())
    passes.start_check(file=file, by=file.uploaded_by, in_background=False)
    passes.work(file.pk)
    whole = list(file.rows.order_by("id").values_list("verdict", flat=True))
    first = file.rows.order_by("id")[:ROWS_A_CHUNK].values_list("id", flat=True)
    file.rows.exclude(pk__in=list(first)).update(verdict="")
    ImportFile.objects.filter(pk=file.pk).update(state=ImportState.CHECKING, rows_done=ROWS_A_CHUNK)
    passes.work(file.pk)
    assert list(file.rows.order_by("id").values_list("verdict", flat=True)) == whole
    assert not Application.objects.exists()
