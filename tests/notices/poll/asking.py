"""Steps of asking people that several tests take."""

from collections import Counter

from django.utils import timezone

from enrollment.models import ContactPoint
from notices.domain import audience, deliver, life
from notices.domain.bells import worker_name
from notices.domain.poll import inviting
from notices.enums import CampaignKind, CampaignState, DeliveryState
from notices.enums.poll import PollState
from notices.models import AnsweredMark, Campaign, Delivery, Poll, PollInvitation
from notices.queries.poll_marks import mark_of
from tests.factories.enrollment import enroll
from tests.notices.campaigns import approved_campaign


def person(**changes):
    return enroll(**changes).application.person


def approve(campaign: Campaign, approver) -> Campaign:
    if campaign.state == CampaignState.DRAFT:
        campaign = life.submit(campaign=campaign, by=campaign.drafted_by)
    return life.approve(campaign=campaign, by=approver, seen_hash=life.content_hash(campaign))


def carry_out(campaign: Campaign) -> None:
    for chunk_id in list(campaign.chunks.values_list("id", flat=True)):
        deliver.deliver_chunk(chunk_id, worker_name())


def states(campaign: Campaign) -> dict:
    return dict(Counter(campaign.deliveries.values_list("state", flat=True)))


def mark(poll, someone) -> None:
    AnsweredMark.objects.create(poll=poll, digest=mark_of(poll.pk, someone.pk))


def content_of(campaign: Campaign, **changes) -> life.Content:
    columns = {name: getattr(campaign, name) for name in life.writing.COLUMNS}
    return life.Content(segment=audience.segment_of(campaign), **columns | changes)


def approve_late(poll, officer, approver) -> Campaign:
    """An invitation that began in the moment in which the poll closed."""
    type(poll).objects.filter(pk=poll.pk).update(state=PollState.OPEN)
    poll.refresh_from_db()
    campaign = approve(inviting.draft(poll=poll, by=officer), approver)
    type(poll).objects.filter(pk=poll.pk).update(state=PollState.CLOSED)
    return campaign


def ask(poll: Poll, invitations: list[PollInvitation], channel: str, **changes) -> Campaign:
    """A campaign whose messages to these people were delivered, or `changes` say otherwise."""
    campaign = approved_campaign(kind=CampaignKind.POLL, poll=poll, channels=(channel,), **changes)
    people = [invitation.person_id for invitation in invitations]
    contacts = dict(ContactPoint.objects.filter(person__in=people).values_list("person_id", "pk"))
    Delivery.objects.bulk_create(
        Delivery(
            campaign=campaign,
            person_id=person,
            contact_id=contacts[person],
            channel=channel,
            state=DeliveryState.DELIVERED,
            queued_at=timezone.now(),
        )
        for person in people
    )
    return campaign
