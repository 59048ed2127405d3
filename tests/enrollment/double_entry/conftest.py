"""Every form is drawn to be typed twice, by two of the own dong."""

import pytest

from portal.accounts.enums import RoleCode
from tests.factories.accounts import staff
from tests.factories.desk import OWN_AREA


@pytest.fixture(autouse=True)
def everything_is_drawn(settings):
    settings.DOUBLE_ENTRY_SHARE = 100


@pytest.fixture
def first():
    return staff(RoleCode.DONG_STAFF, OWN_AREA, name="첫직원")


@pytest.fixture
def second():
    return staff(RoleCode.DONG_STAFF, OWN_AREA, name="둘직원")
