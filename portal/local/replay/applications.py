"""Applications as they came in, with everything each of them leaves behind in the ledgers."""

import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from enrollment.domain.consent import current_texts
from enrollment.domain.receipt_no import format_receipt_no
from enrollment.enums import (
    ApplicationMethod,
    ApplicationStatus,
    ConsentPurpose,
    ContactKind,
    EndReason,
    IntakePlace,
)
from enrollment.models import ContactPoint, Service, Topic
from notices.enums import SubscriptionEnd
from portal.common.address import address_key
from portal.common.crypto import blind_index, encrypt
from portal.common.text import normalise_name
from portal.local.replay import history, people
from portal.local.replay.application_plan import SEOUL, Home, Plan

SECOND_MEMBER_SHARE = 0.12
HEAD_SHARE = 0.86
TOPIC_SHARES = {
    "living": 0.74,
    "education": 0.66,
    "culture": 0.70,
    "library": 0.62,
    "health": 0.73,
    "jobs": 0.22,
    "welfare": 0.28,
}
SERVICE_SHARES = {"local_tax_guide": 0.45, "civil_defence": 0.85, "school_entry": 0.08, "opinion_poll": 0.31}
"""Of those the service is for: civil defence is a duty of men up to 40, so nobody else wishes its notices."""
CIVIL_DEFENCE_BIRTH_YEARS = range(1973, 1994)


@dataclass(slots=True)
class Rows:
    """Rows of every table, in the order of their columns in `load.COLUMNS`."""

    households: list = field(default_factory=list)
    people: list = field(default_factory=list)
    contacts: list = field(default_factory=list)
    applications: list = field(default_factory=list)
    consents: list = field(default_factory=list)
    periods: list = field(default_factory=list)
    household_periods: list = field(default_factory=list)
    subscriptions: list = field(default_factory=list)
    audit: list = field(default_factory=list)


class Story:
    """Tells the openings one after the other; the same seed tells the same story."""

    def __init__(self, rng: random.Random, leaders: dict, clerks: dict):
        self.rng = rng
        self.leaders = leaders
        self.clerks = {code: user.pk for code, user in clerks.items()}
        self.homes = people.Homes()
        self.services = dict(Service.objects.values_list("code", "pk"))
        self.topics = dict(Topic.objects.values_list("code", "pk"))
        self.texts = {purpose: text.pk for purpose, text in current_texts().items()}
        self.rows = Rows()
        self.form_numbers: dict[str, int] = defaultdict(int)
        self.plans: list[Plan] = []

    def plan(self, openings) -> list[Plan]:
        """Open the households; the applications that come from them, in no order."""
        leaving = set(self.rng.sample(range(history.HOUSEHOLDS_AT_DAY_45), history.MOVED_OUT))
        for index, opening in enumerate(openings):
            home = self._open(index + 1, opening, leaves=index in leaving)
            self._plan_application(home, home.opened_on, home.place, first=True)
            if home.leaves_on is None and self.rng.random() < SECOND_MEMBER_SHARE:
                day = home.opened_on + timedelta(days=self.rng.randrange(1, 90))
                if day <= history.TOLD_ON:
                    place = self.rng.choice((IntakePlace.ONLINE, IntakePlace.DONG_CENTRE))
                    self._plan_application(home, day, place, first=False)
        return self.plans

    def tell(self, plans: Iterable[Plan]) -> Rows:
        """Receipt numbers follow the moment of entry, year by year."""
        numbers: dict[int, int] = defaultdict(int)
        for pk, plan in enumerate(sorted(plans, key=lambda plan: plan.entered), 1):
            year = plan.entered.astimezone(SEOUL).year
            numbers[year] += 1
            self._apply(pk, format_receipt_no(year, numbers[year]), plan)
        self.last_numbers = dict(numbers)
        return self.rows

    def _open(self, number: int, opening, *, leaves: bool) -> Home:
        rng = self.rng
        leader = rng.choice(self.leaders[opening.dong])
        dwelling = self.homes.next(opening.dong)
        head = people.name(rng)
        leaves_on = None
        if leaves:
            leaves_on = date(2013, 1, 2) + timedelta(days=rng.randrange(260))
        opened_at = _at(opening.day, time(12))
        self.rows.households.append(
            (
                number,
                opened_at,
                opened_at,
                opening.dong,
                leader.tong_id,
                rng.randint(1, 9),
                dwelling.road_address,
                dwelling.detail,
                address_key(dwelling.road_address, dwelling.detail, district_name=history.DISTRICT_NAME),
                head,
                normalise_name(head),
                leaves_on,
            )
        )
        self.rows.household_periods.append(
            (
                number,
                opening.dong,
                str(opening.place),
                opening.day,
                leaves_on,
                EndReason.MOVED_OUT.value if leaves_on else "",
            )
        )
        return Home(
            number, opening.dong, leader.tong_id, leader.pk, head, opening.day, opening.place, leaves_on
        )

    def _plan_application(self, home: Home, day: date, place: str, *, first: bool) -> None:
        entered = _at(day, time(9 + self.rng.randrange(9), self.rng.randrange(60)))
        if place not in (IntakePlace.ONLINE, IntakePlace.DONG_CENTRE, IntakePlace.DISTRICT_OFFICE):
            entered += timedelta(days=self.rng.choice((0, 1, 1, 2, 2, 3, 5)))
        self.plans.append(Plan(entered, home, day, place, first, self.rng))

    def _apply(self, pk: int, receipt_no: str, plan: Plan) -> None:
        rng, home, entered, day, place = plan.rng, plan.home, plan.entered, plan.day, plan.place
        is_head = plan.first and rng.random() < HEAD_SHARE
        online = place == IntakePlace.ONLINE
        by_email, liable = self._person(pk, plan, is_head=is_head, verified=online)
        channels = (
            ["email"] if by_email and rng.random() < 0.25 else ["sms", "email"] if by_email else ["sms"]
        )
        topics = [code for code, share in TOPIC_SHARES.items() if rng.random() < share]
        form_no = "" if online else self._form_no(home)
        wished = [code for code, share in SERVICE_SHARES.items() if rng.random() < share]
        services = ["district_news", *(code for code in wished if liable or code != "civil_defence")]
        self.rows.applications.append(
            (
                pk,
                receipt_no,
                ApplicationMethod.ONLINE.value if online else ApplicationMethod.PAPER.value,
                str(place),
                home.dong,
                home.leader_id if place == IntakePlace.DOOR_TO_DOOR else None,
                form_no,
                day,
                None if online else self.clerks[home.dong],
                entered,
                ApplicationStatus.ACCEPTED.value if plan.first else ApplicationStatus.JOINED.value,
                home.id,
                pk,
                services,
                topics,
                channels,
                "",
            )
        )
        self._consents(pk, plan, services, online, form_no)
        ended = home.leaves_on if home.leaves_on else None
        reason = EndReason.MOVED_OUT.value if ended else ""
        for code in services:
            self.rows.periods.append((pk, self.services[code], day, ended, reason, pk))
        self._subscriptions(pk, entered, ended, topics, channels)
        detail = {"method": "online" if online else "paper", "place": str(place), "joined": not plan.first}
        actor = None if online else self.clerks[home.dong]
        self.rows.audit.append((entered, actor, "application.accept", "enrollment.application", pk, detail))

    def _person(self, pk: int, plan: Plan, *, is_head: bool, verified: bool) -> tuple[bool, bool]:
        """Write the applicant and contacts; whether there is an email address, and a civil-defence duty."""
        rng, home, entered = plan.rng, plan.home, plan.entered
        name = home.head_name if is_head else people.name(rng)
        born = people.birth_date(rng, head=is_head)
        relation = "head" if is_head else rng.choice(("spouse", "spouse", "child", "parent"))
        sex = rng.choice(("female", "male"))
        self.rows.people.append(
            (
                pk,
                entered,
                entered,
                home.id,
                name,
                normalise_name(name),
                encrypt(born.isoformat()),
                blind_index("birth_date", born.isoformat()),
                born.year,
                sex,
                relation,
            )
        )
        has_email = rng.random() < 0.58
        values = [(ContactKind.MOBILE, plan.mobile or people.mobile(pk))]
        if has_email:
            values.append((ContactKind.EMAIL, people.email(pk)))
        for kind, value in values:
            self.rows.contacts.append(
                (
                    pk,
                    kind.value,
                    encrypt(value),
                    ContactPoint.index_of(kind, value),
                    "active",
                    entered if verified else None,
                    entered,
                )
            )
        return has_email, sex == "male" and born.year in CIVIL_DEFENCE_BIRTH_YEARS

    def _form_no(self, home: Home) -> str:
        self.form_numbers[home.dong] += 1
        return f"{self.form_numbers[home.dong]:05d}"

    def _consents(self, pk, plan: Plan, services, online, form_no) -> None:
        given = {
            ConsentPurpose.ENROLLMENT: True,
            ConsentPurpose.PUBLIC_INFO: True,
            ConsentPurpose.E_NOTICE: "civil_defence" in services or "school_entry" in services,
            ConsentPurpose.POLL: "opinion_poll" in services,
            ConsentPurpose.PROMOTIONAL: plan.rng.random() < 0.18,
        }
        method = ApplicationMethod.ONLINE.value if online else ApplicationMethod.PAPER.value
        clerk = None if online else self.clerks[plan.home.dong]
        evidence = {"form_no": form_no, "verified": ["mobile"] if online else []}
        for purpose, answer in given.items():
            self.rows.consents.append(
                (pk, self.texts[purpose], purpose.value, answer, method, plan.entered, pk, clerk, evidence)
            )

    def _subscriptions(self, pk, entered, ended, topics, channels) -> None:
        ends_at = _at(ended, time(0)) if ended else None
        reason = SubscriptionEnd.LEFT.value if ended else ""
        for topic in topics:
            for channel in channels:
                self.rows.subscriptions.append((pk, self.topics[topic], channel, entered, ends_at, reason))


def _at(day: date, moment: time) -> datetime:
    return datetime.combine(day, moment, tzinfo=SEOUL)
