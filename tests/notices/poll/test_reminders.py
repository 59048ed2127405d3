"""Reminders go to who has not answered; what is given up takes its invitations back."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from notices.domain import audience, deliver, life
from notices.domain.bells import worker_name
from notices.domain.poll import closing, inviting
from notices.domain.poll import poll as polls
from notices.enums import CampaignKind, CampaignState, DeliveryState, PastResponse, StopReason
from notices.enums.poll import PollState
from notices.models import Campaign, Delivery
from tests.factories.polls import poll_of
from tests.notices.poll.asking import approve, approve_late, carry_out, content_of, mark, person, states

pytestmark = pytest.mark.django_db


def test_a_reminder_goes_to_whom_was_invited_and_has_not_answered(officer, approver, mail_sink):
    answered, silent = person(), person()
    poll = poll_of()
    first = approve(inviting.draft(poll=poll, by=officer), approver)
    carry_out(first)
    newcomer = person()
    mark(poll, answered)

    reminder = inviting.draft(poll=poll, is_reminder=True, by=officer)
    counts = audience.count(audience.segment_of(reminder), reminder.kind, district=poll.district_id)
    assert counts.people == 1
    reminder = approve(reminder, approver)
    carry_out(reminder)
    assert list(reminder.deliveries.values_list("person_id", flat=True)) == [silent.pk]
    assert not poll.invitations.filter(person=newcomer).exists(), "a reminder invites nobody new"
    assert "아직 답하지 않았고" in audience.sentence(audience.segment_of(reminder), reminder.kind)


def test_who_answers_before_a_reminder_leaves_is_withdrawn_at_the_claim(officer, approver, mail_sink):
    people = [person() for _number in range(3)]
    poll = poll_of()
    carry_out(approve(inviting.draft(poll=poll, by=officer), approver))
    reminder = approve(inviting.draft(poll=poll, is_reminder=True, by=officer), approver)
    mark(poll, people[1])
    carry_out(reminder)

    assert states(reminder) == {DeliveryState.HANDED_OVER: 2, DeliveryState.WITHDRAWN: 1}
    stopped = reminder.deliveries.get(state=DeliveryState.WITHDRAWN)
    assert (stopped.person_id, stopped.reason) == (people[1].pk, StopReason.ANSWERED)
    reminder.refresh_from_db()
    assert reminder.state == CampaignState.FINISHED


def test_a_reminder_of_a_poll_nobody_was_asked_about_is_not_drafted(officer):
    for poll in (poll_of(), poll_of(state=PollState.APPROVED)):
        with pytest.raises(ValidationError) as refused:
            inviting.draft(poll=poll, is_reminder=True, by=officer)
        assert refused.value.code == "nobody"


def test_sent_again_a_reminder_still_leaves_out_who_answered(officer, approver, mail_sink):
    answered, silent = person(), person()
    poll = poll_of()
    carry_out(approve(inviting.draft(poll=poll, by=officer), approver))
    reminder = approve(inviting.draft(poll=poll, is_reminder=True, by=officer), approver)
    life.cancel(campaign=reminder, by=officer)
    mark(poll, answered)
    again = life.resend(campaign=reminder, whom=PastResponse.FAILED, by=officer)
    assert (again.kind, again.poll, again.is_reminder) == (CampaignKind.POLL, poll, True)
    segment = audience.segment_of(again)
    assert audience.sample(segment, again.kind, district=poll.district_id, limit=9) == [silent.pk]


def test_a_reminder_that_began_as_its_poll_closed_reaches_nobody_and_is_given_up(
    officer, approver, mail_sink, client
):
    person()
    poll = poll_of()
    carry_out(approve(inviting.draft(poll=poll, by=officer), approver))
    reminder = approve(inviting.draft(poll=poll, is_reminder=True, by=officer), approver)
    type(poll).objects.filter(pk=poll.pk).update(state=PollState.CLOSED)
    carry_out(reminder)
    assert states(reminder) == {DeliveryState.WITHDRAWN: 1}

    late = approve_late(poll, officer, approver)
    life.keep_hours()
    late.refresh_from_db()
    assert late.state == CampaignState.CANCELLED
    client.force_login(officer)
    page = client.get(reverse("office_campaign", args=[late.pk])).content.decode()
    assert "시스템" in page


def test_a_dropped_approval_takes_the_invitations_back(officer, approver, settings):
    person()
    poll = poll_of()
    campaign = inviting.draft(poll=poll, by=officer)
    Campaign.objects.filter(pk=campaign.pk).update(start_mode="by_hand")
    campaign.refresh_from_db()
    campaign = approve(campaign, approver)
    assert poll.invitations.count() == 1
    edited = content_of(campaign, title="고친 안내")
    life.edit(campaign=campaign, content=edited, by=officer)
    assert not poll.invitations.exists()


def test_cancelled_half_way_whom_nothing_was_sent_to_is_uninvited(officer, approver, mail_sink, settings):
    settings.DISPATCH_CHUNK_SIZE = 1
    people = [person() for _number in range(3)]
    poll = poll_of()
    campaign = approve(inviting.draft(poll=poll, by=officer), approver)
    deliver.deliver_chunk(campaign.chunks.order_by("id").first().pk, worker_name())
    life.cancel(campaign=campaign, by=officer)
    reached = campaign.deliveries.get(state=DeliveryState.HANDED_OVER).person_id
    assert list(poll.invitations.values_list("person_id", flat=True)) == [reached]
    assert reached in {one.pk for one in people}


def test_who_another_campaign_asked_stays_invited(officer, approver, mail_sink):
    person()
    poll = poll_of()
    carry_out(approve(inviting.draft(poll=poll, by=officer), approver))
    again = inviting.draft(poll=poll, by=officer)
    Campaign.objects.filter(pk=again.pk).update(start_mode="by_hand")
    again.refresh_from_db()
    again = approve(again, approver)
    life.cancel(campaign=again, by=officer)
    assert poll.invitations.count() == 1


def test_with_its_close_a_poll_stops_asking(officer, approver):
    person()
    poll = poll_of()
    campaign = approve(inviting.draft(poll=poll, by=officer), approver)
    closing.close(poll=poll, by=officer)
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.CANCELLED
    assert states(campaign) == {DeliveryState.WITHDRAWN: 1}
    assert not poll.invitations.exists()


def test_a_cancelled_poll_gives_up_what_waits_for_it(officer, approver):
    person()
    poll = poll_of(state=PollState.APPROVED, opens_at=timezone.now() + timedelta(days=1))
    campaign = approve(inviting.draft(poll=poll, by=officer), approver)
    polls.cancel(poll=poll, reason="다시 만듭니다", by=officer)
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.CANCELLED


def test_whose_only_message_never_left_is_no_part_of_the_rate(officer, approver, mail_sink):
    sent, unsent = person(), person()
    poll = poll_of()
    campaign = approve(inviting.draft(poll=poll, by=officer), approver)
    carry_out(campaign)
    Delivery.objects.filter(campaign=campaign, person=unsent).update(
        state=DeliveryState.WITHDRAWN, reason=StopReason.CONSENT_WITHDRAWN, handed_over_at=None
    )
    poll.closes_at = timezone.now()
    poll.save()
    closing.close(poll=poll)
    assert list(poll.invitations.values_list("person_id", flat=True)) == [sent.pk]
