"""Once more, to those a campaign that is over did not reach."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from enrollment.domain.consent import current_texts
from enrollment.enums import ConsentPurpose, ContactState
from enrollment.models import Consent, ContactPoint, Person
from notices.domain import aftermath, audience, life, preflight
from notices.enums import (
    CampaignKind,
    CampaignState,
    DeliveryState,
    PastResponse,
    StopReason,
    SubscriptionEnd,
)
from notices.models import Campaign, Delivery, Subscription
from portal.accounts.enums import RoleCode
from tests.factories.accounts import staff
from tests.notices.campaigns import approved_campaign, content
from tests.notices.crowd import crowd

pytestmark = pytest.mark.django_db

STATES = ["delivered", "handed_over", "failed", "bounced", "expired", "unconfirmed", "withdrawn", "failed"]


@pytest.fixture
def finished():
    """A text to eight people, one in each of `STATES`."""
    campaign = approved_campaign()
    rows = crowd(campaign, len(STATES), channel="sms")
    for row, state in zip(rows, STATES, strict=True):
        Delivery.objects.filter(pk=row.pk).update(state=state)
    Campaign.objects.update(state=CampaignState.FINISHED)
    campaign.refresh_from_db()
    return campaign


def people(campaign) -> list[int]:
    """Places of those it would reach now."""
    first = Delivery.objects.order_by("id").first().person_id
    segment = audience.segment_of(campaign)
    ids = audience.sample(segment, campaign.kind, district=campaign.district_id, limit=20)
    return sorted(pk - first for pk in ids)


def resend(campaign, officer, whom=PastResponse.FAILED):
    return life.resend(campaign=campaign, whom=whom, by=officer)


def test_a_draft_of_the_same_words_reaches_the_failed_alone(finished, officer):
    again = resend(finished, officer)
    assert (again.state, again.resend_of, again.drafted_by) == (CampaignState.DRAFT, finished, officer)
    assert (again.sms_body, again.title, again.topic) == (finished.sms_body, finished.title, finished.topic)
    assert people(again) == [2, 3, 4, 7]
    assert not again.deliveries.exists()


def test_the_unconfirmed_only_by_choice_and_with_a_warning(finished, officer):
    again = resend(finished, officer, PastResponse.FAILED_OR_UNSURE)
    assert people(again) == [2, 3, 4, 5, 7]
    assert "maybe_twice" in {finding.code for finding in preflight.examine_now(again)}
    assert "maybe_twice" not in {found.code for found in preflight.examine_now(resend(finished, officer))}


def test_consent_contact_and_wishes_are_judged_anew(finished, officer):
    rows = list(finished.deliveries.order_by("id"))
    ContactPoint.objects.filter(pk=rows[2].contact_id).update(state=ContactState.DEAD)
    Subscription.objects.filter(person=rows[3].person_id).update(
        ends_at=rows[3].queued_at, reason=SubscriptionEnd.OPT_OUT
    )
    assert people(resend(finished, officer)) == [4, 7]


def test_who_was_reached_by_another_channel_is_left_alone(finished, officer):
    failed = finished.deliveries.filter(state="failed").order_by("id").first()
    Delivery.objects.create(
        campaign=finished, person=failed.person, contact=failed.contact, channel="email",
        state="handed_over", queued_at=failed.queued_at,
    )  # fmt: skip
    assert people(resend(finished, officer)) == [3, 4, 7]


def test_a_second_resending_leaves_out_whom_the_first_may_have_reached(finished, officer):
    first = resend(finished, officer)
    failed = list(finished.deliveries.filter(state="failed").order_by("id"))
    for row, state in zip(failed, (DeliveryState.QUEUED, DeliveryState.FAILED), strict=True):
        Delivery.objects.create(
            campaign=first, person=row.person, contact=row.contact, channel="sms",
            state=state, queued_at=row.queued_at,
        )  # fmt: skip
    assert people(resend(finished, officer)) == [3, 4, 7]


def test_whoever_came_by_another_resending_is_left_alone_by_one_of_the_first(finished, officer):
    """A failed; B, of A, failed too; C, of A, arrived; so D, of B, has nobody to reach."""
    [failed, *_rest] = finished.deliveries.filter(state="failed").order_by("id")
    first, second = resend(finished, officer), resend(finished, officer)
    for campaign, state in ((first, DeliveryState.FAILED), (second, DeliveryState.DELIVERED)):
        Delivery.objects.create(
            campaign=campaign, person=failed.person, contact=failed.contact, channel="sms",
            state=state, queued_at=failed.queued_at,
        )  # fmt: skip
    Campaign.objects.filter(pk=first.pk).update(
        state=CampaignState.FINISHED, approved_by=finished.approved_by, approved_at=finished.approved_at,
        content_hash=finished.content_hash,
    )  # fmt: skip
    first.refresh_from_db()
    with pytest.raises(ValidationError, match="다시 보낼 수 있는 사람이 없습니다"):
        resend(first, officer)


def test_a_late_receipt_takes_somebody_out(finished, officer):
    again = resend(finished, officer)
    Delivery.objects.filter(campaign=finished, state="expired").update(state="delivered")
    assert people(again) == [2, 3, 7]


def test_the_record_in_use_stands_for_the_joined_one(finished, officer):
    rows = list(finished.deliveries.order_by("id"))
    Person.objects.filter(pk=rows[2].person_id).update(merged_into=rows[0].person_id)
    assert people(resend(finished, officer)) == [3, 4, 7], "the one in use was reached"


def test_only_a_finished_campaign_and_only_whom_somebody_can_reach(finished, officer):
    with pytest.raises(PermissionDenied):
        resend(finished, staff(RoleCode.APPROVER))
    ContactPoint.objects.update(state=ContactState.DEAD)
    with pytest.raises(ValidationError, match="다시 보낼 수 있는 사람이 없습니다"):
        resend(finished, officer)
    Campaign.objects.update(state=CampaignState.SENDING)
    with pytest.raises(ValidationError):
        resend(finished, officer)
    assert Campaign.objects.count() == 1


@pytest.fixture
def given_up(finished):
    """The same campaign, cancelled on its way: what was queued by then was kept back."""
    Delivery.objects.filter(campaign=finished, state="handed_over").update(
        state=DeliveryState.WITHDRAWN, reason=StopReason.CAMPAIGN_CANCELLED
    )
    Campaign.objects.update(state=CampaignState.CANCELLED)
    finished.refresh_from_db()
    return finished


def test_of_a_cancelled_one_those_it_was_kept_back_from_and_those_it_failed(given_up, officer):
    again = resend(given_up, officer)
    assert people(again) == [1, 2, 3, 4, 7], "who withdrew is not among them"
    assert people(resend(given_up, officer, PastResponse.FAILED_OR_UNSURE)) == [1, 2, 3, 4, 5, 7]


def test_what_a_worker_still_holds_of_a_cancelled_one_is_left_alone(given_up, officer):
    Delivery.objects.filter(reason=StopReason.CAMPAIGN_CANCELLED).update(state="claimed", reason="")
    assert people(resend(given_up, officer)) == [2, 3, 4, 7]


def test_the_page_of_a_cancelled_one_says_what_can_be_done(client, given_up, officer):
    client.force_login(officer)
    url, ask = (reverse(name, args=[given_up.pk]) for name in ("office_campaign", "office_resend"))
    page = client.get(url).content.decode()
    assert ask in page and "취소하여 보내지 않은 사람과 받지 못한 사람에게는 다시 보낼 수 있습니다" in page
    page = client.get(ask).content.decode()
    assert "보내지 않은 것이 1건입니다" in page and "5명에게 보낼 수 있습니다" in page
    client.post(ask, {"with_unsure": ""})
    assert Campaign.objects.filter(resend_of=given_up).count() == 1
    ContactPoint.objects.update(state=ContactState.DEAD)
    page = client.get(url).content.decode()
    assert ask not in page and "다시 보낼 수 있는 사람이 없습니다" in page


def test_one_cancelled_before_it_began_is_written_anew(client, given_up, officer):
    Campaign.objects.update(started_at=None)
    client.force_login(officer)
    page = client.get(reverse("office_campaign", args=[given_up.pk])).content.decode()
    assert "같은 내용으로 다시 기안해 주세요" in page
    assert reverse("office_resend", args=[given_up.pk]) not in page
    given_up.refresh_from_db()
    with pytest.raises(ValidationError):
        resend(given_up, officer)


def test_an_edit_may_change_the_words_but_not_reach_others(finished, officer):
    again = resend(finished, officer)
    with pytest.raises(ValidationError, match="지난번에 받지 못한 사람에게만"):
        life.edit(campaign=again, content=content(), by=officer)
    words = content(title="다시 알립니다", channels=("sms",))
    same = life.Content(**{
        name: getattr(words, name) for name in life.Content.__dataclass_fields__ if name != "segment"
    }, segment=audience.segment_of(again))  # fmt: skip
    assert life.edit(campaign=again, content=same, by=officer).title == "다시 알립니다"


def test_from_the_page_to_the_draft_and_back(client, finished, officer):
    client.force_login(officer)
    page = client.get(reverse("office_campaign", args=[finished.pk])).content.decode()
    assert reverse("office_resend", args=[finished.pk]) in page
    page = client.get(reverse("office_resend", args=[finished.pk])).content.decode()
    assert "4건" in page and "4명" in page and "확인되지 않은 1명에게도" in page
    response = client.post(reverse("office_resend", args=[finished.pk]), {"with_unsure": "on"})
    again = Campaign.objects.get(resend_of=finished)
    assert response["Location"] == reverse("office_campaign", args=[again.pk])
    assert again.audience["response"] == "failed_or_unsure"
    page = client.get(response["Location"]).content.decode()
    assert "받지 못한 사람에게만 다시 보내는 소식" in page
    page = client.get(reverse("office_campaign", args=[finished.pk])).content.decode()
    assert "다시 보내기를 기안함" in page and reverse("office_campaign", args=[again.pk]) in page


def test_at_nobody_there_is_nothing_to_press(client, finished, officer):
    ContactPoint.objects.update(state=ContactState.DEAD)
    client.force_login(officer)
    page = client.get(reverse("office_campaign", args=[finished.pk])).content.decode()
    assert reverse("office_resend", args=[finished.pk]) not in page
    page = client.get(reverse("office_resend", args=[finished.pk])).content.decode()
    assert "지금 다시 보낼 수 있는 사람이 없습니다" in page and "다시 보낼 소식 만들기" not in page


def test_who_refused_a_statutory_text_by_080_is_not_sent_it_again(finished, officer):
    Campaign.objects.update(kind=CampaignKind.STATUTORY)
    text = current_texts()[ConsentPurpose.E_NOTICE]
    for row in finished.deliveries.select_related("person"):
        [application] = row.person.applications.all()
        Consent.objects.create(
            person=row.person, text=text, purpose=ConsentPurpose.E_NOTICE, given=True, method="online",
            at=row.queued_at, application=application,
        )  # fmt: skip
    finished.refresh_from_db()
    refused, *_rest = finished.deliveries.filter(state="failed").order_by("id")
    aftermath.follow(gone=[], opted_out=[refused.pk], source="test")
    refused.refresh_from_db()
    assert (refused.state, refused.reason) == (DeliveryState.FAILED, SubscriptionEnd.CARRIER_OPT_OUT)
    assert people(resend(finished, officer)) == [3, 4, 7]


def test_a_second_resending_tells_of_the_first_and_none_of_its_source(client, finished, officer):
    client.force_login(officer)
    url = reverse("office_resend", args=[finished.pk])
    assert "이미 다시 보내기로 만든 소식이 있습니다" not in client.get(url).content.decode()
    first = resend(finished, officer)
    assert "repeated" not in {finding.code for finding in preflight.examine_now(first)}
    page = client.get(url).content.decode()
    assert "이미 다시 보내기로 만든 소식이 있습니다" in page
    assert reverse("office_campaign", args=[first.pk]) in page


def test_nothing_is_offered_when_everybody_was_reached(client, finished, officer):
    Delivery.objects.update(state="delivered")
    client.force_login(officer)
    page = client.get(reverse("office_campaign", args=[finished.pk])).content.decode()
    assert reverse("office_resend", args=[finished.pk]) not in page
    client.post(reverse("office_resend", args=[finished.pk]))
    assert Campaign.objects.count() == 1
