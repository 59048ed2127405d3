"""Steps of asking people that several tests take."""

from collections import Counter

from notices.domain import audience, deliver, life
from notices.domain.bells import worker_name
from notices.domain.poll import inviting
from notices.enums import CampaignState
from notices.enums.poll import PollState
from notices.models import AnsweredMark, Campaign
from notices.queries.poll_marks import mark_of
from tests.factories.enrollment import enroll


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
