"""Rolls of rounds for tests: files as offices keep them, drafts made of them."""

from datetime import timedelta

from django.utils import timezone

from enrollment.models import District, Dong
from notices.domain.notice import roll, round
from notices.models import AddressedNotice, NoticeRound, NoticeTerms
from portal.accounts.enums import RoleCode
from tests.factories.accounts import DISTRICT, staff
from tests.factories.notices import VALUES, terms_of
from tests.factories.tables import xlsx_file

HEADINGS = ("연번", "동", "통", "성명", "생년월일", "주소", "연락처", "소속")
DONG = "행당1동"


def sheet(*rows, headings=HEADINGS) -> bytes:
    """A roll as an XLSX file. Of the rows the running number and the dong are filled in here."""
    return xlsx_file({"명단": [["2026년 민방위 교육훈련 대상자 명부"], headings, *rows]})


def row(
    name, birth_date=None, *, address="왕십리로 10, 101동 101호", mobile=None, unit=None, dong=DONG, tong=None
):
    return (1, dong, tong, name, birth_date, address, mobile, unit)


def read(
    data: bytes, terms: NoticeTerms | None = None, filename="명부.xlsx", dong: Dong | None = None
) -> roll.Roll:
    district = District.objects.get(code=DISTRICT)
    return roll.read_file(
        data=data, filename=filename, terms=terms or terms_of(), district=district, dong=dong
    )


def draft(
    *rows, by=None, terms: NoticeTerms | None = None, data: bytes = b"", event_in=40, **changes
) -> NoticeRound:
    """A draft made of a file with these rows."""
    terms = terms or terms_of()
    values = {
        "title": "시험 훈련 1회",
        "event_on": timezone.localdate() + timedelta(days=event_in),
        "values": VALUES,
        **changes,
    }
    return round.create(
        district=District.objects.get(code=DISTRICT),
        kind=terms.kind,
        roll=read(data or sheet(*rows), terms),
        by=by or staff(RoleCode.OFFICER),
        **values,
    )


def rows_of(made: NoticeRound) -> list[AddressedNotice]:
    return list(made.notices.order_by("position"))


def verdicts(made: NoticeRound) -> list[str]:
    return [notice.verdict for notice in rows_of(made)]


def notes(made: NoticeRound) -> list[list[str]]:
    return [[problem["note"] for problem in notice.problems] for notice in rows_of(made)]
