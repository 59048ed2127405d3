"""Campaigns round by round, by month and by topic, and what of it stays unsaid.

Of each count the small campaigns are hidden, with as many of the next smallest as it takes. A month or a
topic is told only if each of its campaigns is: so nothing can be worked out of the three tables together but
the sum of what is hidden.
"""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field

from notices.queries.told_campaigns import ToldCampaign
from portal.common.small_cells import hidden_parts
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
    hidden = {} if tells_small else _hidden(campaigns)
    return Cuts(
        whole=Part(
            None, add_up(campaigns), frozenset() if tells_small else _hidden_of_all(campaigns, hidden)
        ),
        rounds=_parts(campaigns, lambda campaign: campaign, hidden),
        months=_parts(campaigns, lambda campaign: campaign.month, hidden),
        topics=_parts(campaigns, lambda campaign: (campaign.topic_code, campaign.topic), hidden),
    )


def _hidden(campaigns: list[ToldCampaign]) -> dict[int, set[str]]:
    """The counts that stay unsaid, by campaign."""
    unsaid: dict[int, set[str]] = {campaign.key: set() for campaign in campaigns}
    for name in COUNTS:
        numbers = [getattr(campaign, name) or 0 for campaign in campaigns]
        for campaign, is_hidden in zip(campaigns, hidden_parts(numbers), strict=True):
            if is_hidden:
                unsaid[campaign.key].add(name)
    return unsaid


def _hidden_of_all(campaigns: list[ToldCampaign], hidden: dict[int, set[str]]) -> frozenset[str]:
    """Counts whose sum would tell what is hidden, because nothing that is told is in it."""
    return frozenset(
        name
        for name in COUNTS
        if any(name in unsaid for unsaid in hidden.values())
        and not any(getattr(campaign, name) and name not in hidden[campaign.key] for campaign in campaigns)
    )


def _parts(
    campaigns: Iterable[ToldCampaign], of: Callable[[ToldCampaign], Hashable], hidden: dict[int, set[str]]
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
