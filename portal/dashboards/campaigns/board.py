"""The page of campaigns and notices, put together from what was counted of each campaign and round."""

from dataclasses import dataclass
from datetime import date, datetime

from enrollment.models import District
from notices.models import NoticeKind
from notices.queries import notice_days, told_campaigns
from notices.queries.told_campaigns import ToldCampaign
from portal.common.moment import one_moment
from portal.common.small_cells import is_small
from portal.dashboards.campaigns import addressed, headline
from portal.dashboards.campaigns.addressed import Addressed
from portal.dashboards.campaigns.cuts import Cuts, cut
from portal.dashboards.figure import Figure


@dataclass(frozen=True, slots=True)
class CampaignBoard:
    """Campaigns and rounds that began from `since` (None: the first) up to the end of `as_of`.

    What came of them is as it was last counted, `counted_at` the oldest count of one that may still change.
    `polls` are invitations to polls, told beside the campaigns and in none of their sums. `uncounted`
    campaigns began a moment ago.
    """

    district: District
    as_of: date
    since: date | None
    counted_at: datetime | None
    figures: tuple[Figure, ...]
    news: Cuts
    polls: Cuts
    addressed: Addressed
    uncounted: int

    @property
    def is_empty(self) -> bool:
        return not (self.news.rounds or self.polls.rounds or self.addressed.rows)

    @property
    def hides(self) -> bool:
        return self.news.hides or self.polls.hides or self.addressed.hides


def read(
    as_of: date, district_code: str, since: date | None = None, *, tells_small: bool
) -> CampaignBoard | None:
    """Every figure of the page from one moment; None when the district is not known yet.

    Without `tells_small` counts under five stay unsaid, and what would tell them: `since` is the first of its
    month then, and notices are told by kind and month where nothing from the beginning up to the day is few.
    Else they are told all together, and only from the beginning (decision 21).
    """
    if since and not tells_small:
        since = since.replace(day=1)
    with one_moment():
        district = District.objects.filter(code=district_code).first()
        if district is None:
            return None
        campaigns = told_campaigns.read(as_of, district_code)
        rounds = notice_days.rounds(as_of, district_code, since)
        kinds = NoticeKind.objects.in_bulk({row.kind_id for row in rounds})
        history = notice_days.rounds(as_of, district_code) if since and not tells_small else rounds
    began = [row for row in campaigns.rows if since is None or row.began_on >= since]
    news = cut([row for row in began if not row.is_poll], tells_small=tells_small)
    notices = addressed.of(rounds, kinds)
    if not tells_small:
        hides = any(map(addressed.is_few, history))
        hides_whole = addressed.is_few(notices.whole) or (hides and since is not None)
        notices = addressed.of(rounds, kinds, hides_parts=hides, hides_whole=hides_whole)
    counted_at, reached = _counted_at(began), _reached(campaigns.rows)
    if is_small(reached) and not tells_small:
        reached = None
    return CampaignBoard(
        district=district,
        as_of=as_of,
        since=since,
        counted_at=counted_at,
        figures=headline.figures(as_of, counted_at, news, notices, reached=reached),
        news=news,
        polls=cut([row for row in began if row.is_poll], tells_small=tells_small),
        addressed=notices,
        uncounted=campaigns.uncounted,
    )


def _counted_at(campaigns: list[ToldCampaign]) -> datetime | None:
    """The oldest count of those that may still change; the newest where none may."""
    open_counts = [row.counted_at for row in campaigns if not row.is_final]
    return min(open_counts) if open_counts else max((row.counted_at for row in campaigns), default=None)


def _reached(campaigns: list[ToldCampaign]) -> int:
    """Different people up to the day, whatever was sent to them first."""
    return sum(row.newly_reached for row in campaigns)
