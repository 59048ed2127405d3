"""Campaigns added up: every cut is the same whole."""

from datetime import date, datetime

import pytest

from notices.enums import CampaignState
from notices.enums.notice import NoticeState
from notices.models import Campaign, CampaignFigure, CampaignTold
from notices.queries import sent_months
from portal.dashboards import campaigns as boards
from portal.dashboards.campaigns.tables import tables
from tests.factories.accounts import DISTRICT
from tests.factories.savings import DAY, add, approved, seen
from tests.notices.campaigns import approved_campaign
from tests.portal.dashboards.campaigns import AT, SEOUL, numbers, went_out


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
        assert board.news.whole.sums.sent == 160
        assert [(row.campaigns, row.messages) for row in sent_months.read(DISTRICT)] == [(2, 65 + 107)]

    def test_unbegun_campaigns_and_those_of_which_nothing_left_are_none(self):
        campaign = went_out(1, datetime(2013, 3, 5, tzinfo=SEOUL), withdrawn=100)
        Campaign.objects.filter(pk=campaign.pk).update(state=CampaignState.CANCELLED)
        CampaignTold.objects.update(people=0, newly_reached=0)
        Campaign.objects.filter(pk=approved_campaign().pk).update(
            started_at=None, state=CampaignState.APPROVED
        )
        assert boards.read(date(2013, 9, 26), DISTRICT, tells_small=True).is_empty
        assert sent_months.read(DISTRICT) == []

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
