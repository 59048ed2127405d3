"""Readers of the dashboard, and a programme small enough to be counted by hand."""

import pytest

from portal.accounts.enums import RoleCode
from portal.accounts.second_factor import mark_passed
from tests.factories.accounts import staff
from tests.factories.rates import DISTRICT, small_programme


@pytest.fixture
def programme(db):
    small_programme()


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
