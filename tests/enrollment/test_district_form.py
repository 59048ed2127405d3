"""The form of a district in the admin pages."""

import pytest
from django.forms import modelform_factory

from enrollment.admin import DistrictForm
from enrollment.models import District

pytestmark = pytest.mark.django_db


def typed(number: str):
    form = modelform_factory(District, form=DistrictForm, fields=["free_opt_out_phone"])
    return form({"free_opt_out_phone": number}, instance=District.objects.get(pk="1120000000"))


@pytest.mark.parametrize("number", ["02-12", "02-2286-5000", "010-0000-0042", "1588-0000", "080", "없음"])
def test_a_number_that_costs_the_caller_is_refused(number):
    assert "080으로 시작하는 번호가 아닙니다" in str(typed(number).errors["free_opt_out_phone"])


@pytest.mark.parametrize(
    ("number", "kept"), [("080-000-0000", "080-000-0000"), (" 0800000000 ", "080-000-0000"), ("", "")]
)
def test_a_free_number_is_kept_as_it_stands_in_texts(number, kept):
    form = typed(number)
    assert form.is_valid()
    assert form.save().free_opt_out_phone == kept
