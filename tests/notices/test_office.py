"""The office pages: who may open what, and writing a campaign."""

import pytest
from django.urls import reverse
from django.utils import timezone

from notices.domain import life
from notices.enums import CampaignState
from notices.models import Campaign
from portal.accounts.enums import RoleCode
from portal.accounts.roles import grant
from tests.factories.accounts import DISTRICT, staff
from tests.factories.enrollment import enroll
from tests.factories.resident_numbers import RESIDENT_NUMBER
from tests.notices.campaigns import drafted, in_review
from tests.notices.office_pages import FORM, sending, text_of, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    user = staff(RoleCode.OFFICER)
    client.force_login(user)
    return user


# Who may open what


@pytest.mark.parametrize("role", [RoleCode.DONG_STAFF, RoleCode.ADMINISTRATOR, RoleCode.PRIVACY_OFFICER])
def test_other_roles_stay_outside(client, role):
    campaign = drafted()
    client.force_login(staff(role))
    for path in (reverse("office"), reverse("office_campaigns"), url("office_campaign", campaign)):
        assert client.get(path).status_code == 403


def test_another_district_does_not_exist_here(client):
    campaign = drafted()
    client.force_login(staff(RoleCode.OFFICER, area_path="1121500000"))
    for name in (
        "office_campaign",
        "office_campaign_edit",
        "office_deliveries",
        "office_preview",
        "office_progress",
        "office_course",
    ):
        assert client.get(url(name, campaign)).status_code == 404
    assert "구두바자회" not in text_of(client.get(reverse("office_campaigns")))


def test_an_officer_of_one_dong_cannot_write_to_the_district(client):
    client.force_login(staff(RoleCode.OFFICER, area_path=f"{DISTRICT}/1120056000"))
    assert client.get(reverse("office_campaign_new")).status_code == 403


def test_the_drafter_sees_no_approve_button_and_a_post_is_refused_with_the_reason(client, officer):
    grant(user=officer, role=RoleCode.APPROVER, area_path=DISTRICT, starts_on=timezone.localdate(), by=None)
    enroll()
    campaign = in_review(officer)
    campaign.refresh_from_db()
    assert "결재하기" not in text_of(client.get(url("office_campaign", campaign)))
    for response in (
        client.get(url("office_review", campaign)),
        client.post(url("office_approve", campaign), {"seen": life.content_hash(campaign)}),
    ):
        assert response.status_code == 403
        assert "쓴 사람과 승인하는 사람이 달라야 합니다" in text_of(response)
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.IN_REVIEW


def test_an_officer_without_the_right_cannot_approve(client, officer):
    campaign = in_review()
    assert client.post(url("office_approve", campaign), {"seen": "x"}).status_code == 403


# Writing


def test_saving_a_draft(client, officer):
    response = client.post(reverse("office_campaign_new"), FORM | {"dongs": ["1120056000"], "age_from": "40"})
    campaign = Campaign.objects.get()
    assert response.url == url("office_campaign", campaign)
    assert (campaign.drafted_by, campaign.state) == (officer, CampaignState.DRAFT)
    assert campaign.audience == {"dongs": ["1120056000"], "age_from": 40}


def test_errors_stand_at_their_fields_and_what_was_typed_stays(client, officer):
    wrong = FORM | {
        "title": "", "topic": "", "sms_body": "축하 ❤ {금액}", "email_body": RESIDENT_NUMBER,
        "age_from": "70", "age_to": "40",
    }  # fmt: skip
    response = client.post(reverse("office_campaign_new"), wrong)
    form = response.context["form"]
    assert set(form.errors) == {"title", "topic", "sms_body", "email_body", "age_to"}
    assert "4번째 글자 ‘❤’" in form.errors["sms_body"][1]
    assert "{금액}은(는) 없는 자리표시" in form.errors["sms_body"][0]
    text = text_of(response)
    assert "축하 ❤ {금액}" in text
    assert 'aria-invalid="true"' in text
    assert Campaign.objects.count() == 0


def test_counting_without_javascript_saves_nothing_and_complains_of_nothing(client, officer):
    enroll()
    response = client.post(reverse("office_campaign_new"), FORM | {"title": "", "count": "1"})
    text = text_of(response)
    assert "<strong>1</strong>명이 받습니다." in text
    assert "62바이트, 단문" in text
    assert "error-summary" not in text
    assert Campaign.objects.count() == 0


def test_the_live_panel_counts_people_and_bytes(client, officer):
    enroll()
    enroll(channels=("sms",))
    text = text_of(client.post(reverse("office_campaign_check"), FORM))
    assert "<strong>2</strong>명이 받습니다." in text
    assert "문자는 62바이트, 단문입니다." in text
    long = text_of(client.post(reverse("office_campaign_check"), FORM | {"sms_body": "가" * 46}))
    assert "문자는 92바이트, 장문입니다." in long
    wrong = text_of(client.post(reverse("office_campaign_check"), FORM | {"sms_body": "좋아요 ♥ ✔"}))
    assert "7번째 글자 ‘✔’" in wrong
    assert "고르면 받을 사람 수가 나옵니다" in text_of(client.post(reverse("office_campaign_check"), {}))


def test_editing_shows_why_it_was_returned(client, officer, approver):
    campaign = in_review(officer)
    life.return_to_draft(campaign=campaign, by=approver, reason="장소를 적어 주세요.")
    text = text_of(client.get(url("office_campaign_edit", campaign)))
    assert "장소를 적어 주세요." in text
    assert "구두바자회 안내" in text


def test_a_sent_campaign_cannot_be_edited(client, officer, approver):
    enroll()
    campaign = sending(approver, officer)
    response = client.post(url("office_campaign_edit", campaign), FORM | {"title": "늦은 고침"}, follow=True)
    assert "발송을 시작한 소식은 고칠 수 없습니다" in text_of(response)
    campaign.refresh_from_db()
    assert campaign.title == "구두바자회 안내"
