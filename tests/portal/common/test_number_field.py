"""Numbers typed as text: what is said of one that cannot be taken, and how they are drawn."""

from decimal import Decimal

import pytest
from django import forms

from portal.common.number_field import WrittenDecimal, WrittenInteger

RANGE = "1부터 100까지입니다."


class Asked(forms.Form):
    doors = WrittenInteger(
        min_value=1,
        max_value=100,
        out_of_range=RANGE,
        error_messages={"invalid": "숫자만", "min_value": "적음"},
    )
    share = WrittenDecimal(
        max_digits=4,
        decimal_places=1,
        out_of_range=RANGE,
        error_messages={"max_decimal_places": "한 자리까지"},
    )


def test_numbers_are_read():
    form = Asked({"doors": " 20 ", "share": "12.5"})
    assert form.is_valid()
    assert form.cleaned_data == {"doors": 20, "share": Decimal("12.5")}


def test_thousands_may_have_the_commas_pages_write():
    class Asked(forms.Form):
        won = WrittenInteger()
        minutes = WrittenDecimal(max_digits=5, decimal_places=1)

    form = Asked({"won": "12,000", "minutes": "1,000.5"})
    assert form.is_valid()
    assert form.cleaned_data == {"won": 12000, "minutes": Decimal("1000.5")}


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("doors", "1e1", "숫자만"),
        ("doors", "1_0", "숫자만"),
        ("doors", "1,0", "숫자만"),
        ("doors", "10,00", "숫자만"),
        ("doors", "스물", "숫자만"),
        ("doors", "0", "적음"),
        ("doors", "101", RANGE),
        ("share", "12345", RANGE),
        ("share", "1e1", "숫자를 입력하세요."),
        ("share", "4,5", "숫자를 입력하세요."),
        ("share", "1.55", "한 자리까지"),
    ],
)
def test_what_is_wrong_is_said_in_the_words_of_the_form(name, typed, said):
    assert Asked({"doors": "1", "share": "1", name: typed}).errors == {name: [said]}


def test_they_are_typed_as_text_without_what_was_typed_before():
    form = Asked()
    for name, mode in (("doors", "numeric"), ("share", "decimal")):
        drawn = str(form[name])
        assert 'type="text"' in drawn and f'inputmode="{mode}"' in drawn and 'autocomplete="off"' in drawn
