"""Findings of unusual intake."""

from datetime import date

from enrollment.domain import burst as domain
from enrollment.models import Burst
from tests.factories.accounts import UserFactory
from tests.factories.desk import OWN_DONG

DAY = date(2026, 3, 16)


def burst(kind: str = Burst.Kind.NIGHT, what: str = f"dong:{OWN_DONG}", **changes) -> Burst:
    values = {"day": DAY, "dong_id": OWN_DONG, "applications": 1234, "detail": {"least": 10}, **changes}
    return Burst.objects.create(kind=kind, what=what, **values)


def settled(note: str = "야간 행사에서 받음", *, name: str = "김직원", **changes) -> Burst:
    return domain.settle(burst=burst(**changes), note=note, by=UserFactory(name=name))
