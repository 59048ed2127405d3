import threading
from collections import Counter
from datetime import date, time, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from enrollment.domain.consent import current_texts
from enrollment.enums import ConsentPurpose, ContactState
from enrollment.models import Consent, ContactPoint, EnrollmentPeriod, Household, Topic
from notices.channels.base import Outcome, Verdict
from notices.domain import chunks, claim, deliver, opt_out, sweep
from notices.domain.results import Result, record
from notices.enums import CampaignKind, CampaignState, ChunkState, DeliveryState, StopReason
from notices.models import Campaign, Chunk, Delivery, Subscription
from notices.queries import subscriptions
from portal.common.crypto import UnknownKey
from portal.common.models import AuditEvent
from tests.notices.campaigns import approved_campaign
from tests.notices.crowd import address_of, crowd
from tests.notices.mail_moods import mail_server
from tests.notices.wire import dead_port

pytestmark = pytest.mark.django_db


def running(channel="email", **changes):
    campaign = approved_campaign(channels=(channel,), **changes)
    campaign.email_subject = "구두바자회"
    campaign.email_body = "{이름}님, {동} 소식입니다."
    campaign.save()
    return campaign


def states(campaign):
    return dict(Counter(campaign.deliveries.values_list("state", flat=True)))


def run(campaign, owner="worker-1"):
    for chunk_id in list(campaign.chunks.order_by("id").values_list("id", flat=True)):
        deliver.deliver_chunk(chunk_id, owner)


def make_due(campaign):
    """As if the leases had run out and every wait were over."""
    Chunk.objects.filter(campaign=campaign, state=ChunkState.CLAIMED).update(lease_until=timezone.now())
    Chunk.objects.filter(campaign=campaign, state=ChunkState.QUEUED).update(due_at=timezone.now())
    campaign.deliveries.update(send_after=None)


def state_of(campaign):
    return Campaign.objects.get(pk=campaign.pk).state


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


def test_a_lost_answer_of_the_gateway_is_asked_about_and_nobody_gets_it_twice(sms_gateway):
    campaign = running("sms")
    crowd(campaign, 4, channel="sms")
    chunks.cut(campaign)
    sms_gateway.lose_answers = 1
    run(campaign)
    assert states(campaign) == {DeliveryState.CLAIMED: 4}
    sweep.sweep_campaigns()
    assert states(campaign) == {DeliveryState.CLAIMED: 4}, "the lease still runs"
    make_due(campaign)
    sweep.sweep_campaigns()
    assert states(campaign) == {DeliveryState.HANDED_OVER: 4}
    assert sms_gateway.store.count() == 4
    assert state_of(campaign) == CampaignState.FINISHED


def abandon(campaign, claimed):
    """As a worker leaves its chunk that died after claiming `claimed` rows."""
    chunks.cut(campaign)
    now = timezone.now()
    campaign.chunks.update(state=ChunkState.CLAIMED, owner="gone", lease_until=now)
    Delivery.objects.filter(pk__in=[row.pk for row in claimed]).update(
        state=DeliveryState.CLAIMED, claimed_at=now
    )


def test_what_a_dead_worker_had_claimed_is_unconfirmed_and_the_rest_goes_on(mail_sink):
    campaign = running()
    rows = crowd(campaign, 5)
    abandon(campaign, rows[:2])
    sweep.sweep_campaigns()
    assert states(campaign) == {DeliveryState.UNCONFIRMED: 2, DeliveryState.QUEUED: 3}
    run(campaign, "worker-2")
    assert states(campaign) == {DeliveryState.UNCONFIRMED: 2, DeliveryState.HANDED_OVER: 3}
    assert mail_sink.count() == 3
    assert state_of(campaign) == CampaignState.FINISHED


def test_texts_of_a_dead_worker_are_looked_up_until_the_gateway_would_know_them(sms_gateway, settings):
    campaign = running("sms")
    rows = crowd(campaign, 3, channel="sms")
    abandon(campaign, rows)
    sweep.sweep_campaigns()
    assert states(campaign) == {DeliveryState.CLAIMED: 3}, "a request may still be under way"
    long_ago = timezone.now() - timedelta(seconds=settings.DISPATCH_UNKNOWN_SECONDS)
    campaign.deliveries.update(claimed_at=long_ago)
    make_due(campaign)
    sweep.sweep_campaigns()
    assert set(campaign.deliveries.values_list("state", "reason")) == {
        (DeliveryState.QUEUED, "unknown_to_gateway")
    }
    campaign.deliveries.update(send_after=None)
    run(campaign, "worker-2")
    assert states(campaign) == {DeliveryState.HANDED_OVER: 3}
    assert sms_gateway.store.count() == 3


def test_nothing_is_sent_after_the_lease_ran_out(mail_sink, settings):
    campaign = running()
    crowd(campaign, 3)
    chunks.cut(campaign)
    settings.DISPATCH_LEASE_SECONDS = 0
    run(campaign)
    assert states(campaign) == {DeliveryState.CLAIMED: 3}
    assert mail_sink.count() == 0
    sweep.sweep_campaigns()
    assert states(campaign) == {DeliveryState.UNCONFIRMED: 3}


def test_a_server_that_greets_later_than_a_window_lasts_still_gets_its_mails(settings):
    settings.EMAIL_WINDOW_SECONDS = 0.1
    campaign = running()
    crowd(campaign, 30)
    chunks.cut(campaign)
    with mail_server(settings, greeting_seconds=0.3) as server:
        deliver.work()
    assert (states(campaign), server.taken) == ({DeliveryState.HANDED_OVER: 30}, 30)


def test_a_late_worker_may_not_claim_after_its_chunk_was_taken_over(mail_sink):
    campaign = running()
    crowd(campaign, 3)
    chunks.cut(campaign)
    lease = claim.lease(campaign.chunks.get().pk, "slow")
    make_due(campaign)
    sweep.settle_abandoned()
    window = claim.take(lease, campaign, size=100)
    assert window.claimed == []
    assert states(campaign) == {DeliveryState.QUEUED: 3}


def test_a_late_result_still_counts():
    campaign = running()
    [row] = crowd(campaign, 1)
    lease = claim.lease(*chunks.cut(campaign), "worker-1")
    Delivery.objects.update(state=DeliveryState.UNCONFIRMED, reason="worker_lost")
    record([Result(row.pk, Outcome(Verdict.HANDED_OVER))], lease)
    row.refresh_from_db()
    assert (row.state, row.reason) == (DeliveryState.HANDED_OVER, "")
    for state in (DeliveryState.DELIVERED, DeliveryState.ACCEPTED):
        Delivery.objects.update(state=state)
        record([Result(row.pk, Outcome(Verdict.IN_DOUBT, "x"))], lease)
        record([Result(row.pk, Outcome(Verdict.TEMPORARY, "x"))], lease)
        row.refresh_from_db()
        assert row.state == state


def test_statements_per_chunk_do_not_depend_on_its_recipients(mail_sink):
    counts = []
    for size in (1, 40, 90):
        campaign = running()
        crowd(campaign, size)
        [chunk_id] = chunks.cut(campaign)
        with CaptureQueriesContext(connection) as captured:
            deliver.deliver_chunk(chunk_id, "worker-1")
        assert states(campaign) == {DeliveryState.HANDED_OVER: size}
        counts.append(len(captured))
        Household.objects.update(closed_on=date(2026, 1, 6), address_key=f"old{size}")
    assert counts[0] == counts[1] == counts[2] <= 24, "the end of the campaign among them"


def test_a_row_that_comes_back_to_a_cancelled_campaign_is_withdrawn():
    campaign = running()
    crowd(campaign, 1)
    chunks.cut(campaign)
    Campaign.objects.update(state=CampaignState.CANCELLED)
    sweep.sweep_campaigns()
    assert campaign.chunks.get().state == ChunkState.DONE
    assert set(campaign.deliveries.values_list("state", "reason")) == {
        (DeliveryState.WITHDRAWN, StopReason.CAMPAIGN_CANCELLED)
    }


@pytest.mark.django_db(transaction=True)
def test_lost_bells_are_rung_again(bells, settings):
    settings.DISPATCH_CHUNK_SIZE = 2
    campaign = running()
    crowd(campaign, 4)
    first, _second = chunks.cut(campaign)
    assert bells("dispatch") == [[], []]
    sweep.sweep_campaigns()
    assert bells("dispatch") == [[], []]
    Chunk.objects.filter(pk=first).update(due_at=timezone.now() + timedelta(minutes=5))
    sweep.sweep_campaigns()
    assert bells("dispatch") == [[]], "what is not due yet needs no worker"


@pytest.mark.django_db(transaction=True)
def test_what_was_never_cut_is_cut_by_the_sweeper(bells):
    campaign = running()
    crowd(campaign, 2)
    sweep.sweep_campaigns()
    assert campaign.chunks.get().rows.count() == 2
    assert [] in bells("dispatch")


@pytest.mark.django_db(transaction=True)
def test_workers_at_the_same_moment_share_the_chunks_and_nobody_gets_it_twice(mail_sink, settings):
    settings.DISPATCH_CHUNK_SIZE = 10
    campaign = running()
    crowd(campaign, 60)
    chunk_ids = chunks.cut(campaign)

    def work(name):
        for chunk_id in chunk_ids:
            deliver.deliver_chunk(chunk_id, f"{name}-{chunk_id}")
        connection.close()

    workers = [threading.Thread(target=work, args=(name,)) for name in "ab"]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    received = Counter(mail.recipient for mail in mail_sink.newest(limit=200))
    assert len(received) == 60 and set(received.values()) == {1}
    # Two that give their last chunks back at one moment each see the other's still open.
    sweep.sweep_campaigns()
    assert state_of(campaign) == CampaignState.FINISHED
