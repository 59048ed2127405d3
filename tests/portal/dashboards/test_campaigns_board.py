"""Campaigns added up: every cut is the same whole, and small counts cannot be worked out."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notices.enums import CampaignState
from notices.enums.notice import NoticeState
from notices.models import Campaign, CampaignFigure, CampaignTold
from notices.queries import sent_months, statistics
from notices.queries.told_campaigns import ToldCampaign
from portal.dashboards import campaigns as boards
from portal.dashboards.campaigns import addressed, headline
from portal.dashboards.campaigns.cuts import cut
from portal.dashboards.campaigns.tables import tables
from portal.dashboards.grid import HIDDEN
from tests.factories.accounts import DISTRICT
from tests.factories.notices import kind_of, terms_of
from tests.factories.savings import DAY, add, approved, at, seen
from tests.notices.campaigns import approved_campaign

SEOUL = ZoneInfo("Asia/Seoul")
AT = datetime(2013, 10, 1, tzinfo=SEOUL)
"""When everything was counted."""


def told(
    number: int, day: date = DAY, *, topic: str = "culture", poll: bool = False, **numbers
) -> ToldCampaign:
    counts = ("messages", "sent", "arrived", "mails", "mails_sent", "people", "newly_reached", "replies")
    values = dict.fromkeys(counts, 0)
    values |= {"opened": None, "clicked": 0 if "opened" in numbers else None, "won": None, **numbers}
    return ToldCampaign(
        key=number, round_no=number, title=f"소식 {number}", topic_code=topic, topic=topic, began_on=day,
        is_poll=poll, counted_at=AT, is_final=True, **values,
    )  # fmt: skip


def went_out(number: int, at: datetime, *, topic: str = "culture", counted: bool = True, poll=None, **states):
    """A campaign that began at a moment, with so many texts of each state, as it was counted."""
    kind = {"kind": "poll"} if poll else {}
    campaign = approved_campaign(topic=topic, **kind)
    Campaign.objects.filter(pk=campaign.pk).update(
        started_at=at, state=CampaignState.FINISHED, finished_at=at, round_no=number
    )
    if counted:
        CampaignFigure.objects.bulk_create(
            CampaignFigure(campaign=campaign, channel="sms", state=state, deliveries=count)
            for state, count in states.items()
        )
        CampaignTold.objects.create(
            campaign=campaign, people=sum(states.values()), newly_reached=10, replies=7, won=500,
            counted_at=AT, is_final=True,
        )  # fmt: skip
    return campaign


def numbers(board, name: str) -> dict[str, tuple]:
    return {row.key: row.cells for row in tables(board)[name].rows}


@pytest.mark.django_db
class TestBoard:
    def test_every_cut_adds_up_to_the_whole(self):
        went_out(1, datetime(2013, 3, 5, 10, tzinfo=SEOUL), delivered=90, failed=10)
        went_out(2, datetime(2013, 3, 20, 10, tzinfo=SEOUL), topic="health", delivered=40, accepted=10)
        went_out(3, datetime(2013, 4, 2, 10, tzinfo=SEOUL), delivered=30)
        board = boards.read(date(2013, 9, 26), DISTRICT, tells_small=True)
        found = {figure.rule_code: figure for figure in board.figures}
        assert found["campaign_rounds"].value == 3 and found["cumulative_recipients"].value == 180
        assert (found["arrival_rate"].numerator, found["arrival_rate"].denominator) == (160, 180)
        assert found["distinct_recipients"].value == 30 and found["campaign_replies"].value == 21
        assert found["campaign_cost"].value == 1500
        assert found["open_rate"].value is None and found["open_rate"].note == "세지 않은 발송"
        assert found["cumulative_recipients"].taken_at == AT
        for name in ("rounds", "months", "topics"):
            grid = tables(board)[name]
            place = [column.key for column in grid.columns].index("messages")
            assert sum(row.cells[place] for row in grid.rows) == grid.total[place] == 180
        assert {key: cells[0] for key, cells in numbers(board, "months").items()} == {
            "2013-03": 2,
            "2013-04": 1,
        }
        assert {key: cells[0] for key, cells in numbers(board, "topics").items()} == {
            "culture": 2,
            "health": 1,
        }

    def test_a_campaign_belongs_to_the_day_it_began_on_in_seoul(self):
        went_out(1, datetime(2013, 3, 31, 23, 30, tzinfo=SEOUL), delivered=10)
        went_out(2, datetime(2013, 4, 1, 0, 10, tzinfo=SEOUL), delivered=20)
        whole = boards.read(date(2013, 3, 31), DISTRICT, tells_small=True)
        assert whole.news.whole.sums.messages == 10
        later = boards.read(date(2013, 4, 30), DISTRICT, date(2013, 4, 1), tells_small=True)
        assert later.news.whole.sums.messages == 20
        [distinct] = [figure for figure in later.figures if figure.rule_code == "distinct_recipients"]
        assert distinct.value == 20  # of both: up to the day, whatever the period

    def test_opens_rest_on_mails_of_campaigns_that_count_them(self):
        counting = went_out(1, datetime(2013, 3, 5, tzinfo=SEOUL), delivered=30)
        went_out(2, datetime(2013, 3, 6, tzinfo=SEOUL), delivered=1000)
        CampaignFigure.objects.create(campaign=counting, channel="email", state="opened", deliveries=50)
        CampaignFigure.objects.create(campaign=counting, channel="email", state="bounced", deliveries=9)
        CampaignTold.objects.filter(campaign=counting).update(opened=20, clicked=6)
        link = "https://www.sd.go.kr/news 를 보세요"
        Campaign.objects.filter(pk=counting.pk).update(tracks_responses=True, email_body=link)
        board = boards.read(date(2013, 9, 26), DISTRICT, tells_small=True)
        found = {figure.rule_code: figure for figure in board.figures}
        assert (found["open_rate"].numerator, found["open_rate"].denominator) == (20, 50)
        assert (found["click_rate"].numerator, found["click_rate"].value) == (6, 12)

    def test_clicks_of_mails_without_a_link_are_unknown_and_not_nought(self):
        with_link, without = (went_out(number, datetime(2013, 3, number, tzinfo=SEOUL)) for number in (1, 2))
        for campaign, mails in ((with_link, 50), (without, 1000)):
            CampaignFigure.objects.create(
                campaign=campaign, channel="email", state="opened", deliveries=mails
            )
        CampaignTold.objects.update(opened=20)
        Campaign.objects.update(tracks_responses=True, email_body="구청 누리집을 보세요")

        def rates():
            board = boards.read(date(2013, 9, 26), DISTRICT, tells_small=True)
            found = {figure.rule_code: figure for figure in board.figures}
            return found["open_rate"], found["click_rate"]

        opened, clicked = rates()
        assert opened.numerator == 40 and clicked.value is None and clicked.note == "세지 않은 발송"
        link = "https://www.sd.go.kr/news 를 보세요"
        Campaign.objects.filter(pk=with_link.pk).update(email_body=link)
        CampaignTold.objects.filter(campaign=with_link).update(clicked=5)
        opened, clicked = rates()
        assert (opened.denominator, clicked.numerator, clicked.denominator) == (1050, 5, 50)

    def test_what_it_cost_is_unknown_before_the_first_price(self):
        went_out(1, datetime(2012, 11, 20, tzinfo=SEOUL), delivered=10)
        went_out(2, datetime(2013, 2, 1, tzinfo=SEOUL), delivered=10)
        board = boards.read(date(2013, 9, 26), DISTRICT, tells_small=True)
        [won] = [figure for figure in board.figures if figure.rule_code == "campaign_cost"]
        assert won.value == 500 and "발송 1회" in won.note
        place = [column.key for column in tables(board)["rounds"].columns].index("won")
        assert [row.cells[place] for row in tables(board)["rounds"].rows] == [None, 500]

    def test_polls_stand_beside_and_what_began_now_is_named(self):
        went_out(1, datetime(2013, 3, 5, tzinfo=SEOUL), delivered=100)
        went_out(2, datetime(2013, 3, 6, tzinfo=SEOUL), poll=True, delivered=60)
        went_out(3, datetime(2013, 3, 7, tzinfo=SEOUL), counted=False)
        board = boards.read(date(2013, 9, 26), DISTRICT, tells_small=True)
        assert (board.news.whole.sums.messages, board.polls.whole.sums.messages) == (100, 60)
        assert board.uncounted == 1 and len(tables(board)["polls"].rows) == 1

    def test_what_went_out_before_a_campaign_was_cancelled_counts(self):
        cancelled = went_out(1, datetime(2013, 3, 5, tzinfo=SEOUL), delivered=60, failed=5, withdrawn=35)
        went_out(2, datetime(2013, 3, 6, tzinfo=SEOUL), delivered=100, withdrawn=7)
        Campaign.objects.filter(pk=cancelled.pk).update(state=CampaignState.CANCELLED)
        board = boards.read(date(2013, 9, 26), DISTRICT, tells_small=True)
        found = {figure.rule_code: figure for figure in board.figures}
        assert (found["campaign_rounds"].value, found["cumulative_recipients"].value) == (2, 65 + 107)
        assert found["distinct_recipients"].value == 20, "whom it reached first is told once for all"
        [sent] = statistics.sent_by_topic(DISTRICT)
        assert (sent.campaigns, sent.messages, sent.sent) == (2, 65 + 107, 160)
        assert [(row.campaigns, row.messages) for row in sent_months.read(DISTRICT)] == [(2, 65 + 107)]

    def test_unbegun_campaigns_and_those_of_which_nothing_left_are_none(self):
        campaign = went_out(1, datetime(2013, 3, 5, tzinfo=SEOUL), withdrawn=100)
        Campaign.objects.filter(pk=campaign.pk).update(state=CampaignState.CANCELLED)
        CampaignTold.objects.update(people=0, newly_reached=0)
        Campaign.objects.filter(pk=approved_campaign().pk).update(
            started_at=None, state=CampaignState.APPROVED
        )
        assert boards.read(date(2013, 9, 26), DISTRICT, tells_small=True).is_empty
        assert statistics.sent_by_topic(DISTRICT) == sent_months.read(DISTRICT) == []

    def test_rounds_of_notices_beside_them(self):
        seen(approved(), 40)
        add(approved(), 10, rung=0, state=NoticeState.SERVING)
        board = boards.read(DAY, DISTRICT, tells_small=True)
        found = {figure.rule_code: figure for figure in board.figures}
        assert (found["notice_rounds"].value, found["notice_people"].value) == (2, 50)
        assert (found["notice_seen_rate"].numerator, found["notice_seen_rate"].denominator) == (40, 50)
        assert numbers(board, "notices") == {"test_drill 2013-03": (2, 50, 50, 40, 80, 0)}

    def test_as_many_statements_however_many_campaigns(self, django_assert_num_queries):
        for number in range(1, 6):
            went_out(number, datetime(2013, 3, number, tzinfo=SEOUL), delivered=10)
        seen(approved(), 1)
        boards.read(DAY, DISTRICT, tells_small=True)
        # A look for what is stale, a savepoint and its end, district, campaigns, rounds, kinds.
        with django_assert_num_queries(7):
            assert len(boards.read(DAY, DISTRICT, tells_small=True).news.rounds) == 5

    def test_an_unknown_district_has_no_page(self):
        assert boards.read(DAY, "9999999999", tells_small=True) is None


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
