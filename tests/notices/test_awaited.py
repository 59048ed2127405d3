"""A campaign that only waits for word of what it sent costs next to nothing."""

import pytest
from django.core.cache import cache
from django.db import connection

from notices.domain import awaited, sweep
from notices.enums import CampaignState, DeliveryState
from tests.notices.campaigns import approved_campaign
from tests.notices.falling_back import by_talk, campaign_by, states, told

pytestmark = pytest.mark.django_db

PEOPLE = 400


@pytest.fixture
def sweep_once(django_capture_on_commit_callbacks):
    def run():
        with django_capture_on_commit_callbacks(execute=True):
            sweep.sweep_campaigns()

    return run


@pytest.fixture
def hear(django_capture_on_commit_callbacks):
    def run(row, code):
        with django_capture_on_commit_callbacks(execute=True):
            told(row, code)

    return run


@pytest.fixture
def waiting():
    campaign = campaign_by("alimtalk")
    by_talk(campaign, PEOPLE)
    return campaign


def rows_read() -> int:
    """Rows of deliveries this transaction has read so far."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_xact_user_tables"
            " WHERE relname = 'notices_delivery'"
        )
        return cursor.fetchone()[0]


def test_it_is_read_in_full_once_and_then_by_one_row(waiting, sweep_once, django_assert_max_num_queries):
    before = rows_read()
    sweep_once()
    assert rows_read() - before >= PEOPLE
    before = rows_read()
    with django_assert_max_num_queries(7):
        sweep_once()
    assert rows_read() - before <= 3


def test_a_failure_heard_of_falls_back_at_the_next_look(waiting, sweep_once, hear):
    sweep_once()
    failed = waiting.deliveries.order_by("id").first()
    hear(failed, "3104")
    sweep_once()
    failed.refresh_from_db()
    assert failed.state == DeliveryState.FELL_BACK
    assert waiting.chunks.filter(channel="sms", state="queued").count() == 1


def test_an_arrival_and_a_failure_of_another_campaign_wake_nothing(waiting, sweep_once, hear):
    sweep_once()
    first, second, *_rest = waiting.deliveries.order_by("id")
    hear(first, "4000")
    other = approved_campaign()
    waiting.deliveries.filter(pk=second.pk).update(campaign=other)
    hear(second, "3104")
    assert awaited.goes_on(waiting.pk)


def test_word_of_the_one_that_is_waited_for_ends_the_wait(sweep_once, hear):
    campaign = campaign_by("alimtalk")
    [row] = by_talk(campaign)
    sweep_once()
    assert awaited.goes_on(campaign.pk)
    hear(row, "4000")
    sweep_once()
    campaign.refresh_from_db()
    assert (campaign.state, states(campaign)) == (CampaignState.FINISHED, {"alimtalk": "delivered"})


def test_without_what_was_kept_in_mind_it_waits_as_long(waiting, sweep_once):
    sweep_once()
    cache.clear()
    sweep_once()
    waiting.refresh_from_db()
    assert waiting.state == CampaignState.SENDING
    assert awaited.goes_on(waiting.pk)
