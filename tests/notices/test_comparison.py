"""Campaigns of a period side by side."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from enrollment.models import Person
from notices.domain import aftermath, opt_out, opt_out_token, subscribe
from notices.domain.comparison import compare
from notices.enums import SubscriptionEnd
from notices.models import Campaign, Delivery, MessageResponse, Subscription
from portal.accounts.enums import RoleCode
from tests.factories.accounts import staff
from tests.notices.campaigns import approved_campaign
from tests.notices.crowd import crowd

pytestmark = pytest.mark.django_db


def begun(days_ago: int, title: str, **changes) -> Campaign:
    campaign = approved_campaign(channels=("email", "sms"))
    Campaign.objects.filter(pk=campaign.pk).update(
        title=title, started_at=timezone.now() - timedelta(days=days_ago), **changes
    )
    return Campaign.objects.get(pk=campaign.pk)


def period(days: int = 30) -> dict:
    today = timezone.localdate()
    return {"first": today - timedelta(days=days), "last": today}


@pytest.fixture
def two():
    """A campaign of ten texts, and one of four mails to people of the first as well as to others."""
    now = timezone.now()
    texts = begun(3, "문자 소식")
    rows = crowd(texts, 10, channel="sms")
    Delivery.objects.update(state="handed_over", handed_over_at=now)
    Delivery.objects.filter(pk__in=[row.pk for row in rows[:6]]).update(state="delivered")
    Delivery.objects.filter(pk=rows[9].pk).update(state="withdrawn", handed_over_at=None)
    mails = begun(1, "메일 소식", tracks_responses=True, email_body="https://www.sd.go.kr/news 를 보세요")
    for row in rows[:4]:
        Delivery.objects.create(
            campaign=mails, person=row.person, contact=row.contact, channel="email",
            state="handed_over", queued_at=now, handed_over_at=now,
        )  # fmt: skip
    first = mails.deliveries.first()
    Delivery.objects.filter(pk=first.pk).update(state="opened", opened_at=now)
    for by_machine in (True, False):
        MessageResponse.objects.create(
            delivery=first, kind="click", link_no=1, by_machine=by_machine, at=now, counted_at=now
        )
    Subscription.objects.filter(person=rows[5].person).update(
        ends_at=now - timedelta(days=2), reason=SubscriptionEnd.OPT_OUT, stopped_by=texts
    )
    Subscription.objects.filter(person=rows[6].person).update(ends_at=now, reason=SubscriptionEnd.LEFT)
    return texts, mails


def test_each_campaign_in_numbers_and_people_once(two):
    texts, mails = two
    found = compare(Campaign.objects.all(), **period())
    assert [row.campaign for row in found.rows] == [mails, texts]
    mail, text = found.rows
    assert (text.sent, text.arrived, text.opened, text.clicked, text.opted_out) == (9, 6, None, None, 1)
    assert text.won == 90
    assert (mail.sent, mail.arrived, mail.opened, mail.clicked) == (4, 1, 1, 1)
    assert (mail.opted_out, mail.won) == (0, 0)
    assert (found.messages, found.people) == (13, 9)


def test_clicks_of_mails_without_a_link_are_unknown(two):
    Campaign.objects.filter(pk=two[1].pk).update(email_body="구청 누리집에서 확인해 주세요.")
    mail = compare(Campaign.objects.all(), **period()).rows[0]
    assert (mail.opened, mail.clicked) == (1, None)


def test_who_was_joined_twice_is_one_person_here_as_on_the_dashboards(two):
    people = [row.person for row in Delivery.objects.filter(campaign=two[0]).order_by("pk")[:3]]
    for absorbed, kept in zip(people, people[1:], strict=False):
        Person.objects.filter(pk=absorbed.pk).update(merged_into=kept)
    assert compare(Campaign.objects.all(), **period()).people == 7


def test_who_stops_counts_with_the_message_that_made_them(two):
    """Everybody got the mail of the other campaign too, which the same topic is about."""
    texts, mails = two
    rows = list(texts.deliveries.order_by("id"))
    opt_out.stop(opt_out.visitor(opt_out_token.make(rows[0].person_id, texts.pk)), opt_out.Scope.ALL)
    opt_out.one_click(opt_out.visitor(opt_out_token.make(rows[1].person_id, mails.pk)))
    Delivery.objects.filter(pk=rows[2].pk).update(state="failed", reason="1061")
    aftermath.follow(gone=[], opted_out=[rows[2].pk], source="test")
    subscribe.set_choices(
        person=rows[3].person, choices=set(), by=None, reason=SubscriptionEnd.CHANGED
    )  # of their own accord, on their own page
    mail, text = compare(Campaign.objects.all(), **period()).rows
    assert (text.opted_out, mail.opted_out) == (3, 0)
    Subscription.objects.create(
        person=rows[1].person, topic=mails.topic, channel="email", starts_at=timezone.now()
    )
    opt_out.one_click(opt_out.visitor(opt_out_token.make(rows[1].person_id, mails.pk)))
    assert [row.opted_out for row in compare(Campaign.objects.all(), **period()).rows] == [1, 3]


def test_only_the_period_counts_both_days_included(two):
    texts, mails = two
    day = timezone.localdate(texts.started_at)
    found = compare(Campaign.objects.all(), first=day, last=day)
    assert [row.campaign for row in found.rows] == [texts]
    before = {"first": day - timedelta(days=9), "last": day - timedelta(days=1)}
    assert compare(Campaign.objects.all(), **before).rows == []


def test_the_work_does_not_grow_with_campaigns(two, django_assert_num_queries):
    with django_assert_num_queries(7):
        compare(Campaign.objects.filter(pk=two[0].pk), **period())
    for number in range(3):
        begun(number, f"소식 {number}")
    with django_assert_num_queries(7):
        compare(Campaign.objects.all(), **period())


def test_the_page_sorts_and_says_what_is_wrong(client, two):
    client.force_login(staff(RoleCode.OFFICER))
    url = reverse("office_comparison")
    page = client.get(url).content.decode()
    assert page.index("메일 소식") < page.index("문자 소식")
    assert 'aria-sort="descending"' in page
    page = client.get(url, {"sort": "-sent", **period()}).content.decode()
    assert page.index("문자 소식") < page.index("메일 소식")
    page = client.get(url, {"sort": "opened", **period()}).content.decode()
    assert page.index("문자 소식") < page.index("메일 소식"), "what nobody counted stands below"
    page = client.get(url, {"first": "2026-02-01", "last": "2026-01-01"}).content.decode()
    assert "끝날이 첫날보다 앞섭니다" in page
    assert "골라 주세요" in client.get(url, {"first": "", "last": "x"}).content.decode()
    assert (
        "이 기간에 시작한 소식이 없습니다"
        in client.get(url, {"first": "2001-01-01", "last": "2001-02-01"}).content.decode()
    )
