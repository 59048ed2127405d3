"""The 41 civil-defence rounds of the first half of 2013: which, when, and to whom each of them went."""

import random
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from enrollment.enums import ConsentPurpose, ContactKind
from enrollment.models import Consent, ContactPoint, Dong, EnrollmentPeriod
from portal.local.replay import history
from portal.local.replay.application_plan import SEOUL
from portal.local.replay.calendar import shares
from portal.local.replay.office_days import OfficeDays

SERVICE = "civil_defence"
FIRST_EVENT, LAST_EVENT = date(2013, 3, 28), date(2013, 6, 27)
NOTICE_DAYS = (21, 24)
"""A round is approved about three weeks before its training."""
YOUNG_YEARS = 4
"""Basic training in the first four years of service, a muster afterwards."""
MAKEUP_ROUNDS, MAKEUP_SIZE = 7, 40
MAKEUP = "보충교육"
PLACE, OFFICE_PLACE = "성동구 민방위교육장", "성동구청 대강당"


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody liable who enrolled for the notices, as a roll names them. `contacts`: ids by kind."""

    person_id: int
    name: str
    birth_date: date
    address: str
    dong_id: str
    tong_id: int
    tong: int
    ban: int
    consent_id: int
    text_version: int
    agreed_at: datetime
    leaves_on: date | None
    contacts: dict[str, int]

    @property
    def service_year(self) -> int:
        """Years since conscription age, roughly: the district's roll tells the real one."""
        return max(1, history.TOLD_ON.year - self.birth_date.year - 22)


@dataclass(slots=True)
class Plan:
    """One round before anything of it is written."""

    title: str
    course: str
    place: str
    begins: str
    ends: str
    event_on: date
    drafted_at: datetime
    approved_at: datetime
    members: list[Member] = field(default_factory=list)


def plan(rng: random.Random, days: OfficeDays) -> list[Plan]:
    """The rounds in the order of their approval; together they reach the published number of people."""
    everybody = _members()
    groups = _groups(everybody)
    events = _spread(_working_days(days), len(groups))
    rng.shuffle(groups)
    groups.sort(key=lambda group: group[0] is None)  # whoever was missed is called last
    plans, taken = [], set()
    for (dong, is_young, size), event_on in zip(groups, events, strict=True):
        made = _plan(rng, days, dong, is_young, event_on)
        made.members = _called(rng, everybody, made, dong, is_young, size, taken)
        taken.update(member.person_id for member in made.members)
        plans.append(made)
    plans.sort(key=lambda made: made.approved_at)
    for number, made in enumerate((made for made in plans if made.course == MAKEUP), 1):
        made.title = made.title.replace(MAKEUP, f"{MAKEUP} {number}차")
    return plans


def _groups(everybody: list[Member]) -> list[tuple]:
    """(dong, whether of the first years, people) of each round; None stands for the whole district."""
    dongs = list(Dong.objects.filter(district=history.DISTRICT).order_by("code"))
    known = [
        one for one in everybody if one.agreed_at.date() < FIRST_EVENT - timedelta(days=NOTICE_DAYS[1] + 7)
    ]
    counts = {
        (dong, is_young): sum(
            one.dong_id == dong.code and (one.service_year <= YOUNG_YEARS) is is_young for one in known
        )
        for dong in dongs
        for is_young in (True, False)
    }
    in_dongs = history.NOTIFIED - MAKEUP_ROUNDS * MAKEUP_SIZE
    sizes = shares(in_dongs, {(dong.code, is_young): number for (dong, is_young), number in counts.items()})
    groups = [(dong, is_young, sizes[dong.code, is_young]) for dong, is_young in counts]
    return [*groups, *[(None, None, MAKEUP_SIZE)] * MAKEUP_ROUNDS]


def _plan(
    rng: random.Random, days: OfficeDays, dong: Dong | None, is_young: bool | None, event_on: date
) -> Plan:
    course = MAKEUP if dong is None else "기본교육 4시간" if is_young else "비상소집훈련 1시간"
    where = "성동구" if dong is None else dong.name
    years = "" if dong is None else f" {1}~{YOUNG_YEARS}년차" if is_young else f" {YOUNG_YEARS + 1}년차 이상"
    begins, ends = (
        ("07:00", "08:00") if is_young is False else rng.choice((("09:00", "13:00"), ("14:00", "18:00")))
    )
    approved_on = days.on_or_before(event_on - timedelta(days=rng.randint(*NOTICE_DAYS)))
    approved_at = _at(approved_on, rng.randint(10, 16), rng.randrange(60), rng.randrange(60))
    drafted_on = days.add(approved_on, -1)
    return Plan(
        title=f"2013년 상반기 민방위 {course.split()[0]} ({where}{years})",
        course=course,
        place=PLACE if is_young else OFFICE_PLACE if dong is None else f"{dong.name} 주민센터 앞",
        begins=begins,
        ends=ends,
        event_on=event_on,
        drafted_at=_at(drafted_on, rng.randint(9, 17), rng.randrange(60), rng.randrange(60)),
        approved_at=approved_at,
    )


def _called(
    rng, everybody: list[Member], made: Plan, dong, is_young, size: int, taken: set[int]
) -> list[Member]:
    """So many people of the group who had consented by then, in the order of a roll."""
    able = [
        one
        for one in everybody
        if one.person_id not in taken
        and (dong is None or one.dong_id == dong.code)
        and (is_young is None or (one.service_year <= YOUNG_YEARS) is is_young)
        and one.agreed_at < made.drafted_at
        and (one.leaves_on is None or one.leaves_on > made.approved_at.date())
    ]
    if len(able) < size:
        raise ValueError(f"only {len(able)} people for a round of {size}")
    chosen = rng.sample(able, size)
    return sorted(chosen, key=lambda one: (one.dong_id, one.tong, one.ban, one.person_id))


def _members() -> list[Member]:
    """Everybody who enrolled for civil-defence notices and agreed to get them electronically."""
    periods = EnrollmentPeriod.objects.filter(service__code=SERVICE)
    wanted = periods.values("person")
    agreed = Consent.objects.filter(person__in=wanted, purpose=ConsentPurpose.E_NOTICE, given=True)
    consents = {pk: row for pk, *row in agreed.values_list("person_id", "id", "text__version", "at")}
    contacts: dict[int, dict[str, int]] = {}
    reached = ContactPoint.objects.filter(person__in=wanted, ended_at=None)
    for person_id, kind, pk in reached.values_list("person_id", "kind", "pk"):
        contacts.setdefault(person_id, {})[ContactKind(kind)] = pk
    rows = periods.select_related("person__household__tong").order_by("person")
    return [_member(row, *consents[row.person_id], contacts[row.person_id]) for row in rows]


def _member(
    period: EnrollmentPeriod, consent_id: int, text_version: int, agreed_at: datetime, contacts
) -> Member:
    person, home = period.person, period.person.household
    return Member(
        person_id=person.pk,
        name=person.name,
        birth_date=person.birth_date,
        address=home.address,
        dong_id=home.dong_id,
        tong_id=home.tong_id,
        tong=home.tong.number,
        ban=home.ban,
        consent_id=consent_id,
        text_version=text_version,
        agreed_at=agreed_at,
        leaves_on=period.ends_on,
        contacts=contacts,
    )


def _working_days(days: OfficeDays) -> list[date]:
    span = (LAST_EVENT - FIRST_EVENT).days + 1
    candidates = (FIRST_EVENT + timedelta(days=offset) for offset in range(span))
    return [day for day in candidates if days.on_or_after(day) == day]


def _spread(working: list[date], number: int) -> list[date]:
    """So many of the days, evenly apart."""
    return [working[index * (len(working) - 1) // (number - 1)] for index in range(number)]


def _at(day: date, hour: int, minute: int, second: int) -> datetime:
    return datetime.combine(day, time(hour, minute, second), tzinfo=SEOUL)
