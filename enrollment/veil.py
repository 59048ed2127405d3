"""Personal values as one response may show them: masked, unless the veil was lifted for it."""

from dataclasses import dataclass
from datetime import date

from enrollment.enums import ContactKind
from enrollment.models import ContactPoint, Household
from portal.common import masking, phone
from portal.common.templatetags.korean import kdate


@dataclass(frozen=True, slots=True)
class Veil:
    """`lifted` shows plain values; only after a reason was given and logged."""

    lifted: bool = False

    def name(self, value: str) -> str:
        return value if self.lifted else masking.name(value)

    def birth_date(self, value: date) -> str:
        return kdate(value) if self.lifted else masking.birth_date(value)

    def address(self, household: Household) -> str:
        if self.lifted:
            return household.address
        return masking.address(household.road_address, household.address_detail)

    def contact(self, point: ContactPoint) -> str:
        if point.kind == ContactKind.EMAIL:
            return point.value if self.lifted else masking.email(point.value)
        return phone.display(point.value) if self.lifted else masking.mobile(point.value)


MASKED = Veil()
