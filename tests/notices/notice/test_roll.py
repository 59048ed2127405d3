"""Rolls of rounds: ugly files, rows told twice, and that no row of them is lost."""

import json
from datetime import date, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.utils import timezone

from enrollment.models import District, Person
from notices.domain.notice import roll, round
from notices.enums.notice import FieldScope, FieldType, NoticeState, RollVerdict, RowNote
from notices.models import AddressedNotice, NoticeRound
from notices.notice_terms import Field
from portal.accounts.enums import RoleCode
from tests.factories.accounts import DISTRICT, staff
from tests.factories.enrollment import enroll
from tests.factories.notices import FIELDS, VALUES, addressee, terms_of
from tests.factories.resident_numbers import RESIDENT_NUMBER
from tests.factories.tables import csv_file, xlsx_file
from tests.notices.rolls import DONG, HEADINGS, draft, notes, read, row, rows_of, sheet, verdicts

pytestmark = pytest.mark.django_db


V = RollVerdict


def test_every_row_of_the_file_becomes_a_notice_with_its_verdict():
    served = addressee(name="하나가", birth_date=date(1990, 5, 6), road_address="왕십리로 10")
    without = enroll(name="둘나가", birth_date=date(1991, 5, 6)).application.person
    addressee(name="셋다가", birth_date=date(1992, 5, 6), mobile="01000008803")
    made = draft(
        row("하 나 가", "1990. 5. 6.", tong=5),
        row("둘나가", 19910506, address=None),
        row("셋다가", "19920507", mobile="010-0000-8803"),
        row("넷라가", "'93.5.6"),
        row(None, "19940506"),
        (None, "합계", None, "5명", None, None, None, None),
    )
    assert verdicts(made) == [V.MATCHED, V.NO_CONSENT, V.UNSURE, V.UNKNOWN, V.REFUSED]
    assert notes(made) == [
        [RowNote.UNKNOWN_TONG],
        [RowNote.NO_SERVICE],
        [RowNote.OTHER_BIRTH_DATE],
        [],
        [RowNote.NO_NAME],
    ]
    first, second, third, fourth, _last = rows_of(made)
    assert (first.person, second.person, third.person) == (served, without, None)
    assert second.address == without.household.address, "the roll named no home, the portal knows one"
    assert third.candidates == [Person.objects.get(name="셋다가").pk]
    assert (fourth.birth_date, fourth.dong.name) == (date(1993, 5, 6), DONG)
    assert {notice.state for notice in rows_of(made)} == {NoticeState.DRAFT}
    assert [notice.position for notice in rows_of(made)] == [3, 4, 5, 6, 7]


def test_an_ugly_file_is_read_as_it_is_meant():
    """Title, merged dongs, heading of two rows, ditto marks, full-width digits, totals, footnotes, times."""
    addressee(name="하나가", birth_date=date(1990, 5, 6))
    fields = (*FIELDS, Field("at", "교육 시각", "Time", FieldScope.PERSON, FieldType.TIME))
    rows = [
        ["민방위 교육훈련 대상자 명부"],
        [],
        ["연번", "관할", None, "인적사항", None, None, "교육", None],
        [None, "행정동", "통", "성명", "생년월일", "주소", "교육 시각", "소속"],
        [1, DONG, "５통", "하 나 가", "１９９０．５．６", "서울 성동구 왕십리로 1", time(9, 30), "1소대"],
        [2, None, 6, "둘나가", "1991-05-06 00:00:00", "왕십리로 2", "오후 2시", "〃"],
        [3, None, 6, "셋다가", date(1992, 5, 6), "〃", "14:05", "상동"],
        ["소계", None, None, "3명", None, None, None, None],
        ["※ 문의는 민방위 담당"],
    ]
    data = xlsx_file({"명부": rows}, {"명부": ("A1:H1", "A3:A4", "B3:C3", "D3:F3", "G3:H3", "B5:B7")})
    made = draft(data=data, terms=terms_of(fields=fields))
    assert verdicts(made) == [V.UNSURE, V.UNKNOWN, V.UNKNOWN], notes(made)
    values = [json.loads(notice.values) for notice in rows_of(made)]
    assert values == [{"at": clock, "unit": "1소대"} for clock in ("09:30", "14:00", "14:05")]
    assert [notice.dong.name for notice in rows_of(made)] == [DONG] * 3
    assert rows_of(made)[2].address == "왕십리로 2"


def test_a_dong_nobody_wrote_is_told_by_the_address():
    addressee(name="이웃가", road_address="왕십리로 31")
    made = draft(
        row("하나가", "19900506", address="왕십리로 31, 5동 5호", dong=None),
        row("둘나가", "19910506", address="고산자로 99 (마장동)", dong=None),
        row("셋다가", "19920506", address="고산자로 99 (행당동)", dong=None),
    )
    assert [one.dong and one.dong.name for one in rows_of(made)] == ["행당1동", "마장동", None]
    assert notes(made)[2] == [RowNote.NO_DONG], "행당동 lies in two dongs"


def test_sheets_for_each_dong_and_csv_of_old_windows():
    body = [["성명", "생년월일", "주소"], ["하나가", "19900506", "왕십리로 1"]]
    other = [["성명", "생년월일", "주소"], ["둘나가", "19910506", "왕십리로 1"]]
    made = draft(data=xlsx_file({"행당1동": body, "마장동": other}))
    assert [(notice.dong.name, notice.position) for notice in rows_of(made)] == [
        ("행당1동", 2),
        ("마장동", 4),
    ]
    text = csv_file([["동", *body[0]], [DONG, *body[1]], [None, *other[1]]])
    assert [one.cells["dong"] for one in read(text, filename="명부.csv").rows] == [DONG, DONG]


@pytest.mark.parametrize(
    ("written", "note"),
    [
        ({"birth_date": "1990. 13. 40."}, RowNote.BIRTH_DATE),
        ({"birth_date": "130506"}, RowNote.BIRTH_CENTURY),
        ({"birth_date": "=A1+1"}, RowNote.FORMULA),
        ({"birth_date": None, "address": None}, RowNote.NOTHING_TO_MATCH),
        ({"birth_date": "19900506", "dong": "없는동"}, RowNote.DONG),
        ({"birth_date": "19900506", "dong": None}, RowNote.NO_DONG),
        ({"birth_date": "19900506", "address": None}, RowNote.NO_ADDRESS),
        ({"birth_date": "19900506", "tong": "오통"}, RowNote.TONG),
        ({"birth_date": "19900506", "unit": "가" * 201}, RowNote.TOO_LONG),
    ],
)
def test_what_cannot_be_served_is_refused_and_says_why(written, note):
    made = draft(row("하나가", **written), row("둘나가", "19910506"))
    assert verdicts(made) == [V.REFUSED, V.UNKNOWN]
    assert notes(made)[0] == [note]


def test_a_year_of_two_digits_is_read_when_one_century_is_left():
    made = draft(row("하나가", "900506"), row("둘나가", "'85.5.6"))
    assert [notice.birth_date for notice in rows_of(made)] == [date(1990, 5, 6), date(1985, 5, 6)]


@pytest.mark.parametrize(
    "data",
    [
        sheet(row("하나가", RESIDENT_NUMBER)),
        sheet(row("하나가", "19900506", unit=f"비고 {RESIDENT_NUMBER}")),
        sheet(row("하나가", RESIDENT_NUMBER[:6], address=RESIDENT_NUMBER[7:])),
        xlsx_file({"명부": [list(HEADINGS), list(row("하나가", "19900506"))]}, note=RESIDENT_NUMBER),
    ],
)
def test_a_resident_number_anywhere_refuses_the_file_and_nothing_is_kept(data):
    with pytest.raises(ValidationError) as refused:
        draft(data=data)
    assert refused.value.error_dict["file"][0].code == "resident_number"
    assert RESIDENT_NUMBER not in str(refused.value)
    assert not NoticeRound.objects.exists()
    assert not AddressedNotice.objects.exists()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (sheet(("하나가", "서예"), headings=("성명", "강좌")), "no_table"),
        (sheet(), "empty"),
        (b"", "empty"),
        (b"%PDF-1.4 x", "not_a_table"),
        (sheet(*(row(f"가나{n}", "19900506") for n in range(5001))), "too_many"),
    ],
)
def test_what_is_no_roll_is_refused(data, code):
    with pytest.raises(ValidationError) as refused:
        read(data)
    errors = getattr(refused.value, "error_dict", {"file": [refused.value]})
    assert [error.code for error in errors["file"]] == [code]


def test_a_required_column_that_is_missing_is_said_once():
    fields = (*FIELDS, Field("school", "학교", "School", FieldScope.PERSON, FieldType.TEXT))
    with pytest.raises(ValidationError, match="학교") as refused:
        read(sheet(row("하나가", "19900506")), terms_of(fields=fields))
    assert refused.value.error_dict["file"][0].code == "no_column"


class TestTwice:
    def test_the_second_row_of_one_person_is_refused(self):
        addressee(
            name="하나가", birth_date=date(1990, 5, 6), mobile="01000008801", road_address="왕십리로 10"
        )
        made = draft(
            row("하나가", "19900506", address="왕십리로 10"),
            row("하 나가", None, address=None, mobile="010-0000-8801"),
            row("둘나가", "19910506"),
            row("둘나가", "1991.5.6."),
            row("둘나가", "19910506", address="고산자로 7"),
        )
        assert verdicts(made) == [V.MATCHED, V.REFUSED, V.UNKNOWN, V.REFUSED, V.UNKNOWN]
        assert [one.problems[0]["row"] for one in rows_of(made) if one.problems] == ["3", "5"]

    def test_the_same_file_is_one_round(self):
        data, terms = sheet(row("하나가", "19900506")), terms_of()
        made = draft(data=data, terms=terms)
        with pytest.raises(round.AlreadyMade) as known:
            draft(data=data, terms=terms)
        assert known.value.round == made
        assert NoticeRound.objects.count() == 1
        draft(data=data, terms=terms, event_in=60)
        round.cancel(round=made, by=made.drafted_by)
        assert draft(data=data, terms=terms).notices.count() == 1


def test_rows_are_encrypted():
    draft(row("하나가", "19900506", mobile="010-0000-8801", unit="은하소대"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(t)::text FROM notices_addressednotice t")
        [(text,)] = cursor.fetchall()
    assert not any(trace in text for trace in ("하나가", "1990", "8801", "은하", "왕십리"))


def test_a_roll_half_written_is_never_there():
    cells = {"name": "하나가", "birth_date": "19900506", "road_address": "왕십리로 10", "dong": DONG}
    rows = [roll.RollRow(1, cells), roll.RollRow(2, cells | {"name": "둘나가"}), roll.RollRow(2, cells)]
    terms = terms_of()
    with pytest.raises(IntegrityError):
        round.create(
            district=District.objects.get(code=DISTRICT),
            kind=terms.kind,
            title="반쯤",
            event_on=timezone.localdate() + timedelta(days=40),
            values=VALUES,
            roll=roll.Roll(rows),
            by=staff(RoleCode.OFFICER),
        )
    assert not NoticeRound.objects.exists()


def test_rows_handed_in_as_cells():
    rows = [{"name": "하나가", "birth_date": "1990-05-06", "road_address": "왕십리로 10", "dong": DONG}]
    assert roll.from_rows(rows).rows[0].position == 1
    with pytest.raises(ValidationError):
        roll.from_rows([{"name": "하나가", "birth_date": RESIDENT_NUMBER}])
    with pytest.raises(ValidationError):
        roll.from_rows([])
