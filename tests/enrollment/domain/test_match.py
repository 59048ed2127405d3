"""Sure, perhaps, or new: what an application and a known household must have in common."""

import pytest

from enrollment.domain.match import Verdict, match
from tests.factories.enrollment import application_form

pytestmark = pytest.mark.django_db

HOME = {"road_address": "성동구 고산자로 270", "address_detail": "101동 1203호"}
KIM = {**HOME, "name": "김가나", "head_name": "김가나", "mobile": "01000000011"}


def judged(**changes):
    return match(application_form(**{**HOME, "relation": "other", **changes}))


def test_a_household_nobody_knows_is_new():
    assert judged(name="김가나").verdict is Verdict.NEW
