"""The life of a campaign: every step, everybody who may not take it, and two people at the same moment."""

import threading
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from enrollment.enums import Channel
from enrollment.models import District
from notices.domain import cost, life, render, trial
from notices.domain.audience import Counts
from notices.enums import CampaignKind, CampaignState, DeliveryState
from notices.models import Campaign, DirectMessage
from notices.validators import campaign as rules
from notices.validators.placeholders import PLACEHOLDERS
from notices.validators.sms_text import SmsKind
from portal.accounts.enums import RoleCode
from portal.accounts.roles import grant
from portal.common import audit
from tests.factories.accounts import staff
from tests.factories.enrollment import enroll
from tests.factories.resident_numbers import RESIDENT_NUMBER
from tests.notices.campaigns import approved_campaign, content, drafted, in_review

pytestmark = pytest.mark.django_db


def approve(campaign: Campaign, by) -> Campaign:
    campaign.refresh_from_db()
    return life.approve(campaign=campaign, by=by, seen_hash=life.content_hash(campaign))


def test_from_draft_to_sending_with_everybody_who_did_something(approver):
    for _ in range(3):
        enroll(channels=("sms", "email"))
    campaign = approve(in_review(), approver)

    assert (campaign.state, campaign.round_no) == (CampaignState.SENDING, 1)
    assert campaign.content_hash == life.content_hash(campaign)
    assert campaign.deliveries.count() == 6
    assert sum(chunk.rows.count() for chunk in campaign.chunks.all()) == campaign.deliveries.count()
    assert [event.action for event in audit.history(campaign)] == [
        "campaign.draft",
        "campaign.submit",
        "campaign.approve",
        "campaign.start",
    ]
    assert [event.actor for event in audit.history(campaign)] == [
        campaign.drafted_by,
        campaign.drafted_by,
        approver,
        approver,
    ]


def test_rounds_are_numbered_one_after_the_other(approver):
    enroll()
    assert [approve(in_review(), approver).round_no for _ in range(3)] == [1, 2, 3]


def test_each_district_numbers_its_own_rounds(approver):
    enroll()
    elsewhere = approved_campaign()
    elsewhere.district = District.objects.create(code="1121500000", name="광진구")
    elsewhere.round_no = 7
    elsewhere.save()
    first = approve(in_review(), approver)
    assert first.round_no == 1
    elsewhere.round_no, elsewhere.district = 1, first.district
    with pytest.raises(IntegrityError, match="campaign_round_once"), transaction.atomic():
        elsewhere.save()


def test_nobody_approves_the_own_draft():
    both = staff(RoleCode.OFFICER)
    grant(user=both, role=RoleCode.APPROVER, area_path="1120000000", starts_on=date(2012, 1, 1), by=None)
    enroll()
    campaign = in_review(both)
    with pytest.raises(life.OwnDraft):
        approve(campaign, both)
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.IN_REVIEW
    with pytest.raises(IntegrityError, match="campaign_approved_by_another"), transaction.atomic():
        Campaign.objects.filter(pk=campaign.pk).update(
            approved_by=both, approved_at=timezone.now(), content_hash="1" * 64
        )


def test_nobody_approves_what_they_changed_in_the_draft_of_somebody_else(approver):
    both = staff(RoleCode.OFFICER)
    grant(user=both, role=RoleCode.APPROVER, area_path="1120000000", starts_on=date(2012, 1, 1), by=None)
    enroll()
    campaign = drafted()
    life.edit(campaign=campaign, content=content(sms_body="[성동구] 다른 문구"), by=both)
    life.submit(campaign=campaign, by=campaign.drafted_by)
    with pytest.raises(life.OwnDraft):
        approve(campaign, both)
    assert approve(campaign, approver).state == CampaignState.SENDING


def test_an_officer_cannot_approve_and_an_approver_cannot_draft(approver):
    campaign = in_review()
    with pytest.raises(PermissionDenied):
        approve(campaign, staff(RoleCode.OFFICER))
    with pytest.raises(PermissionDenied):
        drafted(approver)


def test_approval_is_of_what_was_read(approver):
    enroll()
    campaign = in_review()
    seen = life.content_hash(Campaign.objects.get(pk=campaign.pk))
    officer = campaign.drafted_by
    life.edit(campaign=campaign, content=content(sms_body="[성동구] 다른 문구"), by=officer)
    life.submit(campaign=campaign, by=officer)
    with pytest.raises(ValidationError) as refused:
        life.approve(campaign=campaign, by=approver, seen_hash=seen)
    assert refused.value.code == "changed"


def test_editing_takes_a_campaign_out_of_review(approver):
    campaign = in_review()
    life.edit(campaign=campaign, content=content(title="고친 제목"), by=campaign.drafted_by)
    campaign.refresh_from_db()
    assert (campaign.state, campaign.title) == (CampaignState.DRAFT, "고친 제목")


def test_what_goes_out_cannot_be_edited_any_more(approver):
    enroll()
    campaign = approve(in_review(), approver)
    with pytest.raises(ValidationError) as refused:
        life.edit(campaign=campaign, content=content(title="늦은 고침"), by=campaign.drafted_by)
    assert refused.value.code == "state"


def test_returned_with_the_reason_and_submitted_again(approver):
    campaign = in_review()
    life.return_to_draft(campaign=campaign, by=approver, reason="날짜를 확인해 주세요.")
    campaign.refresh_from_db()
    assert (campaign.state, campaign.review_note) == (CampaignState.DRAFT, "날짜를 확인해 주세요.")
    life.submit(campaign=campaign, by=campaign.drafted_by)
    campaign.refresh_from_db()
    assert campaign.review_note == ""


def test_an_audience_of_nobody_is_refused_and_leaves_no_trace(approver):
    campaign = in_review()
    with pytest.raises(ValidationError) as refused:
        approve(campaign, approver)
    assert refused.value.code == "nobody"
    campaign.refresh_from_db()
    assert (campaign.state, campaign.round_no, campaign.approved_by) == (CampaignState.IN_REVIEW, None, None)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"sms_body": ""}, "sms_body"),
        ({"email_subject": ""}, "email_subject"),
        ({"email_body": ""}, "email_body"),
        ({"sms_body": "[성동구] 축하합니다 ❤"}, "sms_body"),
        ({"sms_body": "[성동구] {금액}원"}, "sms_body"),
        ({"email_body": f"번호는 {RESIDENT_NUMBER} 입니다."}, "email_body"),
        ({"sms_body": "[성동구] " + "가" * 1000}, "sms_body"),
        ({"kind": CampaignKind.PROMOTIONAL}, "kind"),
    ],
)
def test_what_cannot_be_sent_is_not_submitted(changes, field):
    campaign = drafted(**changes)
    with pytest.raises(ValidationError) as refused:
        life.submit(campaign=campaign, by=campaign.drafted_by)
    assert list(refused.value.message_dict) == [field]


def test_a_channel_that_is_not_used_needs_no_text():
    campaign = drafted(channels=("email",), sms_body="")
    life.submit(campaign=campaign, by=campaign.drafted_by)
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.IN_REVIEW


def test_pause_resume_and_cancel(approver):
    enroll(channels=("sms", "email"))
    campaign = approve(in_review(), approver)
    sent = campaign.deliveries.get(channel=Channel.EMAIL)
    campaign.deliveries.filter(pk=sent.pk).update(state=DeliveryState.DELIVERED)

    life.pause(campaign=campaign, by=approver)
    with pytest.raises(ValidationError):
        life.pause(campaign=campaign, by=approver)
    life.resume(campaign=campaign, by=campaign.drafted_by)
    life.cancel(campaign=campaign, by=approver)

    campaign.refresh_from_db()
    assert campaign.state == CampaignState.CANCELLED
    assert set(campaign.deliveries.values_list("channel", "state", "reason")) == {
        ("email", DeliveryState.DELIVERED, ""),
        ("sms", DeliveryState.WITHDRAWN, "campaign_cancelled"),
    }
    with pytest.raises(ValidationError):
        life.resume(campaign=campaign, by=approver)


def test_somebody_without_the_work_cannot_stop_a_campaign(approver):
    enroll()
    campaign = approve(in_review(), approver)
    with pytest.raises(PermissionDenied):
        life.pause(campaign=campaign, by=staff(RoleCode.PRIVACY_OFFICER))


def test_the_form_and_the_renderer_know_the_same_placeholders():
    known = "".join(f"{{{word}}}" for word in PLACEHOLDERS)
    assert rules.text_problems(email_body=known) == {}
    assert "{" not in render.Template(known).fill(dict.fromkeys(PLACEHOLDERS, "가"))
    for wrong in ("{금액}", "{}", "{ 이름}"):
        assert rules.text_problems(email_body=wrong)
        with pytest.raises(ValidationError):
            render.Template(wrong)


def test_cost_is_messages_times_the_price_of_the_day(settings):
    settings.MESSAGE_PRICES = [
        {"from": date(2013, 1, 1), "SMS": 10, "LMS": 30, "alimtalk": 8, "email": 0},
        {"from": date(2026, 1, 1), "SMS": 9, "LMS": 27, "alimtalk": 7, "email": 0},
    ]
    counts = Counts(people=5, by_channel={"sms": 4, "email": 5})
    assert cost.estimate(counts, sms_kind=SmsKind.SMS, on=date(2025, 12, 31)).won == 40
    assert cost.estimate(counts, sms_kind=SmsKind.LMS, on=date(2026, 1, 1)).won == 108
    talks = Counts(people=6, by_channel={"alimtalk": 6, "email": 5})
    found = cost.estimate(talks, sms_kind=SmsKind.SMS, on=date(2026, 1, 1), falls_back=True)
    assert (found.won, found.fallback_won, found.most_won) == (42, 99, 141)
    with pytest.raises(LookupError):
        cost.estimate(counts, sms_kind=SmsKind.SMS, on=date(2012, 12, 31))


def test_a_test_send_goes_to_its_address_only():
    campaign = drafted()
    officer = campaign.drafted_by
    trial.send(campaign=campaign, channel=Channel.EMAIL, address=officer.email, by=officer)
    message = DirectMessage.objects.get()
    assert (message.purpose, message.channel, message.address) == ("test_send", "email", officer.email)
    assert message.subject == "[시험] [성동구] 구두바자회에 오세요"
    assert "가나다님, 안녕하세요." in message.text
    assert campaign.deliveries.count() == 0
    assert audit.history(campaign).last().action == "campaign.test_send"


@pytest.mark.django_db(transaction=True)
def test_two_approvers_at_the_same_moment_start_it_once():
    for _ in range(3):
        enroll()
    campaign = in_review()
    campaign.refresh_from_db()
    seen = life.content_hash(campaign)
    approvers = [staff(RoleCode.APPROVER), staff(RoleCode.APPROVER)]
    start, outcomes = threading.Barrier(2), []

    def press(by):
        start.wait()
        try:
            life.approve(campaign=campaign, by=by, seen_hash=seen)
            outcomes.append("approved")
        except ValidationError as refused:
            outcomes.append(refused.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=[by]) for by in approvers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["approved", "state"]
    assert campaign.deliveries.count() == 6
    assert Campaign.objects.get(pk=campaign.pk).round_no == 1
