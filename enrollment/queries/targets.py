"""Targets: what the district, its dongs and its services are to reach by a day.

A ledger: of the district, of each dong and of each service the one set last is in force, also once its day
has come, until it is dropped. A target of an area is a rate of its households, that of a service a number of
people who use it.
"""

from dataclasses import dataclass
from datetime import date

from enrollment.models import Target


@dataclass(frozen=True, slots=True)
class InForce:
    """The targets in force on a day, by code of dong and of service; where none was set there is none."""

    district: Target | None
    by_dong: dict[str, Target]
    by_service: dict[str, Target]

    def of_dong(self, dong_code: str) -> Target | None:
        """What a dong is measured against: its own target, else the rate the whole district is to reach."""
        return self.by_dong.get(dong_code, self.district)

    def all(self) -> list[Target]:
        of_district = [self.district] if self.district else []
        return [*of_district, *self.by_dong.values(), *self.by_service.values()]


def in_force(day: date, district_code: str) -> InForce:
    """Every target in force on `day`, in one statement."""
    newest = (
        ledger(district_code)
        .filter(set_on__lte=day)
        .order_by("dong_id", "service_id", "-set_on", "-id")
        .distinct("dong_id", "service_id")
    )
    of_district, by_dong, by_service = None, {}, {}
    for target in newest:
        if target.dropped_on and target.dropped_on <= day:
            continue
        if target.service_id is not None:
            by_service[target.service.code] = target
        elif target.dong_id is not None:
            by_dong[target.dong_id] = target
        else:
            of_district = target
    return InForce(of_district, by_dong, by_service)


def ledger(district_code: str):
    """Every target ever set, the newest first."""
    return Target.objects.filter(district_id=district_code).select_related("dong", "service", "set_by")
