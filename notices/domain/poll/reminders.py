"""Reminders of an anonymous poll name who had not answered: some days after it closed only figures stay.

Why: decision 17.
"""

import logging
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from notices.domain import campaign_figures
from notices.enums import PENDING_STATES, CampaignState
from notices.enums.poll import PollState
from notices.models import Campaign, CampaignFigure, CampaignTold, Delivery, MessageResponse, ReachedPerson
from notices.queries import progress
from portal.common import audit

logger = logging.getLogger(__name__)

RECEIPTS_COME_WITHIN = timedelta(days=5)
"""After a poll closed. A carrier brings a long text up to 80 hours (`RECEIPTS_POLL_HOURS`)."""
_OVER = (CampaignState.FINISHED, CampaignState.CANCELLED)


def forget_due(*, now=None) -> int:
    """Forget whom reminders of anonymous polls went to, once no receipt can come any more; how many of them.

    Safe to run at any time; one that fails stops no other.
    """
    before = (now or timezone.now()) - RECEIPTS_COME_WITHIN
    due = Campaign.objects.filter(
        is_reminder=True,
        state__in=_OVER,
        recipients_forgotten_at=None,
        poll__is_anonymous=True,
        poll__state=PollState.CLOSED,
        poll__closed_at__lt=before,
    )
    done = 0
    for pk in due.order_by("pk").values_list("pk", flat=True):
        try:
            done += _forget(pk)
        except Exception:
            logger.exception("recipients of campaign %d could not be forgotten", pk)
    return done


@transaction.atomic
def _forget(pk: int) -> bool:
    """False while a worker still holds a message of it."""
    campaign = Campaign.objects.select_for_update(of=("self",)).get(pk=pk)
    rows = Delivery.objects.filter(campaign=campaign)
    if campaign.recipients_forgotten_at or rows.filter(state__in=PENDING_STATES).exists():
        return False
    _keep_figures(campaign)
    MessageResponse.objects.filter(delivery__in=rows).delete()
    with connection.cursor() as cursor:
        # In one statement: a message may be the fallback of another one.
        cursor.execute("DELETE FROM notices_delivery WHERE campaign_id = %s", [pk])
        forgotten = cursor.rowcount
    # Which numbers the messages had: receipts name them.
    campaign.chunks.all().delete()
    _pass_on_reached(campaign)
    campaign.recipients_forgotten_at = timezone.now()
    campaign.save(update_fields=["recipients_forgotten_at", "updated_at"])
    audit.record(by=None, action="campaign.forget_recipients", obj=campaign, messages=forgotten)
    return True


def _keep_figures(campaign: Campaign) -> None:
    campaign_figures.count(campaign)
    # What was given up stands apart, as its page tells it.
    found = progress.counted(campaign)
    CampaignFigure.objects.filter(campaign=campaign).delete()
    CampaignFigure.objects.bulk_create(
        CampaignFigure(campaign=campaign, state=state, channel=channel, deliveries=number)
        for state, channel, number in found
    )
    CampaignTold.objects.filter(campaign=campaign).update(is_final=True)


def _pass_on_reached(campaign: Campaign) -> None:
    """Whoever the reminder reached first of all counts with the campaign that invited them."""
    first = Campaign.objects.filter(poll=campaign.poll_id, is_reminder=False).order_by("pk").first()
    reached = ReachedPerson.objects.filter(campaign=campaign)
    if first is None:
        reached.delete()
    else:
        reached.update(campaign=first)
    for told in CampaignTold.objects.filter(campaign__in=[campaign, *([first] if first else [])]):
        campaign_figures.tell_newly_reached(told)
