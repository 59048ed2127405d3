"""The spells of two records of one household: every day counts once, whatever the two histories were."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from enrollment.domain.spells import Spell, one_household

DAY = date(2026, 1, 1)


@st.composite
def histories(draw):
    """Spells one after the other, the last one perhaps running on."""
    steps = draw(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 9)), max_size=4))
    day, spells = DAY, []
    for gap, length in steps:
        starts = day + timedelta(days=gap)
        day = starts + timedelta(days=length)
        dong = draw(st.sampled_from(["1120056000", "1120057000"]))
        spells.append(Spell(starts, day, dong, draw(st.sampled_from(["online", "library"])), "withdrawn"))
    if spells and draw(st.booleans()):
        last = spells[-1]
        spells[-1] = Spell(last.starts_on, None, last.dong_id, last.place, "")
    return spells


def on(day, spells):
    return [spell for spell in spells if spell.starts_on <= day < spell.end]


@given(kept=histories(), absorbed=histories())
def test_a_day_counts_once_when_either_record_was_enrolled(kept, absorbed):
    joined = one_household(kept, absorbed)
    for offset in range(90):
        day = DAY + timedelta(days=offset)
        either = on(day, kept) or on(day, absorbed)
        found = on(day, joined)
        assert len(found) == (1 if either else 0)
        if found:
            assert found[0].dong_id == either[0].dong_id


@given(kept=histories(), absorbed=histories())
def test_what_runs_on_still_runs_and_what_ended_has_a_reason(kept, absorbed):
    joined = one_household(kept, absorbed)
    running = [spell for spell in (*kept, *absorbed) if spell.ends_on is None]
    assert [spell for spell in joined if spell.ends_on is None] == joined[-1:] * bool(running)
    assert all(bool(spell.ended_reason) == (spell.ends_on is not None) for spell in joined)


@given(history=histories())
def test_a_household_joined_with_an_empty_one_keeps_every_day_and_dong(history):
    joined = one_household(history, [])
    assert one_household([], history) == joined
    assert one_household(joined, joined) == joined
