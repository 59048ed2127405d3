"""Who sits before the browser."""

import pytest

from portal.accounts.enums import RoleCode
from tests.factories.accounts import staff


@pytest.fixture
def admin(sign_in, transactional_db):
    """An administrator in the browser, second factor given."""
    user = staff(RoleCode.ADMINISTRATOR)
    sign_in(user)
    return user
