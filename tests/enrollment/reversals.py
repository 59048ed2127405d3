"""Applications for tests to take back: on paper or online, each of its own day."""

from datetime import date

from enrollment.domain.reverse import reverse
from enrollment.enums import ApplicationMethod, IntakePlace, ReversalSource
from enrollment.models import Application, Reversal
from enrollment.queries import rates
from tests.factories.accounts import DISTRICT
from tests.factories.desk import paper_clerk
from tests.factories.enrollment import enroll

EARLY, LATE, BETWEEN, AFTER = date(2026, 1, 5), date(2026, 3, 1), date(2026, 2, 1), date(2026, 4, 1)
HOME = {"road_address": "성동구 고산자로 500", "address_detail": "101동 1203호"}


def on_paper(day: date = EARLY, place: str = IntakePlace.DOOR_TO_DOOR, **changes) -> Application:
    intake = {"method": ApplicationMethod.PAPER, "collected_on": day, "place": place}
    return enroll(by=paper_clerk(), intake_changes=intake, **changes).application


def online(day: date = LATE, **changes) -> Application:
    return enroll(intake_changes={"collected_on": day}, **changes).application


def enrolled(day: date) -> int:
    return rates.district_rate(day, DISTRICT).enrolled_households


def take_back(application: Application) -> Reversal:
    return reverse(application=application, source=ReversalSource.LINK)
