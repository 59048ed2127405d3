"""How far online applications come: each draft once for each page, by day, and nothing about anybody."""

import pytest
from django.test import Client

from enrollment.domain import funnel
from enrollment.models import FunnelDay
from tests.at_once import at_once
from tests.enrollment.online import Walk, mailbox

pytestmark = pytest.mark.django_db

WHOLE_WAY = {
    step: 1
    for step in (
        *("consents", "person", "contact", "mobile_code", "email_code", "household", "services", "check"),
        funnel.DONE,
    )
}


@pytest.fixture
def walk(client):
    with mailbox() as codes:
        yield Walk(client, codes)


def reached() -> dict[str, int]:
    return dict(FunnelDay.objects.values_list("step", "reached"))


def test_the_whole_way_counts_every_page_and_the_end_once(walk):
    walk.until_check()
    assert walk.submit().status_code == 302
    assert reached() == WHOLE_WAY


def test_looking_again_going_back_and_mistakes_count_nothing_more(walk):
    walk.start()
    for _time in range(3):
        walk.get("enroll_consents")
    walk.consents()
    walk.person(name="")
    walk.get("enroll_consents")
    assert reached() == {"consents": 1, "person": 1}


def test_the_same_page_sent_twice_is_handed_in_once(walk):
    walk.until_check()
    typed = walk.submission()
    walk.post("enroll_check", typed)
    walk.post("enroll_check", typed)
    assert reached() == WHOLE_WAY


def test_a_page_that_is_not_open_yet_is_not_reached(walk):
    walk.start()
    walk.get("enroll_household")
    assert "household" not in reached()


def test_a_new_draft_and_another_person_count_for_themselves(walk):
    walk.start()
    walk.get("enroll_consents")
    walk.start()
    walk.get("enroll_consents")
    other = Walk(Client(), {})
    other.start()
    other.get("enroll_consents")
    assert reached() == {"consents": 3}


def test_reading_what_it_takes_starts_nothing(client):
    client.get("/enroll/")
    assert reached() == {}


@pytest.mark.django_db(transaction=True)
def test_two_who_come_at_once_are_both_counted():
    at_once(*[lambda: funnel.count("consents")] * 8)
    assert reached() == {"consents": 8}
