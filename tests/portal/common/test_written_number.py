import pytest

from portal.common.written_number import MOST_DIGITS, number_of


@pytest.mark.parametrize(
    ("text", "number"), [("0", 0), ("12", 12), ("007", 7), ("9" * MOST_DIGITS, 10**18 - 1)]
)
def test_what_is_a_number(text, number):
    assert number_of(text) == number


@pytest.mark.parametrize("text", ["", "x", "-1", "1.0", " 1", "²", "9" * (MOST_DIGITS + 1), "9" * 5000])
def test_what_is_none(text):
    assert number_of(text) is None
