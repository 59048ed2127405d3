"""Campaigns round by round, by month and by topic, and what of it stays unsaid.

A count of a campaign is hidden when it is small, and any sum it is in: of months, topics and all together,
whichever day they begin with. So what is told never adds up to anything with a hidden count in it.
"""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field

from notices.queries.told_campaigns import ToldCampaign
from portal.common.small_cells import is_small
from portal.dashboards.campaigns.sums import COUNTS, Sums, add_up


@dataclass(frozen=True, slots=True)
class Part:
    """Campaigns of one group added up; `hidden` names the counts that stay unsaid."""

    key: Hashable
    sums: Sums
    hidden: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Cuts:
    """The same campaigns three ways, each adding up to `whole`."""

    whole: Part
    rounds: list[Part] = field(default_factory=list)
    months: list[Part] = field(default_factory=list)
    topics: list[Part] = field(default_factory=list)

    @property
    def hides(self) -> bool:
        return any(part.hidden for part in (self.whole, *self.rounds))


def cut(campaigns: list[ToldCampaign], *, tells_small: bool) -> Cuts:
    """Rounds and months in their order, topics in that of their first campaign."""
    hidden = {} if tells_small else {campaign.key: _small(campaign) for campaign in campaigns}
    return Cuts(
        whole=Part(None, add_up(campaigns), frozenset().union(*hidden.values())),
        rounds=_parts(campaigns, lambda campaign: campaign, hidden),
        months=_parts(campaigns, lambda campaign: campaign.month, hidden),
        topics=_parts(campaigns, lambda campaign: (campaign.topic_code, campaign.topic), hidden),
    )


def _small(campaign: ToldCampaign) -> frozenset[str]:
    return frozenset(name for name in COUNTS if is_small(getattr(campaign, name) or 0))


def _parts(
    campaigns: Iterable[ToldCampaign],
    of: Callable[[ToldCampaign], Hashable],
    hidden: dict[int, frozenset[str]],
) -> list[Part]:
    groups: dict[Hashable, list[ToldCampaign]] = {}
    for campaign in campaigns:
        groups.setdefault(of(campaign), []).append(campaign)
    return [
        Part(
            key,
            add_up(members),
            frozenset().union(*(hidden.get(campaign.key, ()) for campaign in members)),
        )
        for key, members in groups.items()
    ]
