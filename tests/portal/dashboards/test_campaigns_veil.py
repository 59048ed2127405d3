"""Small counts of campaigns and notices cannot be worked out from what is told of them."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notices.enums.notice import NoticeState
from portal.dashboards import campaigns as boards
from portal.dashboards.campaigns import addressed, headline
from portal.dashboards.campaigns.cuts import cut
from portal.dashboards.campaigns.tables import tables
from portal.dashboards.grid import HIDDEN
from tests.factories.accounts import DISTRICT
from tests.factories.notices import kind_of, terms_of
from tests.factories.savings import DAY, add, approved, at, seen
from tests.portal.dashboards.campaigns import AT, SEOUL, numbers, told, went_out


def _topic(row) -> tuple[str, str]:
    return row.topic_code, row.topic


class TestHiding:
    def test_a_small_count_is_hidden_in_its_round_month_and_topic(self):
        rows = [
            told(1, date(2013, 3, 1), messages=100, opened=3),
            told(2, date(2013, 3, 9), messages=200, opened=60, topic="health"),
            told(3, date(2013, 4, 1), messages=300, opened=20),
            told(4, date(2013, 5, 1), messages=300, opened=90, topic="library"),
        ]
        cuts = cut(rows, tells_small=False)
        assert [part.hidden for part in cuts.rounds] == [{"opened"}, set(), set(), set()]
        assert [part.hidden for part in cuts.months] == [{"opened"}, set(), set()]
        assert [part.hidden for part in cuts.topics] == [{"opened"}, set(), set()]
        assert cuts.whole.hidden == {"opened"} and cuts.hides
        assert not cut(rows, tells_small=True).hides

    @given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 2), st.integers(0, 2)), max_size=9))
    def test_what_is_told_adds_up_to_nothing_small_from_whichever_day_on(self, drawn):
        """Told sums are sums of told rounds: neither three tables nor two periods tell another."""
        rows = [
            told(number, DAY + timedelta(days=31 * month), topic=f"t{topic}", replies=replies)
            for number, (replies, month, topic) in enumerate(drawn, 1)
        ]
        for since in range(len(rows) + 1):
            began = rows[since:]
            cuts = cut(began, tells_small=False)
            small = {row for row in began if row.replies in range(1, 5)}
            assert {part.key for part in cuts.rounds if "replies" in part.hidden} == small
            for part in (*cuts.months, *cuts.topics, cuts.whole):
                of_part = (part.key, None)
                members = {
                    r for r in began if part is cuts.whole or r.month in of_part or _topic(r) in of_part
                }
                assert ("replies" in part.hidden) == bool(small & members)

    def test_shares_go_with_what_they_are_made_of(self):
        went = [told(1, messages=10, arrived=3), told(2, messages=9, arrived=8)]
        cuts = cut(went, tells_small=False)
        assert ["arrived" in part.hidden for part in (*cuts.rounds, cuts.whole)] == [True, False, True]

    @pytest.mark.parametrize(("mails", "sent"), [(3, 103), (97, 100), (100, 104)])
    def test_rates_and_cost_do_not_tell_how_few_were_mails_or_texts(self, mails, sent):
        """Nobody of three opened theirs is nothing of three; 970 won of a hundred at ten are three mails."""
        numbers = {"messages": sent, "sent": sent, "arrived": 100, "mails": mails, "opened": 0, "won": 10}
        few = told(1, mails_sent=mails, **numbers)
        went = [few, told(2, mails_sent=50, **{**numbers, "mails": 50, "opened": 20})]
        cuts = cut(went, tells_small=False)
        found = headline.figures(DAY, AT, cuts, addressed.of([], {}), reached=100)
        values = {figure.rule_code: figure.value for figure in found}
        assert values["campaign_cost"] is None and values["cumulative_recipients"] == 2 * sent
        assert (values["open_rate"] is None) == (values["click_rate"] is None) == (mails == 3)


@pytest.mark.django_db
def test_a_reader_without_the_right_sees_no_small_count_in_any_table():
    went_out(1, datetime(2013, 3, 5, tzinfo=SEOUL), delivered=3, failed=1)
    went_out(2, datetime(2013, 4, 5, tzinfo=SEOUL), delivered=50)
    seen(approved(), 2)
    add(approved(date(2013, 4, 1)), 30, rung=0, state=NoticeState.SERVING)
    found = tables(boards.read(date(2013, 9, 26), DISTRICT, tells_small=False))
    for name, hidden in (("rounds", (1, 2, 3, 8)), ("months", (1, 2, 3, 8)), ("notices", (1, 2, 3, 4))):
        grid = found[name]
        assert all(grid.rows[0].cells[place] is HIDDEN for place in hidden), name
        assert "hidden" in grid.as_record()["rows"][0] and grid.rows[0].cells[0] is not HIDDEN


@pytest.mark.django_db
def test_what_a_handful_of_messages_cost_is_not_told_either():
    went_out(1, datetime(2013, 3, 5, tzinfo=SEOUL), delivered=3)
    found = {
        tells: {figure.rule_code: figure for figure in boards.read(DAY, DISTRICT, tells_small=tells).figures}
        for tells in (True, False)
    }
    for code, value in (("campaign_cost", 500), ("cumulative_recipients", 3), ("arrival_rate", 100)):
        assert (found[True][code].value, found[False][code].value) == (value, None), code
        assert found[False][code].note == "가림"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "few", [{"state": NoticeState.SEEN, "seen_at": at(date(2013, 4, 2)), "seen_by": "code"}, {}]
)
def test_notices_are_told_of_every_kind_and_month_or_of_none(few):
    """Two seen, or two that are neither seen nor carried: 40 sent and 38 seen would tell them."""
    april = approved(date(2013, 4, 1))
    add(april, 2, rung=0, **{"state": NoticeState.SERVING, **few})
    if not few:
        seen(april, 38)
    seen(approved(date(2013, 5, 1)), 50)
    seen(approved(date(2013, 5, 2), terms=terms_of(kind_of("test_school"))), 60)
    asked = date(2013, 9, 26), DISTRICT
    told = numbers(boards.read(*asked, tells_small=False), "notices")
    assert {cell for cells in told.values() for cell in cells[1:]} == {HIDDEN}
    later = boards.read(*asked, date(2013, 5, 1), tells_small=False)
    assert later.addressed.whole.hidden == {"addressed", "sent", "seen", "carried"}
    whole = boards.read(*asked, tells_small=False).addressed.whole
    assert (whole.seen, bool(whole.hidden)) == ((112, False) if few else (148, True))
    assert numbers(boards.read(*asked, tells_small=True), "notices")["test_school 2013-05"][3] == 60


@pytest.mark.django_db
def test_without_the_right_a_period_begins_with_a_month():
    """A month of notices is told whole: two days within it would tell the round between them."""
    seen(approved(date(2013, 4, 2)), 10)
    seen(approved(date(2013, 4, 20)), 50)
    asked = (date(2013, 9, 26), DISTRICT, date(2013, 4, 10))
    assert boards.read(*asked, tells_small=True).addressed.whole.rounds == 1
    board = boards.read(*asked, tells_small=False)
    assert (board.since, board.addressed.whole.rounds) == (date(2013, 4, 1), 2)
