"""The page of services as tests ask for it, and the people it counts."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from enrollment.models import Person
from portal.common import figures_check, standing
from portal.dashboards.services import board
from tests.factories.clock import at_hour
from tests.factories.enrollment import enroll
from tests.factories.rates import DISTRICT

URL, API = "/dashboard/services/", "/api/v1/dashboards/services/"
HAENGDANG, EUNGBONG = "1120056000", "1120058000"


@dataclass(frozen=True)
class Crowd:
    quiet: list[Person]
    reading: list[Person]


def newcomer(**changes) -> Person:
    """Somebody whose application was just taken."""
    return enroll(**changes).application.person


def read(small_cells: bool = True, day: date | None = None) -> board.Services:
    return board.read(day or timezone.localdate(), DISTRICT, small_cells=small_cells)


def cells(grid, key: str) -> dict:
    columns = [column.key for column in grid.columns]
    found = next((row.cells for row in grid.rows if row.key == key), grid.total)
    return dict(zip(columns, found, strict=True))


def keep_yesterday(*measures: str) -> date:
    """Keep the figures of yesterday, as workers do in the night after it."""
    yesterday = timezone.localdate() - timedelta(days=1)
    with at_hour(0):
        standing.take(*measures or board.MEASURES)
        figures_check.keep(yesterday)
    return yesterday
