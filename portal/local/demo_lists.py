"""Lists of the demonstration: paper that a dong typed into files, one brought in and one that waits.

What was brought in are members of households that had enrolled before, so that no household more is counted.
Every name is invented.
"""

import io
import random
from collections.abc import Iterable
from datetime import date, timedelta

from django.utils import timezone
from openpyxl import Workbook

from enrollment.application_form import ApplicationForm
from enrollment.domain.import_ import files, passes
from enrollment.enums import Relation, Sex
from enrollment.models import Application, Dong, ImportFile
from portal.accounts.models import User
from portal.common import phone
from portal.local import demo_queues
from portal.local.demo_accounts import DONG
from portal.local.replay import people

SEED = 20131001
HEADINGS = (
    "연번", "수집 통장", "통", "반", "성명", "생년월일", "성별", "세대주와의 관계", "세대주", "도로명주소",
    "상세주소", "휴대전화", "희망 서비스", "관심분야", "수신방법", "접수일", "필수 동의",
    "맞춤형 구정정보 동의",
)  # fmt: skip
BROUGHT_IN, WAITING = "왕십리2동 추가 세대원 명단(시연).xlsx", "왕십리2동 새 신청 명단(시연).xlsx"
MEMBERS, TWICE, NEWCOMERS = 24, 2, 12
FAULTS = ({"생년월일": ""}, {"휴대전화": "010-0000"}, {"필수 동의": "아니요"}, {"접수일": ""})
"""What is wrong with the rows that are refused."""
FIRST_NUMBER = 89_900
"""Of the telephone numbers nobody can have; those of the replay end before."""
_RELATIONS = {Relation.SPOUSE: "배우자", Relation.CHILD: "자녀", Relation.PARENT: "부모"}

Row = dict[str, object]


def fill() -> tuple[ImportFile, ImportFile]:
    """Leave both files in the dong of the demonstration: what was brought in, and what waits."""
    dong = Dong.objects.select_related("district").get(code=DONG.split("/")[1])
    clerk = User.objects.get(email=f"clerk-{dong.code}@example.kr")
    rng = random.Random(SEED)
    brought = _check(_rows_to_bring_in(rng, dong), BROUGHT_IN, dong, clerk)
    passes.start_import(file=brought, by=clerk, tell_applicants=False, in_background=False)
    passes.work(brought.pk)
    brought.refresh_from_db()
    newcomers = [_newcomer(rng, number, dong) for number in range(NEWCOMERS)]
    return brought, _check(newcomers, WAITING, dong, clerk)


def _rows_to_bring_in(rng: random.Random, dong: Dong) -> list[Row]:
    """Members of known households, forms nobody can place, rows with a fault, and some rows twice."""
    others = demo_queues.CASES + demo_queues.TYPED_TWICE
    needed = demo_queues.CASES + MEMBERS + len(FAULTS)
    known = demo_queues.replayed(dong.code, others + needed)[others:]
    asked = demo_queues.unsure(known[: demo_queues.CASES], _mobile(0))
    members = [_member(rng, *one) for one in enumerate(known[demo_queues.CASES :], 1)]
    faulty = [row | fault for row, fault in zip(members[MEMBERS:], FAULTS, strict=True)]
    return [*members[:MEMBERS], *(_of_form(rng, form) for form in asked), *faulty, *members[:TWICE]]


def _member(rng: random.Random, number: int, known: Application) -> Row:
    """Somebody else of the household of a form that is in."""
    home, relation = known.household, rng.choice(list(_RELATIONS.values()))
    return _person(rng, number) | {
        "수집 통장": f"{home.tong.number}통",
        "통": home.tong.number,
        "반": home.ban,
        "세대주와의 관계": relation,
        "세대주": home.head_name,
        "도로명주소": home.road_address,
        "상세주소": home.address_detail,
    }


def _newcomer(rng: random.Random, number: int, dong: Dong) -> Row:
    """The head of a household nobody knows, at an address where nobody of the replay lives."""
    row = _person(rng, MEMBERS + len(FAULTS) + 1 + number)
    return row | {
        "수집 통장": "2통",
        "통": 2,
        "반": 1 + number % 9,
        "세대주와의 관계": "본인",
        "세대주": row["성명"],
        "도로명주소": f"서울특별시 {dong.district.name} {people.ROADS[dong.code][0]} {901 + number}",
        "상세주소": "101호",
    }


def _of_form(rng: random.Random, form: ApplicationForm) -> Row:
    return _person(rng, 0) | {
        "수집 통장": f"{form.tong_number}통",
        "통": form.tong_number,
        "반": form.ban,
        "성명": form.name,
        "생년월일": form.birth_date.isoformat(),
        "성별": str(Sex(form.sex).label),
        "세대주와의 관계": "본인",
        "세대주": form.head_name,
        "도로명주소": form.road_address,
        "상세주소": form.address_detail,
        "휴대전화": phone.display(form.mobile),
    }


def _person(rng: random.Random, number: int) -> Row:
    """What every row says of somebody invented."""
    return {
        "성명": people.name(rng),
        "생년월일": people.birth_date(rng, head=False).isoformat(),
        "성별": str(rng.choice(list(Sex)).label),
        "휴대전화": phone.display(_mobile(number)),
        "희망 서비스": "구정소식",
        "관심분야": "문화, 건강",
        "수신방법": "문자",
        "접수일": _collected_on(rng).isoformat(),
        "필수 동의": "예",
        "맞춤형 구정정보 동의": "예",
    }


def _mobile(number: int) -> str:
    return people.mobile(FIRST_NUMBER + number)


def _collected_on(rng: random.Random) -> date:
    return timezone.localdate() - timedelta(days=rng.randint(1, 9))


def _check(rows: Iterable[Row], name: str, dong: Dong, clerk: User) -> ImportFile:
    """Upload a file and let every row be foretold, as a clerk does."""
    book = Workbook()
    book.active.append(HEADINGS)
    for number, row in enumerate(rows, 1):
        told = row | {"연번": number}
        book.active.append([told[heading] for heading in HEADINGS])
    stream = io.BytesIO()
    book.save(stream)
    file = files.take_in(
        data=stream.getvalue(),
        filename=name,
        district=dong.district,
        dong=dong,
        only_dongs=[dong.code],
        tell_applicants=False,
        by=clerk,
    )
    passes.start_check(file=file, by=clerk, in_background=False)
    passes.work(file.pk)
    file.refresh_from_db()
    return file
