"""What an audience comes to at this moment: messages by channel and dong, and who is left out and why."""

from dataclasses import dataclass

from django.db import connection
from django.utils import timezone

from enrollment.enums import Channel
from enrollment.models import Dong
from notices.domain.audience import Counts
from notices.enums import LeftOut
from notices.queries.outlook import outlook_sql
from notices.segment import Segment


@dataclass(frozen=True, slots=True)
class Outlook:
    """`by_dong`: (dong, people, messages in the order of the segment's channels) of dongs that receive
    something."""

    counts: Counts
    by_dong: list[tuple[Dong, int, list[int]]]

    @property
    def left_out(self) -> list[tuple[LeftOut, int]]:
        """(reason, people), the most people first."""
        return self.counts.left_out

    @property
    def left_out_people(self) -> int:
        return sum(people for _reason, people in self.left_out)

    @property
    def by_channel(self) -> list[tuple[Channel, int]]:
        return [(Channel(code), messages) for code, messages in self.counts.by_channel.items()]


def outlook(segment: Segment, kind: str, *, district: str) -> Outlook:
    """Counted now; `counts` is what `audience.count` says and `audience.snapshot` writes."""
    sql, params = outlook_sql(segment, kind=kind, district=district, today=timezone.localdate())
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        rows = cursor.fetchall()
    dongs: dict[str, dict[str, int]] = {}
    people_of: dict[str, int] = {}
    for reason, dong, channels, people in rows:
        if reason:
            continue
        people_of[dong] = people_of.get(dong, 0) + people
        messages = dongs.setdefault(dong, dict.fromkeys(segment.channels, 0))
        for channel in channels:
            messages[channel] += people
    totals = {code: sum(messages[code] for messages in dongs.values()) for code in segment.channels}
    known = Dong.objects.in_bulk(list(dongs))
    left_out = [(LeftOut(reason), people) for reason, _dong, _channels, people in rows if reason]
    return Outlook(
        counts=Counts(sum(people_of.values()), totals, sorted(left_out, key=lambda pair: -pair[1])),
        by_dong=[(known[dong], people_of[dong], list(dongs[dong].values())) for dong in sorted(dongs)],
    )
