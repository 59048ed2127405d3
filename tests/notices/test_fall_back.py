"""One text follows what provably did not arrive, and nothing that may have."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from enrollment.enums import ContactState
from enrollment.models import ContactPoint
from notices.domain import audience, fall_back, preflight, sweep
from notices.enums import CampaignKind, DeliveryState
from notices.models import Campaign, Delivery, Subscription
from tests.notices.campaigns import drafted
from tests.notices.falling_back import LONG, by_mail, by_talk, campaign_by, run, states, told

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("code", ["3104", "3107"])
@pytest.mark.parametrize(("body", "kind"), [("짧은 안내", "SMS"), (LONG, "LMS")])
def test_an_alimtalk_that_failed_is_followed_by_one_text(sms_gateway, code, body, kind):
    campaign = campaign_by("alimtalk")
    Campaign.objects.update(sms_body=body)
    [row] = by_talk(campaign)
    told(row, code)
    for _again in range(3):
        run(campaign)
    assert states(campaign) == {"alimtalk": "fell_back", "sms": "handed_over"}
    [sms] = sms_gateway.store.newest(limit=10)
    assert (sms.kind, sms.text.strip()) == (kind, body.strip())
    text = campaign.deliveries.get(channel="sms")
    assert (text.fallback_of_id, text.person_id) == (row.pk, row.person_id)
    row.refresh_from_db()
    assert row.reason == code


def test_a_mail_that_bounced_is_followed_by_a_text_where_texts_are_taken(sms_gateway):
    campaign = campaign_by("email")
    [taker] = by_mail(campaign)
    told(taker, "5.1.1", "mail")
    run(campaign)
    assert states(campaign) == {"email": "fell_back", "sms": "handed_over"}
    assert sms_gateway.store.count() == 1


def test_no_text_goes_where_none_is_wanted(sms_gateway):
    campaign = campaign_by("email")
    [row] = by_mail(campaign, texts=False)
    told(row, "5.1.1", "mail")
    run(campaign)
    assert states(campaign) == {"email": "bounced"}


def test_withdrawal_between_failure_and_text_wins(sms_gateway):
    campaign = campaign_by("alimtalk")
    [row] = by_talk(campaign)
    told(row, "3104")
    sweep.sweep_campaigns()
    Subscription.objects.update(ends_at=timezone.now(), reason="opt_out")
    run(campaign)
    assert states(campaign)["sms"] == "withdrawn"
    assert sms_gateway.store.count() == 0


@pytest.mark.parametrize(
    "change",
    [
        {"state": DeliveryState.UNCONFIRMED},
        {"state": DeliveryState.FAILED, "reason": "3043"},
        {"state": DeliveryState.FAILED, "reason": "3104", "delivered_at": timezone.now()},
        {"state": DeliveryState.DELIVERED},
        {"state": DeliveryState.WITHDRAWN, "reason": "opt_out"},
        {"state": DeliveryState.HANDED_OVER},
        {"state": DeliveryState.EXPIRED},
    ],
)
def test_what_may_have_arrived_or_was_stopped_never_falls_back(change):
    campaign = campaign_by("alimtalk")
    by_talk(campaign)
    campaign.deliveries.update(**change)
    assert fall_back.add(campaign) == 0


@pytest.mark.parametrize(
    ("provider", "code"), [("mail", "4.2.2"), ("mail", "5.2.2"), ("signed", "soft_bounced")]
)
def test_a_soft_bounce_does_not_fall_back_whoever_tells_of_it(provider, code):
    campaign = campaign_by("email")
    [row] = by_mail(campaign)
    told(row, code, provider)
    assert (fall_back.add(campaign), states(campaign)) == (0, {"email": "bounced"})


def test_what_a_carrier_may_still_bring_does_not_fall_back_in_our_own_words_either():
    campaign = campaign_by("alimtalk")
    given_up, failed = by_talk(campaign, 2)
    told(given_up, "unreached", "signed")
    told(failed, "permanent", "signed")
    assert fall_back.add(campaign) == 1
    assert campaign.deliveries.get(channel="sms").fallback_of_id == failed.pk


def test_nothing_falls_back_where_the_campaign_does_not():
    campaign = campaign_by("alimtalk", falls_back=False)
    [row] = by_talk(campaign)
    told(row, "3104")
    assert fall_back.add(campaign) == 0


def test_a_dead_number_gets_no_text():
    campaign = campaign_by("alimtalk")
    [row] = by_talk(campaign)
    told(row, "3010")
    assert ContactPoint.objects.get(pk=row.contact_id).state == ContactState.DEAD
    assert fall_back.add(campaign) == 0


@pytest.mark.parametrize(("kind", "texts"), [(CampaignKind.PUBLIC_INFO, 1), (CampaignKind.STATUTORY, 2)])
def test_a_family_with_one_phone_gets_one_text_but_a_notice_each(kind, texts):
    campaign = campaign_by("alimtalk", kind=kind)
    rows = by_talk(campaign, 2)
    shared = ContactPoint.objects.get(pk=rows[0].contact_id)
    ContactPoint.objects.filter(pk=rows[1].contact_id).update(value=shared.value, index=shared.index)
    for row in rows:
        told(row, "3104")
    assert fall_back.add(campaign) == texts
    assert fall_back.add(campaign) == 0


def test_the_database_refuses_a_second_text_for_one_failure():
    campaign = campaign_by("alimtalk")
    first, other = by_talk(campaign, 2)
    told(first, "3104")
    assert fall_back.add(campaign) == 1
    with pytest.raises(IntegrityError):
        Delivery.objects.create(
            campaign=campaign, person=other.person, contact=other.contact, channel="sms",
            queued_at=timezone.now(), fallback_of=first,
        )  # fmt: skip


def test_the_text_it_falls_back_to_is_examined_before_it_goes_out():
    plan = {"channels": ("email",), "falls_back": True, "sms_body": "긴 글 " * 40}
    examined = {finding.code for finding in findings(kind="public_info", **plan)}
    assert {"sms_length", "sender"} <= examined
    assert "advertising" in {finding.code for finding in findings(kind="promotional", **plan)}
    assert not {"sms_length", "sender"} & {f.code for f in findings(kind="public_info", channels=("email",))}


def findings(**changes):
    campaign = drafted(**changes)
    segment = audience.segment_of(campaign)
    return preflight.examine(campaign, segment, audience.Counts(), timezone.now())


def test_a_text_in_place_of_a_mail_rests_at_night(sms_gateway, settings):
    campaign = campaign_by("email")
    [row] = by_mail(campaign)
    told(row, "5.1.1", "mail")
    now = timezone.localtime()
    settings.QUIET_HOURS = ((now - timedelta(hours=1)).time(), (now + timedelta(hours=1)).time())
    run(campaign)
    assert states(campaign) == {"email": "fell_back", "sms": "queued"}
    settings.QUIET_HOURS = None
    run(campaign)
    assert states(campaign)["sms"] == "handed_over"


def test_who_was_sent_a_text_already_gets_no_other(sms_gateway):
    campaign = campaign_by("alimtalk")
    [row] = by_talk(campaign)
    Delivery.objects.create(
        campaign=campaign, person=row.person, contact=row.contact, channel="sms", queued_at=timezone.now(),
        state=DeliveryState.DELIVERED,
    )  # fmt: skip
    told(row, "3104")
    assert (fall_back.add(campaign), states(campaign)["alimtalk"]) == (0, "failed")
