"""People who use services and get news, by the number."""

from datetime import date

import pytest

from enrollment.models import Dong
from portal.common import standing
from portal.dashboards.services import board
from tests.portal.dashboards.services.page import EUNGBONG, Crowd, keep_yesterday, newcomer


@pytest.fixture
def crowd(db) -> Crowd:
    """Six who use civil defence and get no news; seven in another dong who get culture by text and mail,
    three of them health too."""
    quiet = [newcomer(services=("civil_defence",), topics=(), channels=()) for _ in range(6)]
    dong = Dong.objects.select_related("district").get(code=EUNGBONG)
    reading = [
        newcomer(dong=dong, topics=("culture", "health") if number < 3 else ("culture",))
        for number in range(7)
    ]
    standing.take(*board.MEASURES)
    return Crowd(quiet, reading)


@pytest.fixture
def kept_crowd(crowd) -> date:
    """The crowd as it was kept last night; since then two more have come."""
    yesterday = keep_yesterday()
    for _number in range(2):
        newcomer(topics=("health",))
    standing.take(*board.MEASURES)
    return yesterday
