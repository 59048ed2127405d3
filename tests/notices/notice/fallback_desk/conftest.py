"""A clerk signed in at the desk, and a notice of the own dong on paper."""

import pytest

from tests.factories.notices import round_of
from tests.notices.notice.papers import clerk, on_paper


@pytest.fixture
def round_():
    return round_of()


@pytest.fixture
def notice(round_):
    return on_paper(round_, name="가나다")


@pytest.fixture
def own():
    return clerk()


@pytest.fixture
def desk(client, own):
    client.force_login(own)
    return client
