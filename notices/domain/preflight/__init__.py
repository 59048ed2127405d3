"""What is looked at before a campaign goes out: one check a file, each tells what it found.

The same findings stand beside the form while one writes, on the campaign's page and on the approver's page;
what is refused keeps a campaign from review and from approval.
"""

from copy import copy
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone

from notices.domain import audience, link_probe
from notices.domain.audience import Counts
from notices.domain.outlook import outlook
from notices.domain.preflight import (
    advertising,
    characters,
    election,
    holiday,
    left_out,
    links,
    maybe_twice,
    missing_values,
    nobody,
    poll,
    repeated,
    sender,
    sms_length,
    texts,
    timing,
)
from notices.domain.preflight.base import Check, Finding, Level
from notices.domain.preflight.timing import refuse_untimely
from notices.enums import StartMode
from notices.models import Campaign
from notices.segment import Segment

__all__ = [
    "CHECKS",
    "Check",
    "Finding",
    "Level",
    "examine",
    "examine_now",
    "examine_start",
    "needs_second_approver",
    "probe_links",
    "problems",
    "refuse",
    "refuse_untimely",
]

CHECKS: tuple[Check, ...] = (
    texts.Texts(),
    timing.Timing(),
    advertising.Advertising(),
    election.Election(),
    poll.PollCheck(),
    links.Links(),
    nobody.Nobody(),
    left_out.LeftOut(),
    repeated.Repeated(),
    maybe_twice.MaybeTwice(),
    missing_values.MissingValues(),
    characters.Characters(),
    sms_length.SmsLength(),
    sender.Sender(),
    holiday.HolidayCheck(),
)

_GRAVEST_FIRST = list(Level)


def examine(campaign: Campaign, segment: Segment, counts: Counts, now: datetime) -> list[Finding]:
    """Everything every check finds, the gravest first."""
    found = [finding for check in CHECKS for finding in check.examine(campaign, segment, counts, now)]
    return sorted(found, key=lambda finding: _GRAVEST_FIRST.index(finding.level))


def examine_now(campaign: Campaign) -> list[Finding]:
    """`examine` for a saved campaign and the people it would reach at this moment."""
    segment = audience.segment_of(campaign)
    counts = outlook(segment, campaign.kind, district=campaign.district_id).counts
    return examine(campaign, segment, counts, timezone.now())


def examine_start(campaign: Campaign) -> list[Finding]:
    """What stands against beginning an approved campaign at this moment, whenever it was planned for.

    Nobody is counted again: its recipients are written down.
    """
    at_once = copy(campaign)
    at_once.start_mode, at_once.send_at = StartMode.ON_APPROVAL, None
    segment, now = audience.segment_of(campaign), timezone.now()
    grave = [check for check in CHECKS if check.level in (Level.REFUSE, Level.SECOND_APPROVER)]
    return [finding for check in grave for finding in check.examine(at_once, segment, Counts(), now)]


def problems(findings: list[Finding]) -> list[Finding]:
    """Those that keep the campaign from review."""
    return [finding for finding in findings if finding.level is Level.REFUSE]


def needs_second_approver(findings: list[Finding]) -> bool:
    return any(finding.level is Level.SECOND_APPROVER for finding in findings)


def refuse(findings: list[Finding]) -> None:
    """Raise ValidationError, by field, for everything that keeps the campaign from review."""
    by_field: dict[str, list[str]] = {}
    for finding in problems(findings):
        by_field.setdefault(finding.field or "__all__", []).append(finding.message)
    if by_field:
        raise ValidationError(by_field)


def probe_links(campaign_id: int) -> None:
    """Ask the links of a campaign for an answer; for workers."""
    link_probe.probe(links.every_address(Campaign.objects.get(pk=campaign_id)))
