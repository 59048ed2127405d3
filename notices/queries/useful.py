"""How many readers said that a message was of use: by campaign, topic and kind of notice.

Of fewer than `FEWEST` answers nothing is told: who knows whom a message went to would know who said what.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q

from enrollment.models import Topic
from notices.models import Campaign, NoticeKind, UsefulMark

FEWEST = 5


@dataclass(frozen=True, slots=True)
class Useful:
    """How many answered each way."""

    yes: int
    no: int

    @property
    def answers(self) -> int:
        return self.yes + self.no

    @property
    def is_told(self) -> bool:
        return self.answers >= FEWEST

    @property
    def percent(self) -> float | None:
        """Of those who answered; None where too few did."""
        return 100 * self.yes / self.answers if self.is_told else None


def of_campaign(campaign: Campaign) -> Useful:
    """Answers to one campaign."""
    return of_campaigns([campaign.pk]).get(campaign.pk, Useful(0, 0))


def of_campaigns(campaign_ids: Iterable[int]) -> dict[int, Useful]:
    """Answers by campaign; campaigns nobody answered to are left out."""
    return _by("campaign", UsefulMark.objects.filter(campaign__in=list(campaign_ids)))


def of_topics(campaign_ids: Iterable[int]) -> list[tuple[Topic, Useful]]:
    """Answers to these campaigns by their topic, those of too few answers left out."""
    found = _by("campaign__topic", UsefulMark.objects.filter(campaign__in=list(campaign_ids)))
    told = [pk for pk, useful in found.items() if useful.is_told]
    return [(topic, found[topic.pk]) for topic in Topic.objects.filter(pk__in=told)]


def of_kinds() -> list[tuple[NoticeKind, Useful]]:
    """Answers to all notices of each kind somebody answered to."""
    found = _by("notice_kind", UsefulMark.objects.filter(notice_kind__isnull=False))
    return [(kind, found[kind.pk]) for kind in NoticeKind.objects.filter(pk__in=found).order_by("pk")]


def _by(column: str, marks) -> dict[int, Useful]:
    counted = (
        marks.order_by()
        .values_list(column)
        .annotate(yes=Count("pk", filter=Q(is_useful=True)), no=Count("pk", filter=Q(is_useful=False)))
    )
    return {key: Useful(yes, no) for key, yes, no in counted}
