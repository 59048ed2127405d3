"""The application form as data: what a resident or a clerk filled in, before it is validated."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from enrollment.enums import ApplicationMethod, IntakePlace
from enrollment.models import Dong, TongLeader


@dataclass(frozen=True, slots=True)
class Guardian:
    """Who consents for a child under 14 (PIPA article 22-2)."""

    name: str
    phone: str
    relation: str


@dataclass(frozen=True, slots=True)
class ApplicationForm:
    """Clean values: phone in digits, email in lower case, dates as dates, codes from the catalogues."""

    name: str
    birth_date: date
    relation: str
    head_name: str
    dong: Dong
    road_address: str
    address_detail: str
    mobile: str
    services: tuple[str, ...]
    consents: dict[str, bool]
    email: str = ""
    sex: str = ""
    tong_number: int | None = None
    ban: int | None = None
    topics: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    guardian: Guardian | None = None


@dataclass(frozen=True, slots=True)
class Intake:
    """How the form came in: method, place, collector, and the three dates and people around it.

    `submission_key` names one filled-in page: the same page sent twice is one application. `tell`:
    whether the applicant gets the receipt number by message. `is_typed`: a clerk typed it from paper at a
    desk, so it may be drawn to be typed again.
    """

    method: ApplicationMethod
    place: IntakePlace
    collected_on: date
    collected_by: TongLeader | None = None
    form_no: str = ""
    verified_kinds: frozenset[str] = field(default_factory=frozenset)
    guardian_confirmed: bool = False
    submission_key: UUID | None = None
    tell: bool = True
    is_typed: bool = False
