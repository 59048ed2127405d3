"""Preview, deliveries and lists of the office: masked, filtered, logged."""

import csv
import io

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from enrollment.models import ContactPoint
from notices.domain import life, opt_out_token, preview
from notices.enums import CampaignState, DeliveryState
from portal.accounts.enums import RoleCode
from portal.accounts.roles import grant
from portal.common import masking
from portal.common.models import AccessLog
from tests.factories.accounts import DISTRICT, staff
from tests.factories.enrollment import enroll
from tests.notices.campaigns import drafted, in_review
from tests.notices.office_pages import FORM, sending, text_of, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    user = staff(RoleCode.OFFICER)
    client.force_login(user)
    return user


# Preview and test send


def test_preview_shows_one_person_of_the_audience_and_is_logged(client, officer):
    person = enroll(name="남궁가나", mobile="01000000123").application.person
    campaign = drafted(officer)
    listed = text_of(client.get(url("office_preview", campaign)))
    assert "남**나" in listed
    assert "남궁가나" not in listed
    shown = text_of(client.get(url("office_preview", campaign), {"sample": preview.token(campaign, person)}))
    assert "남궁가나님, 안녕하세요." in shown
    assert opt_out_token.url(0, campaign.pk) in shown
    assert opt_out_token.url(person.pk, campaign.pk) not in shown
    log = AccessLog.objects.filter(action="preview").get()
    assert (log.user, log.subject_ids, log.page) == (officer, [person.pk], "office_preview")


def test_preview_stays_with_its_person_when_others_join(client, officer):
    person = enroll(name="남궁가나").application.person
    campaign = drafted(officer)
    for number in range(preview.CANDIDATES):
        enroll(name=f"보기{number}나")
    page = client.get(url("office_preview", campaign), {"sample": preview.token(campaign, person)})
    assert page.context["sample"].person == person
    listed = [entry["person"] for entry in page.context["people"]]
    assert len(listed) == preview.CANDIDATES and person in listed
    assert str(person.pk) not in {entry["token"] for entry in page.context["people"]}


def test_preview_of_nobody_in_the_audience_shows_nobody(client, officer):
    person = enroll(name="남궁가나").application.person
    stranger = enroll(name="다른가나", topics=("health",)).application.person
    campaign, other = drafted(officer), drafted(officer)
    unsubscribing = opt_out_token.make(person.pk, campaign.pk)
    not_in_it, of_another = preview.token(campaign, stranger), preview.token(other, person)
    for sample in ("", "1", str(person.pk), unsubscribing, not_in_it, of_another):
        response = client.get(url("office_preview", campaign), {"sample": sample})
        assert "sample" not in response.context
    assert AccessLog.objects.filter(action="preview").count() == 0
    with pytest.raises(opt_out_token.BadOptOutToken):
        opt_out_token.read(preview.token(campaign, person))


def test_preview_without_audience_says_what_to_do(client, officer):
    text = text_of(client.get(url("office_preview", drafted(officer))))
    assert "지금 조건에 맞는 받을 사람이 없습니다" in text


# Deliveries


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("3043", "전화기가 꺼져 있음 (3043)"),
        ("2003", "2003"),
        ("unreached", "통신사가 제때 전하지 못함 (unreached)"),
    ],
)
def test_the_list_says_that_a_text_the_carrier_gave_up_is_not_sent_again(
    client, officer, approver, reason, words
):
    enroll(channels=("sms", "email"))
    campaign = sending(approver, officer)
    assert "다시 보내지 않습니다" not in text_of(client.get(url("office_deliveries", campaign)))
    campaign.deliveries.filter(channel="sms").update(state=DeliveryState.FAILED, reason=reason)
    text = text_of(client.get(url("office_deliveries", campaign)))
    assert words in text
    assert "통신사가 전하지 못한 문자는 다시 보내지 않습니다" in text


@pytest.fixture
def crowd(officer, approver):
    people = [enroll(name=f"남궁{letter}나", channels=("sms", "email")) for letter in "가다라"]
    campaign = sending(approver, officer)
    campaign.deliveries.filter(channel="sms").update(state=DeliveryState.FAILED, reason="3104")
    return campaign, people


def test_deliveries_are_masked_filtered_and_logged(client, crowd):
    campaign, people = crowd
    response = client.get(url("office_deliveries", campaign), {"state": "failed", "channel": "sms"})
    text = text_of(response)
    assert response.context["page"].paginator.count == 3
    assert "3104" in text
    for accepted in people:
        person = accepted.application.person
        assert masking.name(person.name) in text
        assert person.name not in text
        for contact in ContactPoint.objects.filter(person=person):
            assert contact.value not in text
    log = AccessLog.objects.latest("id")
    assert sorted(log.subject_ids) == sorted(accepted.application.person_id for accepted in people)
    assert (log.action, log.page) == ("view", "office_deliveries")


def test_nothing_found_says_so(client, crowd):
    campaign, _people = crowd
    assert "조건에 맞는 발송 건이 없습니다" in text_of(
        client.get(url("office_deliveries", campaign), {"state": "opened"})
    )
    assert client.get(url("office_deliveries", campaign), {"state": "nonsense"}).status_code == 200


def exported(client, campaign, **data):
    chosen = {"state": "", "channel": "", "reason": "delivery_check", "format": "csv"} | data
    return client.post(url("office_export", campaign), chosen)


def test_the_export_is_masked_filtered_and_logged_with_its_reason(client, officer, crowd):
    campaign, people = crowd
    response = exported(client, campaign, channel="sms", reason="complaint")
    body = b"".join(response.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(body)))
    assert sorted(row[:5] for row in rows[4:]) == sorted(
        [
            masking.name(accepted.application.person.name),
            masking.mobile(ContactPoint.objects.get(person=accepted.application.person, kind="mobile").value),
            "문자",
            "실패",
            "카카오톡을 쓰지 않는 번호 (3104)",
        ]
        for accepted in people
    )
    log = AccessLog.objects.get(action="export")
    assert (log.user, log.reason, log.subject_count) == (officer, "complaint", 3)


def test_the_export_as_a_workbook(client, crowd):
    campaign, _people = crowd
    book = load_workbook(io.BytesIO(exported(client, campaign, format="xlsx").content))
    assert book.active.max_row == 4 + 6


def test_no_reason_no_file(client, crowd):
    campaign, _people = crowd
    response = exported(client, campaign, reason="")
    assert response.status_code == 200
    assert "Content-Disposition" not in response
    assert AccessLog.objects.filter(action="export").count() == 0


def test_who_may_not_export_is_refused_and_sees_no_form(client, crowd, approver):
    campaign, _people = crowd
    client.force_login(approver)
    assert "이 목록 내려받기" not in text_of(client.get(url("office_deliveries", campaign)))
    assert exported(client, campaign).status_code == 403


# Lists


def test_what_waits_is_sorted_by_what_one_can_do(client, officer, approver):
    enroll()
    mine, submitted = drafted(officer, title="쓰는 것"), in_review(officer, title="올린 것")
    other = in_review(title="남이 올린 것")
    sending(approver, officer)
    context = client.get(reverse("office")).context
    assert list(context["drafts"]) == [mine]
    assert list(context["submitted"]) == [submitted]
    assert list(context["to_approve"]) == []
    assert context["sending"].count() == 1
    client.force_login(approver)
    context = client.get(reverse("office")).context
    assert set(context["to_approve"]) == {submitted, other}
    assert list(context["drafts"]) == []


def test_an_empty_desk_says_so(client, officer):
    assert "지금 기다리는 일이 없습니다" in text_of(client.get(reverse("office")))
    assert "아직 쓴 소식이 없습니다" in text_of(client.get(reverse("office_campaigns")))


def test_the_list_filters_counts_and_pages(client, officer, approver):
    for number in range(22):
        drafted(officer, title=f"소식 {number}")
    enroll()
    sending(approver, officer)
    everything = client.get(reverse("office_campaigns"))
    assert everything.context["page"].paginator.count == 23
    assert len(everything.context["page"].object_list) == 20
    only = client.get(reverse("office_campaigns"), {"state": "sending"})
    [campaign] = only.context["page"].object_list
    assert (campaign.messages, campaign.arrived) == (2, 0)
    nothing = client.get(reverse("office_campaigns"), {"state": "paused"})
    assert "조건에 맞는 소식이 없습니다" in text_of(nothing)


@pytest.mark.parametrize("name", ["office", "office_campaigns"])
def test_lists_ask_as_often_for_many_as_for_few(client, officer, name, django_assert_max_num_queries):
    def queries() -> int:
        client.get(reverse(name))
        with django_assert_max_num_queries(60) as captured:
            client.get(reverse(name))
        return len(captured)

    drafted(officer)
    few = queries()
    for _ in range(5):
        drafted(officer)
    assert queries() == few


def test_deliveries_ask_as_often_for_many_as_for_few(
    client, officer, approver, django_assert_max_num_queries
):
    def queries(campaign) -> int:
        client.get(url("office_deliveries", campaign))
        with django_assert_max_num_queries(60) as captured:
            client.get(url("office_deliveries", campaign))
        return len(captured)

    enroll()
    few = queries(sending(approver, officer))
    for _ in range(4):
        enroll()
    assert queries(sending(approver, officer)) == few


def test_who_changed_a_draft_is_not_offered_its_approval(client, officer):
    grant(user=officer, role=RoleCode.APPROVER, area_path=DISTRICT, starts_on=timezone.localdate(), by=None)
    campaign = drafted()
    page = reverse("office_campaign_edit", args=[campaign.pk])
    assert (
        client.post(page, {**FORM, "title": "고친 제목", "seen": life.version(campaign)}).status_code == 302
    )
    life.submit(campaign=campaign, by=campaign.drafted_by)
    assert reverse("office_review", args=[campaign.pk]) not in text_of(
        client.get(reverse("office_campaign", args=[campaign.pk]))
    )
    assert client.get(reverse("office_review", args=[campaign.pk])).status_code == 403


def test_approving_asks_once_more_with_count_channels_and_cost(client, approver):
    enroll()
    campaign = in_review()
    seen = life.content_hash(campaign)
    client.force_login(approver)
    html = client.get(url("office_approve", campaign), {"seen": seen}).content.decode()
    for told in ("받는 사람", "1명", "문자", "이메일", "예상 비용", "승인하면 바로", f'value="{seen}"'):
        assert told in html
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.IN_REVIEW
    changed = client.get(url("office_approve", campaign), {"seen": "0" * 64})
    assert changed.url == url("office_review", campaign)
