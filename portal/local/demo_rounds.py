"""Notices of the demonstration: a round waiting for approval and one being served, all names invented."""

import io
from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from openpyxl import Workbook

from enrollment.enums import Sex
from enrollment.models import District, EnrollmentPeriod, Person
from notices.domain.notice import days, ladder, request, roll, round, viewing
from notices.domain.notice.decide import decide, drop_row
from notices.domain.notice.round_steps import election_in_the_way
from notices.enums.notice import RequestKind, RollVerdict, SeenBy
from notices.models import NoticeKind, NoticeRound
from notices.notice_terms import fields_of
from notices.queries.kinds import latest_terms
from portal.accounts.models import User
from portal.local.demo_accounts import DONG

KIND = "civil_defence"
HEADINGS = ("연번", "동", "통", "반", "성명", "생년월일", "도로명주소", "휴대전화")
VALUES = {
    "starts_at": "14:00",
    "ends_at": "18:00",
    "place": "성동구 민방위교육장",
    "course": "기본교육 4시간",
    "bring": "신분증, 통지서(휴대전화 화면도 됩니다)",
}
SERVED_NOW, WAITING, NOT_ENROLLED = 24, 16, 2
"""People who enrolled for these notices, in the one round and the other, and people in each who did not."""
STRANGERS = ("가람별", "나온솔", "다빛해", "라무들", "마누리")
SEEN_OF_THREE = 2
DEFERRAL = "그날 지방 출장이 있습니다. 다음 회차로 옮겨 주세요."


def fill(*, resident: Person) -> list[NoticeRound]:
    """Leave both rounds in the dong of the demonstration; none where an election forbids such notices.

    The resident of the demonstration gets a notice of the one being served.
    """
    kind, today = NoticeKind.objects.get(code=KIND), timezone.localdate()
    event_on = days.working_day_on_or_before(today + timedelta(days=28))
    if election_in_the_way(kind, today, event_on):
        return []
    officer = User.objects.get(email="officer@example.kr")
    people, others = _liable(resident), _others()
    now = [*people[:SERVED_NOW], *others[:NOT_ENROLLED]]
    serving = _draft("민방위 기본교육 (왕십리2동)", event_on, _rows(now), officer)
    round.submit(round=serving, by=officer)
    serving = round.approve(round=serving, by=User.objects.get(email="approver@example.kr"))
    _live(serving, resident)
    rest = [*people[SERVED_NOW : SERVED_NOW + WAITING], *others[NOT_ENROLLED:]]
    waiting = _draft("민방위 보충교육 (왕십리2동)", event_on, _rows(rest, unsure=True), officer)
    _settle(waiting, officer)
    return [serving, round.submit(round=waiting, by=officer)]


def _liable(resident: Person) -> list[Person]:
    """The resident, then people of the dong who enrolled for these notices, its first tong first."""
    enrolled = EnrollmentPeriod.objects.filter(
        service__code=KIND, ends_on=None, person__household__closed_on=None, person__merged_into=None
    )
    here = enrolled.filter(person__household__dong=DONG.split("/")[1]).exclude(person=resident)
    here = here.select_related("person__household__tong__dong").order_by(
        "person__household__tong__number", "person"
    )
    return [resident, *(period.person for period in here[: SERVED_NOW + WAITING - 1])]


def _others() -> list[Person]:
    """Men of the dong who enrolled, but not for these notices: theirs go on paper."""
    liable = EnrollmentPeriod.objects.filter(service__code=KIND).values("person")
    here = Person.objects.filter(
        household__dong=DONG.split("/")[1], household__closed_on=None, merged_into=None, sex=Sex.MALE
    )
    here = here.exclude(pk__in=liable).select_related("household__tong__dong")
    return list(here.order_by("household__tong__number", "pk")[: 2 * NOT_ENROLLED])


def _rows(people: Sequence[Person], *, unsure: bool = False) -> list[tuple]:
    """A roll as offices keep it: people who enrolled and some who did not; `unsure`: with a slip or two."""
    homes = [person.household for person in people]
    rows = [
        (home.dong.name, home.tong.number, home.ban, person.name, _day(person.birth_date), home.address, "")
        for person, home in zip(people, homes, strict=True)
    ]
    home = homes[-1]
    for number, name in enumerate(STRANGERS, 1):
        rows.append(
            (home.dong.name, 1, number, name, f"1988.{number}.1", f"{home.road_address}, {number}02호", "")
        )
    if unsure:
        place = rows[0]
        rows[0] = (*place[:4], _day(people[0].birth_date + timedelta(days=1)), *place[5:])
        rows.append((home.dong.name, 1, 9, "", "1990.1.1", home.address, ""))
    return rows


def _day(day) -> str:
    return f"{day.year}.{day.month}.{day.day}"


def _draft(title: str, event_on, rows: list[tuple], officer: User) -> NoticeRound:
    kind, district = NoticeKind.objects.get(code=KIND), District.objects.get(code=settings.DISTRICT_CODE)
    terms = latest_terms(kind)
    known = {field.code for field in fields_of(terms)}
    book = Workbook()
    book.active.append(HEADINGS)
    for number, row in enumerate(rows, 1):
        book.active.append((number, *row))
    file = io.BytesIO()
    book.save(file)
    return round.create(
        district=district,
        kind=kind,
        title=title,
        event_on=event_on,
        values={code: value for code, value in VALUES.items() if code in known},
        roll=roll.read_file(data=file.getvalue(), filename="명부.xlsx", terms=terms, district=district),
        by=officer,
    )


def _settle(made: NoticeRound, officer: User) -> None:
    """Decide what was unsure and leave out what cannot be read, as officers do before they ask."""
    for notice in made.notices.filter(verdict=RollVerdict.UNSURE):
        decide(notice=notice, person=Person.objects.get(pk=notice.candidates[0]), by=officer)
    for notice in made.notices.filter(verdict=RollVerdict.REFUSED):
        drop_row(notice=notice, reason="이름이 없는 행", by=officer)


def _live(made: NoticeRound, resident: Person) -> None:
    """The first messages go out; most have looked at their notice, one asks for another day."""
    ladder.climb_due()
    reached = list(
        made.notices.filter(verdict=RollVerdict.MATCHED).exclude(person=resident).order_by("position")
    )
    seen = [notice for number, notice in enumerate(reached) if number % 3 < SEEN_OF_THREE]
    for number, notice in enumerate(seen):
        viewing.mark_seen(notice=notice, seen_by=SeenBy.BIRTH_DATE)
        if number % 2:
            viewing.sign(notice=notice)
    if seen:
        request.ask(notice=seen[0], kind=RequestKind.DEFERRAL, text=DEFERRAL)
