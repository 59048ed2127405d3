"""Readers of the dashboard, and a programme small enough to be counted by hand."""

from datetime import date

import pytest

from enrollment.enums import IntakePlace
from enrollment.models import District, Target
from portal.accounts.enums import RoleCode
from portal.accounts.second_factor import mark_passed
from tests.factories.accounts import staff
from tests.factories.rates import DISTRICT, count_households, enrolled_households

OPENED = date(2012, 9, 16)


@pytest.fixture
def programme(db):
    """1,700 households; 34 enrolled on the opening day, 17 more on day 11, 6 of them gone on day 31."""
    count_households(each=100)
    District.objects.filter(code=DISTRICT).update(intake_opened_on=OPENED)
    Target.objects.create(
        district_id=DISTRICT, rate_percent=50, due_on=date(2014, 6, 30), set_on=date(2012, 9, 16)
    )
    enrolled_households(34, dong="1120058000", place=IntakePlace.DOOR_TO_DOOR, starts_on=OPENED)
    enrolled_households(11, dong="1120056000", place=IntakePlace.ONLINE, starts_on=date(2012, 9, 26))
    enrolled_households(
        6,
        dong="1120056000",
        place=IntakePlace.LIBRARY,
        starts_on=date(2012, 9, 26),
        ends_on=date(2012, 10, 16),
    )


@pytest.fixture
def as_role(client):
    """`as_role(RoleCode.OFFICER)`: the test client signed in with that role, second factor given."""

    def enter(role: RoleCode, area_path: str = DISTRICT):
        user = staff(role, area_path)
        client.force_login(user)
        session = client.session
        mark_passed(session, user)
        session.save()
        client.user = user
        return client

    return enter
