"""The life of one campaign on the office pages: review, approval, pause, cancelling, progress."""

import pytest
from django.utils import timezone

from notices.enums import CampaignState, DeliveryState
from notices.models import Campaign
from portal.accounts.enums import RoleCode
from tests.factories.accounts import staff
from tests.factories.enrollment import enroll
from tests.notices.campaigns import drafted, in_review
from tests.notices.office_pages import sending, text_of, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    user = staff(RoleCode.OFFICER)
    client.force_login(user)
    return user


# The life of one campaign


def test_submit_review_approve(client, officer, approver):
    enroll(name="보기나라")
    campaign = drafted(officer)
    client.post(url("office_step", campaign, "submit"))
    client.force_login(approver)
    text = text_of(client.get(url("office_review", campaign)))
    assert "보기나라님, 안녕하세요." in text
    assert "행당1동" in text
    assert "문자 1건 10원으로 가정" in text

    seen = client.get(url("office_review", campaign)).context["seen"]
    client.post(url("office_approve", campaign), {"seen": seen})
    campaign.refresh_from_db()
    assert (campaign.state, campaign.approved_by) == (CampaignState.SENDING, approver)
    page = text_of(client.get(url("office_campaign", campaign)))
    assert "제1회" in page
    assert "받는 사람을 정함: 2건" in page
    assert "발송 멈추기" in page


def test_warnings_stand_before_everything_else_on_the_review_page(client, approver):
    enroll()
    campaign = in_review(email_body="안내 https://bit.ly/x")
    client.force_login(approver)
    text = text_of(client.get(url("office_review", campaign)))
    assert text.index("go.kr이 아닌 주소") < text.index("실인원") < text.index("승인 확인으로 가기")


def test_an_approval_of_something_else_than_was_read_is_refused(client, approver):
    enroll()
    campaign = in_review()
    client.force_login(approver)
    response = client.post(url("office_approve", campaign), {"seen": "0" * 64}, follow=True)
    assert "읽는 동안 내용이 바뀌었습니다" in text_of(response)
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.IN_REVIEW


def test_returning_needs_a_reason(client, approver):
    campaign = in_review()
    client.force_login(approver)
    response = client.post(url("office_return", campaign), {"reason": ""})
    assert "돌려보내는 이유를 적지 않았습니다" in text_of(response)
    client.post(url("office_return", campaign), {"reason": "장소를 적어 주세요."})
    campaign.refresh_from_db()
    assert (campaign.state, campaign.review_note) == (CampaignState.DRAFT, "장소를 적어 주세요.")


def test_an_incomplete_draft_says_what_is_missing_and_cannot_be_submitted(client, officer):
    campaign = drafted(officer, sms_body="")
    text = text_of(client.get(url("office_campaign", campaign)))
    assert "문자 본문이 비어 있습니다" in text
    assert "결재 올리기" not in text
    response = client.post(url("office_step", campaign, "submit"), follow=True)
    assert "문자 본문이 비어 있습니다" in text_of(response)
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.DRAFT


def test_pause_resume_cancel_from_the_page(client, officer, approver):
    enroll()
    campaign = sending(approver, officer)
    states = []
    for path in (
        url("office_step", campaign, "pause"),
        url("office_step", campaign, "resume"),
        url("office_cancel", campaign),
    ):
        client.post(path)
        campaign.refresh_from_db()
        states.append(campaign.state)
    assert states == [CampaignState.PAUSED, CampaignState.SENDING, CampaignState.CANCELLED]
    assert client.post(url("office_step", campaign, "explode")).status_code == 404


def test_a_campaign_cancelled_on_its_way_still_shows_what_went_out(client, officer, approver):
    enroll()
    campaign = sending(approver, officer)
    client.post(url("office_cancel", campaign))
    page = text_of(client.get(url("office_campaign", campaign)))
    assert 'id="progress"' in page
    assert "지금 세면" not in page


def test_a_second_press_is_told_what_happened(client, officer, approver):
    enroll()
    campaign = sending(approver, officer)
    client.post(url("office_step", campaign, "pause"))
    response = client.post(url("office_step", campaign, "pause"), follow=True)
    assert "지금은 ‘일시 멈춤’ 상태여서 처리하지 않았습니다" in text_of(response)


def test_progress_asks_for_itself_only_while_it_moves(client, officer, approver):
    enroll(channels=("sms", "email"))
    campaign = sending(approver, officer)
    campaign.deliveries.filter(channel="sms").update(state=DeliveryState.DELIVERED)
    response = client.get(url("office_progress", campaign))
    moving = text_of(response)
    assert "HX-Refresh" not in response.headers
    assert 'hx-trigger="every 2s"' in moving
    assert "<strong>1 / 2</strong>" in moving
    assert f"{url('office_deliveries', campaign)}?state=delivered" in moving
    campaign.deliveries.update(state=DeliveryState.DELIVERED)
    Campaign.objects.filter(pk=campaign.pk).update(state=CampaignState.FINISHED, finished_at=timezone.now())
    response = client.get(url("office_progress", campaign))
    still = text_of(response)
    assert response.headers["HX-Refresh"] == "true"
    assert "hx-trigger" not in still
    assert "<strong>2 / 2</strong>" in still
