"""Handing over: everybody once, and whoever withdrew since the approval not at all."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from enrollment.domain.consent import current_texts
from enrollment.enums import ConsentPurpose, ContactState
from enrollment.models import Consent, ContactPoint, EnrollmentPeriod, Household
from notices.domain import chunks
from notices.enums import CampaignKind, CampaignState, ChunkState, DeliveryState, StopReason
from notices.models import Campaign, Chunk, Delivery, Subscription
from portal.common.models import AuditEvent
from tests.notices.crowd import address_of, crowd
from tests.notices.handing_over import run, running, state_of, states

pytestmark = pytest.mark.django_db


def test_deliveries_are_cut_into_chunks_per_channel(settings):
    settings.DISPATCH_CHUNK_SIZE = 4
    campaign = running()
    crowd(campaign, 10)
    chunk_ids = chunks.cut(campaign)
    made = Chunk.objects.filter(pk__in=chunk_ids).order_by("id")
    assert [chunk.rows.count() for chunk in made] == [4, 4, 2]
    assert {row.pk for chunk in made for row in chunk.rows} == {row.pk for row in campaign.deliveries.all()}
    assert chunks.cut(campaign) == []


def test_a_chunk_reaches_everybody_once_and_finishes_the_campaign(mail_sink):
    campaign = running()
    crowd(campaign, 25)
    chunks.cut(campaign)
    run(campaign)
    run(campaign, "worker-2")
    assert sorted(mail.recipient for mail in mail_sink.newest(limit=100)) == sorted(
        address_of("email", number) for number in range(25)
    )
    assert states(campaign) == {DeliveryState.HANDED_OVER: 25}
    assert campaign.chunks.get().state == ChunkState.DONE
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.FINISHED and campaign.finished_at is not None
    assert AuditEvent.objects.get(action="campaign.finish").object_id == campaign.pk


def test_texts_carry_the_gateways_reference(sms_gateway):
    campaign = running("sms")
    crowd(campaign, 5, channel="sms")
    chunks.cut(campaign)
    run(campaign)
    stored = {sms.message_id: sms.recipient for sms in sms_gateway.store.newest(limit=10)}
    assert set(campaign.deliveries.values_list("gateway_ref", flat=True)) == set(stored)
    assert set(stored.values()) == {address_of("sms", number) for number in range(5)}
    assert states(campaign) == {DeliveryState.HANDED_OVER: 5}


def withdraw_consent(person):
    given = Consent.objects.filter(person=person).latest("id")
    given.pk = None
    given.given = False
    given.save(force_insert=True)


WITHDRAWALS = {
    StopReason.CONSENT_WITHDRAWN: withdraw_consent,
    StopReason.OPT_OUT: lambda person: Subscription.objects.filter(person=person).update(
        ends_at=timezone.now(), reason="opt_out"
    ),
    StopReason.CONTACT_CHANGED: lambda person: ContactPoint.objects.filter(person=person).update(
        ended_at=timezone.now(), state=ContactState.REPLACED
    ),
    StopReason.CONTACT_DEAD: lambda person: ContactPoint.objects.filter(person=person).update(
        state=ContactState.DEAD
    ),
    StopReason.LEFT: lambda person: EnrollmentPeriod.objects.filter(person=person).update(
        ends_on=date(2026, 2, 1), ended_reason="withdrawn"
    ),
}


@pytest.mark.parametrize("reason", WITHDRAWALS)
def test_withdrawal_between_approval_and_hand_over_wins(reason, mail_sink):
    campaign = running()
    stays, leaves = crowd(campaign, 2)
    chunks.cut(campaign)
    WITHDRAWALS[reason](leaves.person)
    run(campaign)
    leaves.refresh_from_db()
    assert (leaves.state, leaves.reason) == (DeliveryState.WITHDRAWN, reason)
    assert [mail.recipient for mail in mail_sink.newest(limit=5)] == [address_of("email", 0)]


def test_consent_to_advertising_that_grew_old_since_the_approval_is_none(mail_sink):
    campaign = running(kind=CampaignKind.PROMOTIONAL)
    young, old = crowd(campaign, 2)
    text = current_texts()[ConsentPurpose.PROMOTIONAL]
    for row, years in ((young, 1.9), (old, 2.01)):
        given = Consent.objects.filter(person=row.person).latest("id")
        given.pk, given.purpose, given.text = None, ConsentPurpose.PROMOTIONAL, text
        given.at = timezone.now() - timedelta(days=years * 365)
        given.save(force_insert=True)
    chunks.cut(campaign)
    run(campaign)
    old.refresh_from_db()
    assert (old.state, old.reason) == (DeliveryState.WITHDRAWN, StopReason.OLD_CONSENT)
    assert [mail.recipient for mail in mail_sink.newest(limit=5)] == [address_of("email", 0)]


def test_the_family_still_gets_it_when_the_one_chosen_for_its_phone_dropped_out(sms_gateway):
    campaign = running("sms")
    chosen, relative = crowd(campaign, 2, channel="sms")
    shared = ContactPoint.objects.get(pk=chosen.contact_id)
    ContactPoint.objects.filter(pk=relative.contact_id).update(value=shared.value, index=shared.index)
    relative.delete()
    chunks.cut(campaign)
    WITHDRAWALS[StopReason.OPT_OUT](chosen.person)
    run(campaign)
    assert state_of(campaign) == CampaignState.SENDING
    run(campaign, "worker-2")
    chosen.refresh_from_db()
    assert (chosen.state, chosen.reason) == (DeliveryState.WITHDRAWN, StopReason.OPT_OUT)
    assert campaign.deliveries.get(state=DeliveryState.HANDED_OVER).person == relative.person
    assert [sms.recipient for sms in sms_gateway.store.newest(limit=5)] == [address_of("sms", 0)]
    assert state_of(campaign) == CampaignState.FINISHED


def test_each_person_at_a_shared_phone_gets_the_own_statutory_notice(sms_gateway):
    campaign = running("sms", kind=CampaignKind.STATUTORY)
    rows = crowd(campaign, 2, channel="sms")
    for given in Consent.objects.all():
        given.pk, given.purpose = None, "e_notice"
        given.save(force_insert=True)
    ContactPoint.objects.update(value=address_of("sms", 0))
    chunks.cut(campaign)
    run(campaign)
    assert states(campaign) == {DeliveryState.HANDED_OVER: 2}
    assert [sms.recipient for sms in sms_gateway.store.newest(limit=5)] == [address_of("sms", 0)] * len(rows)


def test_a_household_that_moved_out_is_left_alone(mail_sink):
    campaign = running()
    [row] = crowd(campaign, 1)
    chunks.cut(campaign)
    Household.objects.update(closed_on=date(2026, 2, 1))
    run(campaign)
    row.refresh_from_db()
    assert (row.state, row.reason) == (DeliveryState.WITHDRAWN, StopReason.LEFT)
    assert state_of(campaign) == CampaignState.FINISHED


def test_statutory_notices_rest_on_their_own_consent_and_no_subscription(mail_sink):
    campaign = running(kind=CampaignKind.STATUTORY)
    [row] = crowd(campaign, 1)
    Subscription.objects.all().delete()
    chunks.cut(campaign)
    run(campaign)
    row.refresh_from_db()
    assert (row.state, row.reason) == (DeliveryState.WITHDRAWN, StopReason.CONSENT_WITHDRAWN)
    given = Consent.objects.get()
    given.pk, given.purpose = None, "e_notice"
    given.save(force_insert=True)
    Delivery.objects.update(state=DeliveryState.QUEUED)
    Campaign.objects.update(state=CampaignState.SENDING)
    chunks.cut(campaign)
    run(campaign)
    assert mail_sink.count() == 1
