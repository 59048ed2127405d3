"""Shared by the tests of enrollment."""

import pytest

from portal.accounts.api_clients import issue
from portal.accounts.enums import ApiScope, RoleCode
from tests.enrollment.online import Walk, mailbox
from tests.enrollment.system import OWN
from tests.factories.accounts import staff
from tests.factories.desk import OWN_AREA
from tests.messages import asked_for


@pytest.fixture
def walk(client):
    """Somebody on the way through the pages of enrollment, with the codes that come by text or mail."""
    with mailbox() as codes:
        yield Walk(client, codes)


@pytest.fixture
def sent():
    """Messages asked for during the test, in order."""
    with asked_for() as messages:
        yield messages


@pytest.fixture
def clerk(client):
    """Staff of the own dong, signed in at the desk."""
    user = staff(RoleCode.DONG_STAFF, OWN_AREA)
    client.force_login(user)
    return user


@pytest.fixture
def administrator(db):
    return staff(RoleCode.ADMINISTRATOR)


@pytest.fixture
def token(administrator):
    """What another system of one dong comes in with."""
    return issue(name="시험 시스템", scopes=ApiScope.values, area_path=OWN, by=administrator)[1]
