"""The indicators the district published."""

import pytest

from portal.local.replay import indicators as replayed


@pytest.fixture
def followed(db) -> None:
    replayed.follow()
