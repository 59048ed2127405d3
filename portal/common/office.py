"""The district office whose portal this is: name, telephone and hours have one source, the district's row.

`DISTRICT_CODE` says which district; `OFFICE` names the function that reads it, because the lowest layer knows
no districts.
"""

from dataclasses import dataclass
from datetime import time

from django.conf import settings
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import pgettext


@dataclass(frozen=True, slots=True)
class Office:
    """`short_name` (성동구) and `address` are in the reader's language, `korean_name` never is.

    What the district's row does not tell is empty; a district not registered yet is called 구.
    """

    korean_name: str
    short_name: str
    address: str = ""
    phone: str = ""
    opens_at: time | None = None
    closes_at: time | None = None

    @property
    def name(self) -> str:
        return _("%(district)s청") % {"district": self.short_name}

    @property
    def reach(self) -> str:
        """Whom to call: the number, or the office by name while no number is kept."""
        return self.phone or self.name

    @property
    def tag(self) -> str:
        """What every text message begins with, in Korean as the message itself: [성동구]."""
        return f"[{self.korean_name}]"

    @property
    def hours(self) -> str:
        if not (self.opens_at and self.closes_at):
            return ""
        return _("평일 %(opens)s~%(closes)s") % {
            "opens": f"{self.opens_at:%H:%M}",
            "closes": f"{self.closes_at:%H:%M}",
        }


def not_registered() -> Office:
    """The office before its district is in the register."""
    return Office(korean_name="구", short_name=pgettext("이름 모르는 구", "구"))


def office() -> Office:
    """The office as it is now: one small query."""
    return import_string(settings.OFFICE)()


def lazy_office() -> SimpleLazyObject:
    """The office for a page, read when the page asks for it."""
    return SimpleLazyObject(office)
