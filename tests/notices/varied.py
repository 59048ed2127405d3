"""A crowd in which everything an audience asks about differs, and what each of them is, for comparing."""

import random
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from enrollment.domain.consent import current_texts
from enrollment.enums import ConsentPurpose
from enrollment.models import (
    Application,
    Consent,
    ContactPoint,
    Dong,
    EnrollmentPeriod,
    Household,
    Person,
    Service,
    Tong,
    Topic,
)
from notices.models import (
    Campaign,
    Delivery,
    MessageResponse,
    RecipientList,
    RecipientListRow,
    Subscription,
)
from tests.factories.accounts import DISTRICT

DONGS = ("1120052000", "1120054000", "1120056000")
SERVICES = ("district_news", "civil_defence")
TOPICS = ("culture", "health")
PURPOSES = (
    *(ConsentPurpose.PUBLIC_INFO, ConsentPurpose.PROMOTIONAL),
    *(ConsentPurpose.E_NOTICE, ConsentPurpose.POLL),
)
DAY = date(2026, 1, 5)


@dataclass
class Somebody:
    """One person as the test knows them. `contacts`: kind -> (index, state), of those in use."""

    id: int
    dong: str
    tong: int
    year: int
    sex: str
    is_enrolled: bool
    services: set = field(default_factory=set)
    consents: dict = field(default_factory=dict)
    contacts: dict = field(default_factory=dict)
    wishes: set = field(default_factory=set)
    refused: set = field(default_factory=set)
    past: dict = field(default_factory=dict)
    is_listed: bool = False
    clicked: bool = False


class Crowd:
    """`count` people written to the database; `earlier` is a campaign they got, `list` one they stand in."""

    def __init__(self, count: int, earlier: Campaign, seed: int):
        self.dice, self.earlier = random.Random(seed), earlier
        self.list = RecipientList.objects.create(district_id=DISTRICT, name="시험 명단", file_name="a.csv")
        self.tongs = {(code, no): self._tong(code, no) for code in DONGS for no in (1, 2)}
        self.texts = current_texts()
        self.people = [self._born(number) for number in range(count)]

    def _tong(self, code: str, number: int) -> Tong:
        return Tong.objects.get_or_create(
            dong_id=code, number=number, valid_to=None, defaults={"valid_from": DAY}
        )[0]

    def _born(self, number: int) -> Somebody:
        dice = self.dice
        code, tong_no = dice.choice(DONGS), dice.choice((0, 1, 2))
        home = Household.objects.create(
            dong_id=code, tong=self.tongs.get((code, tong_no)), road_address="고산자로 1",
            address_key=f"고산자로1 {number}", head_name="가나다", head_key="가나다",
        )  # fmt: skip
        year, sex = dice.randint(1940, 2010), dice.choice(("", "female", "male"))
        person = Person.objects.create(
            household=home, name=f"가나{number}", name_key=f"가나{number}", birth_date=date(year, 1, 1),
            birth_index=f"{number}", birth_year=year, sex=sex, relation="head",
        )  # fmt: skip
        one = Somebody(person.pk, code, tong_no, year, sex, is_enrolled=dice.random() < 0.9)
        application = Application.objects.create(
            receipt_no=f"T{number}", method="online", place="online", dong=Dong.objects.get(pk=code),
            collected_on=DAY, entered_at=timezone.now(), status="accepted", household=home, person=person,
        )  # fmt: skip
        self._enroll(one, application)
        self._contacts(one)
        self._past(one)
        if dice.random() < 0.4:
            one.is_listed = True
            RecipientListRow.objects.create(
                list=self.list, table=0, row_no=number, verdict="matched", person_id=one.id
            )
        return one

    def _enroll(self, one: Somebody, application: Application) -> None:
        now = timezone.now()
        one.services = set(self.dice.sample(SERVICES, self.dice.randint(1, 2)))
        for code in one.services:
            ends = {} if one.is_enrolled else {"ends_on": DAY, "ended_reason": "withdrawn"}
            EnrollmentPeriod.objects.create(
                person_id=one.id, service=Service.objects.get(code=code), starts_on=DAY, source=application,
                **ends,
            )  # fmt: skip
        for purpose in PURPOSES:
            for _again in range(self.dice.randint(0, 2)):
                one.consents[purpose] = given = self.dice.random() < 0.8
                Consent.objects.create(
                    person_id=one.id, text=self.texts[purpose], purpose=purpose, given=given,
                    method="online", at=now, application=application,
                )  # fmt: skip

    def _contacts(self, one: Somebody) -> None:
        dice, now = self.dice, timezone.now()
        for kind, channel in (("mobile", "sms"), ("email", "email")):
            for topic in TOPICS:
                if dice.random() < 0.7:
                    one.wishes.add((topic, channel))
                    Subscription.objects.create(
                        person_id=one.id, topic=Topic.objects.get(code=topic), channel=channel, starts_at=now
                    )
                elif dice.random() < 0.5:
                    one.refused.add((topic, channel))
                    Subscription.objects.create(
                        person_id=one.id, topic=Topic.objects.get(code=topic), channel=channel, starts_at=now,
                        ends_at=now, reason="opt_out",
                    )  # fmt: skip
            if dice.random() < 0.8:
                index, state = f"{kind}{dice.randint(0, 25)}", dice.choice(("active", "active", "dead"))
                one.contacts[kind] = index, state
                ContactPoint.objects.create(
                    person_id=one.id, kind=kind, value="x", index=index, state=state, started_at=now
                )

    def _past(self, one: Somebody) -> None:
        contacts = {row.kind: row for row in ContactPoint.objects.filter(person=one.id)}
        for kind, channel in (("mobile", "sms"), ("email", "email")):
            if kind not in contacts or self.dice.random() < 0.4:
                continue
            state = self.dice.choice(("handed_over", "delivered", "failed", "unconfirmed", "queued"))
            opened = channel == "email" and state == "delivered" and self.dice.random() < 0.5
            one.past[channel] = "opened" if opened else state
            now = timezone.now()
            delivery = Delivery.objects.create(
                campaign=self.earlier, person_id=one.id, contact=contacts[kind], channel=channel,
                state="opened" if opened else state, queued_at=now, opened_at=now if opened else None,
            )  # fmt: skip
            if opened:
                by_machine = self.dice.random() < 0.4
                one.clicked = not by_machine
                MessageResponse.objects.create(
                    delivery=delivery, kind="click", link_no=1, at=now, by_machine=by_machine, counted_at=now
                )
