"""What is paused, refused or put off while it is handed over."""

from datetime import time, timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from enrollment.enums import ContactState
from enrollment.models import Consent, ContactPoint, Topic
from notices.domain import chunks, opt_out
from notices.enums import CampaignKind, CampaignState, ChunkState, DeliveryState
from notices.models import Campaign, Subscription
from notices.queries import subscriptions
from portal.common.crypto import UnknownKey
from portal.common.models import AuditEvent
from tests.notices.crowd import crowd
from tests.notices.handing_over import make_due, run, running, state_of, states
from tests.notices.wire import dead_port

pytestmark = pytest.mark.django_db


def test_a_paused_campaign_is_not_touched_and_goes_on_later(mail_sink):
    campaign = running()
    crowd(campaign, 3)
    chunks.cut(campaign)
    Campaign.objects.update(state=CampaignState.PAUSED)
    run(campaign)
    assert (states(campaign), mail_sink.count()) == ({DeliveryState.QUEUED: 3}, 0)
    Campaign.objects.update(state=CampaignState.SENDING)
    run(campaign)
    assert states(campaign) == {DeliveryState.HANDED_OVER: 3}


def test_a_pause_in_the_middle_of_a_chunk_stops_the_next_window(mail_sink, settings):
    settings.EMAIL_WINDOW_SIZE = 2
    campaign = running()
    crowd(campaign, 5)
    chunks.cut(campaign)
    first_row = campaign.deliveries.order_by("id").first()

    # The pause comes with the results of the first window, so no clock decides what this test sees.
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION pg_temp.pause() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "UPDATE notices_campaign SET state = 'paused'; RETURN NEW; END $$"
        )
        cursor.execute(
            "CREATE TRIGGER pause AFTER UPDATE ON notices_delivery FOR EACH ROW "
            f"WHEN (NEW.id = {first_row.pk} AND NEW.state = 'handed_over') EXECUTE FUNCTION pg_temp.pause()"
        )
    run(campaign)
    assert mail_sink.count() == 2
    assert states(campaign) == {DeliveryState.HANDED_OVER: 2, DeliveryState.QUEUED: 3}
    assert sorted(campaign.chunks.values_list("state", flat=True)) == ["done", "queued", "queued"]
    assert state_of(campaign) == CampaignState.PAUSED


def test_refusals_are_told_apart(mail_sink):
    campaign = running()
    good, gone, barred, busy = crowd(campaign, 4)
    for row, address in (
        (gone, "bounce@example.kr"),
        (barred, "policy@example.kr"),
        (busy, "later@example.kr"),
    ):
        ContactPoint.objects.filter(pk=row.contact_id).update(value=address)
    chunks.cut(campaign)
    run(campaign)
    rows = {row.pk: (row.state, row.reason, row.attempts) for row in campaign.deliveries.all()}
    assert rows == {
        good.pk: (DeliveryState.HANDED_OVER, "", 0),
        gone.pk: (DeliveryState.BOUNCED, "550", 0),
        barred.pk: (DeliveryState.FAILED, "550", 0),
        busy.pk: (DeliveryState.QUEUED, "451", 1),
    }
    dead = ContactPoint.objects.filter(state=ContactState.DEAD)
    assert list(dead.values_list("pk", flat=True)) == [gone.contact_id]
    assert AuditEvent.objects.get(action="contact.dead").detail == {"reason": "hand_over"}
    chunk = campaign.chunks.get()
    assert chunk.state == ChunkState.QUEUED
    assert chunk.due_at > timezone.now() + timedelta(seconds=200)
    assert state_of(campaign) == CampaignState.SENDING


def test_a_number_refused_as_not_existing_is_not_used_again(sms_gateway):
    campaign = running("sms")
    good, gone = crowd(campaign, 2, channel="sms")
    ContactPoint.objects.filter(pk=gone.contact_id).update(value="01000009601")
    chunks.cut(campaign)
    run(campaign)
    gone.refresh_from_db()
    assert (gone.state, gone.reason) == (DeliveryState.FAILED, "3010")
    assert ContactPoint.objects.get(pk=gone.contact_id).state == ContactState.DEAD
    assert ContactPoint.objects.get(pk=good.contact_id).state == ContactState.ACTIVE


@pytest.mark.parametrize("kind", [CampaignKind.PUBLIC_INFO, CampaignKind.STATUTORY])
def test_who_opted_out_at_the_carrier_gets_no_more_texts_of_any_topic(sms_gateway, kind):
    campaign = running("sms", kind=kind)
    stays, leaves = crowd(campaign, 2, channel="sms")
    for given in Consent.objects.all():
        given.pk, given.purpose = None, "e_notice"
        given.save(force_insert=True)
    health = Topic.objects.get(code="health")
    for channel in ("sms", "email"):
        Subscription.objects.create(
            person=leaves.person, topic=health, channel=channel, starts_at=timezone.now()
        )
    ContactPoint.objects.filter(pk=leaves.contact_id).update(value="01000009701")
    chunks.cut(campaign)
    run(campaign)
    leaves.refresh_from_db()
    ending = DeliveryState.FAILED if kind == CampaignKind.STATUTORY else DeliveryState.WITHDRAWN
    assert (leaves.state, leaves.reason) == (ending, "carrier_opt_out")
    assert subscriptions.open_choices(leaves.person) == {("health", "email")}
    assert subscriptions.open_choices(stays.person) == {("culture", "sms")}
    ended = Subscription.objects.filter(person=leaves.person, ends_at__isnull=False)
    assert set(ended.values_list("reason", flat=True)) == {"carrier_opt_out"}
    assert opt_out.undo(leaves.person) == set()


def test_what_is_refused_for_now_is_given_up_in_the_end(mail_sink, settings):
    settings.DISPATCH_RETRY_SECONDS = [60, 60, 60]
    campaign = running()
    [row] = crowd(campaign, 1)
    ContactPoint.objects.filter(pk=row.contact_id).update(value="later@example.kr")
    chunks.cut(campaign)
    for attempt in range(3):
        make_due(campaign)
        run(campaign, f"worker-{attempt}")
    row.refresh_from_db()
    assert (row.state, row.reason, row.attempts) == (DeliveryState.FAILED, "451", 3)
    assert state_of(campaign) == CampaignState.FINISHED


def test_a_message_that_cannot_be_written_is_not_in_doubt(mail_sink):
    campaign = running()
    good, unreadable = crowd(campaign, 2)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE enrollment_contactpoint SET value = %s WHERE id = %s",
            [b"\x01\x02no" + bytes(40), unreadable.contact_id],
        )
    chunks.cut(campaign)
    with pytest.raises(UnknownKey):
        run(campaign)
    assert states(campaign) == {DeliveryState.QUEUED: 2}
    assert mail_sink.count() == 0


@pytest.mark.parametrize("wrong_by_hours", [0, 12])
def test_advertising_texts_approved_by_day_wait_for_the_morning(sms_gateway, settings, wrong_by_hours):
    """It is night where the database says so, whatever the clock of the worker."""
    campaign = running("sms", kind=CampaignKind.PROMOTIONAL)
    crowd(campaign, 3, channel="sms")
    chunks.cut(campaign)
    here = timezone.localtime()
    is_morning = here.hour < 12
    night = (time.max, (here + timedelta(hours=1)).time()), ((here - timedelta(hours=1)).time(), time.min)
    settings.QUIET_HOURS = night[0] if is_morning else night[1]
    with time_machine.travel(here + timedelta(hours=wrong_by_hours)):
        run(campaign)
    chunk = campaign.chunks.get()
    assert (chunk.state, chunk.owner, chunk.due_at > timezone.now()) == (ChunkState.QUEUED, "", True)
    assert states(campaign) == {DeliveryState.QUEUED: 3}
    settings.QUIET_HOURS = None
    run(campaign)
    assert DeliveryState.QUEUED not in states(campaign)


@pytest.mark.parametrize("channel", ["email", "sms"])
def test_a_provider_that_is_away_costs_nobody_a_try(channel, settings):
    settings.EMAIL_URL = f"smtp://127.0.0.1:{dead_port()}"
    settings.SMS_URL = f"solapi://K:S@127.0.0.1:{dead_port()}?scheme=http&from=0222865000"
    campaign = running(channel)
    crowd(campaign, 3, channel=channel)
    chunks.cut(campaign)
    run(campaign)
    assert set(campaign.deliveries.values_list("state", "reason", "attempts")) == {
        (DeliveryState.QUEUED, "unreachable", 0)
    }
    assert campaign.chunks.get().state == ChunkState.QUEUED
