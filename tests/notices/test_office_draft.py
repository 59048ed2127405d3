"""Editing a campaign that somebody else, or another tab, changed meanwhile."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from notices.domain import life
from notices.enums import CampaignState
from notices.models import Campaign
from portal.accounts.enums import RoleCode
from tests.factories.accounts import staff
from tests.factories.enrollment import enroll
from tests.notices.campaigns import content, drafted, in_review
from tests.notices.office_pages import FORM

pytestmark = pytest.mark.django_db

CHANGED = "이 화면을 여신 뒤에 소식이 바뀌었습니다"


@pytest.fixture
def officer(client):
    user = staff(RoleCode.OFFICER)
    client.force_login(user)
    return user


def page_of(campaign: Campaign) -> str:
    return reverse("office_campaign_edit", args=[campaign.pk])


def seen_in(response) -> str:
    """What the form of a page says it was opened with."""
    return re.search(r'name="seen" value="([^"]+)"', response.content.decode())[1]


def test_a_tab_opened_before_another_saved_overwrites_nothing_until_told(client, officer):
    campaign = drafted(officer)
    stale = seen_in(client.get(page_of(campaign)))
    client.post(page_of(campaign), FORM | {"title": "먼저 고친 제목", "seen": stale})
    response = client.post(page_of(campaign), FORM | {"title": "늦게 고친 제목", "seen": stale})
    campaign.refresh_from_db()
    assert campaign.title == "먼저 고친 제목"
    text = response.content.decode()
    assert CHANGED in text
    assert 'value="늦게 고친 제목"' in text

    again = client.post(page_of(campaign), FORM | {"title": "늦게 고친 제목", "seen": seen_in(response)})
    assert again.status_code == 302
    campaign.refresh_from_db()
    assert campaign.title == "늦게 고친 제목"


def test_counting_people_does_not_make_a_stale_form_fresh(client, officer):
    campaign = drafted(officer)
    stale = seen_in(client.get(page_of(campaign)))
    life.edit(campaign=campaign, content=content(title="먼저 고친 제목"), by=officer)
    counted = client.post(page_of(campaign), FORM | {"count": "1", "seen": stale})
    assert seen_in(counted) == stale
    client.post(page_of(campaign), FORM | {"seen": seen_in(counted)})
    campaign.refresh_from_db()
    assert campaign.title == "먼저 고친 제목"


def test_an_edit_begun_before_review_does_not_pull_it_out_unasked(client, officer):
    campaign = drafted(officer)
    stale = seen_in(client.get(page_of(campaign)))
    life.submit(campaign=campaign, by=officer)
    response = client.post(page_of(campaign), FORM | {"title": "고친 제목", "seen": stale})
    campaign.refresh_from_db()
    assert (campaign.title, campaign.state) == ("구두바자회 안내", CampaignState.IN_REVIEW)
    text = response.content.decode()
    assert CHANGED in text
    assert "저장하면 결재가 취소되고 기안 중으로 돌아갑니다" in text

    told = client.post(
        page_of(campaign), FORM | {"title": "고친 제목", "seen": seen_in(response)}, follow=True
    )
    assert "결재를 다시 올려 주세요" in told.content.decode()
    campaign.refresh_from_db()
    assert (campaign.title, campaign.state) == ("고친 제목", CampaignState.DRAFT)


def test_a_form_that_does_not_say_what_it_was_opened_with_saves_nothing(client, officer):
    campaign = drafted(officer)
    response = client.post(page_of(campaign), FORM | {"title": "고친 제목"})
    assert CHANGED in response.content.decode()
    campaign.refresh_from_db()
    assert campaign.title == "구두바자회 안내"


def test_the_live_panel_says_which_choice_is_wrong(client, officer):
    for age, told in (({"age_from": "20", "age_to": "10"}, "나이"), ({"age_from": "abc"}, "나이")):
        for post in (FORM | age, FORM | age | {"count": "1"}):
            path = reverse("office_campaign_new" if "count" in post else "office_campaign_check")
            text = client.post(path, post).content.decode()
            assert "받을 사람을 세지 못했습니다" in text
            assert told in text.partition("받을 사람을 세지 못했습니다")[2]
            assert "고르면 받을 사람 수가 나옵니다" not in text


@pytest.mark.parametrize("torn", ["[성동구] {이름 {수신설정}", "이름}님", "{이름\n}"])
def test_a_placeholder_that_is_not_closed_is_refused(client, officer, torn):
    form = client.post(reverse("office_campaign_new"), FORM | {"sms_body": torn}).context["form"]
    assert "중괄호가 짝이 맞지 않습니다" in str(form.errors["sms_body"])


def test_a_letter_nobody_sees_is_named(client, officer):
    form = client.post(reverse("office_campaign_new"), FORM | {"sms_body": "가\u200b나"}).context["form"]
    assert "U+200B" in form.errors["sms_body"][0]


def test_a_cancelled_draft_is_not_said_to_have_been_sent(client, officer):
    campaign = drafted(officer)
    life.cancel(campaign=campaign, by=officer)
    text = client.get(page_of(campaign), follow=True).content.decode()
    assert "취소한 소식은 고칠 수 없습니다" in text
    again = client.get(reverse("office_cancel", args=[campaign.pk]), follow=True)
    assert "이미 끝나거나 취소한 소식입니다" in again.content.decode()


@pytest.mark.parametrize("page", ["panel", "office_campaign", "office_review"])
def test_a_page_counts_its_people_once(client, officer, page):
    enroll()
    enroll(topics=())
    campaign = in_review(officer)
    if page == "office_review":
        client.force_login(staff(RoleCode.APPROVER))
    with CaptureQueriesContext(connection) as asked:
        if page == "panel":
            text = client.post(reverse("office_campaign_check"), FORM).content.decode()
        else:
            text = client.get(reverse(page, args=[campaign.pk])).content.decode()
    assert "이 분야를 이 방법으로 받지 않음" in text
    counted = [query for query in asked if "count(*) FROM who" in query["sql"] or "array_agg" in query["sql"]]
    assert len(counted) == 1


@pytest.mark.parametrize("name", ["audience", "list"])
def test_an_audience_nobody_has_begins_an_empty_page(client, officer, name):
    assert client.get(reverse("office_campaign_new"), {name: "9" * 5000}).status_code == 200
