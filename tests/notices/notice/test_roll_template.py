"""The template of a roll: filled in it is read, and its invented row is nobody."""

import io

import pytest
from django.core.exceptions import ValidationError
from openpyxl import Workbook

from notices.domain.notice import roll
from notices.enums.notice import Addressee, FieldScope, FieldType
from notices.notice_terms import Field
from tests.factories.notices import FIELDS, kind_of, terms_of
from tests.notices.rolls import read

pytestmark = pytest.mark.django_db

CHILD = Field("child", "어린이 이름", "Child", FieldScope.PERSON, FieldType.TEXT)


def filled(terms, *names: str) -> bytes:
    """The template as it is handed out, with a row beneath the example for each name."""
    headings, example = roll.template(terms)
    book = Workbook()
    book.active.append(headings)
    book.active.append(example)
    for name in names:
        book.active.append([name, "19910506", "010-0000-7777", *example[3:]])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.fixture(params=[Addressee.PERSON, Addressee.GUARDIAN])
def terms(request):
    if request.param == Addressee.PERSON:
        return terms_of()
    return terms_of(kind_of("test_school", addressee=Addressee.GUARDIAN), fields=(*FIELDS, CHILD))


def test_the_invented_row_left_in_is_nobody():
    found = read(filled(terms_of(), "하나가"), terms_of())
    assert [one.cells["name"] for one in found.rows] == ["하나가"]


def test_a_template_nobody_filled_in_has_nobody(terms):
    with pytest.raises(ValidationError) as refused:
        read(filled(terms), terms)
    assert "파일에 사람이 없습니다" in str(refused.value)


def test_a_person_of_that_name_is_somebody():
    found = read(filled(terms_of(), "홍길동"), terms_of())
    assert [one.cells["name"] for one in found.rows] == ["홍길동"]
