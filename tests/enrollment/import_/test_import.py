"""A file comes in: what each row becomes, once, and as if it had been typed at the desk."""

import pytest

from enrollment.enums import ImportState
from enrollment.models import Application, Household, HouseholdPeriod, ImportRow, Person
from notices.models import DirectMessage, Subscription
from tests.factories import tables

pytestmark = pytest.mark.django_db


def verdicts(file):
    return list(file.rows.order_by("row_no").values_list("row_no", "verdict"))


def clean(count, start=0):
    return [list(tables.HEADER), *tables.rows_of(tables.applicant(n) for n in range(start, start + count))]


def test_a_clean_file_enrolls_everybody(bring_in):
    file = bring_in(tables.xlsx_file({"행당1동": clean(30)}))
    assert file.state == ImportState.FINISHED
    assert {verdict for _row, verdict in verdicts(file)} == {"accepted"}, file.rows.first().problems
    assert Application.objects.count() == Household.objects.count() == Person.objects.count() == 30
    assert HouseholdPeriod.objects.filter(ends_on=None).count() == 30
    assert Subscription.objects.count() == 60
    assert DirectMessage.objects.count() == 60
    assert not ImportRow.objects.filter(cells__isnull=False).exists()
