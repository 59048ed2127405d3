from django import forms

from portal.common.rows import Rows


class Line(forms.Form):
    name = forms.CharField()
    count = forms.IntegerField()
    counts = forms.BooleanField(required=False)


def posted(*lines, **buttons) -> dict:
    data = {"line-count": str(len(lines))}
    for number, line in enumerate(lines):
        data |= {f"line-{number}-{name}": value for name, value in line.items()}
    return data | {f"line-{verb}": value for verb, value in buttons.items()}


def rows(data=None, most=4, **others) -> Rows:
    return Rows(Line, "line", most=most, data=data, **others)


ONE, TWO = {"name": "one", "count": "1"}, {"name": "two", "count": "2", "counts": "on"}


def shown(page: Rows) -> list[tuple]:
    return [(form["name"].value(), form["counts"].value()) for form in page]


def test_rows_show_what_they_are_given():
    page = rows(rows=[{"name": "one", "counts": True}, {}])
    assert shown(page) == [("one", True), (None, None)]
    assert not page.asked and page.may_add


def test_an_empty_row_is_none_and_a_half_filled_one_is_wrong():
    page = rows(posted(ONE, {"name": "", "count": ""}, TWO))
    assert page.is_valid()
    assert [form.cleaned_data["count"] for form in page.filled] == [1, 2]
    page = rows(posted(ONE, {"name": "half"}))
    assert not page.is_valid()
    assert set(page.forms[1].errors) == {"count"}


def test_every_row_is_checked_at_once():
    page = rows(posted({"name": "a"}, {"count": "1"}))
    assert not page.is_valid()
    assert [set(form._errors) for form in page] == [{"count"}, {"name"}]


def test_a_row_is_added_dropped_and_raised_with_what_was_typed():
    assert shown(rows(posted(ONE, TWO, add="1")).rearranged()) == [
        ("one", False),
        ("two", True),
        (None, None),
    ]
    assert shown(rows(posted(ONE, TWO, drop="0")).rearranged()) == [("two", True)]
    assert shown(rows(posted(ONE, TWO, **{"raise": "1"})).rearranged()) == [("two", True), ("one", False)]
    wrong = rows(posted({"name": "kept", "count": "no number"}, add="1")).rearranged()
    assert wrong.forms[0]["count"].value() == "no number" and not wrong.forms[0].errors


def test_there_are_never_more_than_allowed():
    full = rows(posted(ONE, TWO, add="1"), most=2)
    assert not full.may_add and len(full.rearranged()) == 2
    assert len(rows(posted(ONE) | {"line-count": "1000"}, most=2)) == 2


def test_forged_numbers_move_nothing():
    for odd in ("", "-1", "2", "x", "²", "٣"):
        page = rows(posted(ONE, TWO, drop=odd, **{"raise": odd}))
        assert page.asked and shown(page.rearranged()) == [("one", False), ("two", True)]
    assert shown(rows(posted(ONE, TWO, **{"raise": "0"})).rearranged()) == [("one", False), ("two", True)]


def test_numbers_nobody_writes_are_none():
    endless = "9" * 5000
    assert shown(rows(posted() | {"line-count": endless})) == shown(rows(posted()))
    assert len(shown(rows(posted(ONE, TWO, drop=endless)).rearranged())) == 2
