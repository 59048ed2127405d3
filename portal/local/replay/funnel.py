"""How far online applications came on each day: as many came to the end as were handed in that day."""

import random
from collections.abc import Iterator

from django.db.models import Count
from django.db.models.functions import TruncDate

from enrollment.domain.funnel import DONE
from enrollment.enums import ApplicationMethod, ContactKind
from enrollment.models import Application, FunnelDay

GO_ON = {
    "consents": 0.86,
    "person": 0.95,
    "contact": 0.97,
    "mobile_code": 0.9,
    "household": 0.95,
    "services": 0.98,
    "check": 0.985,
}
"""Share of those who came to a page that came to the next. Invented: most leave at the first page or wait for
a code in vain. Nobody under 14 applied online, so nobody came to the pages of guardians."""


def count(rng: random.Random) -> int:
    """Write down the days; how many applications were begun."""
    days = [row for handed_in in _handed_in() for row in _told(rng, *handed_in)]
    FunnelDay.objects.bulk_create(days)
    return sum(row.reached for row in days if row.step == next(iter(GO_ON)))


def _handed_in() -> Iterator[tuple]:
    """Each day with its online applications, and of how many of them an email address was confirmed."""
    online = Application.objects.filter(method=ApplicationMethod.ONLINE).order_by()
    by_day = online.annotate(on=TruncDate("entered_at")).values("on").annotate(number=Count("pk"))
    with_email = by_day.filter(person__contacts__kind=ContactKind.EMAIL)
    emails = dict(with_email.values_list("on", "number"))
    for on, number in by_day.order_by("on").values_list("on", "number"):
        yield on, number, emails.get(on, 0)


def _told(rng: random.Random, day, done: int, emails: int) -> Iterator[FunnelDay]:
    """From the last page back to the first: those who went on, and those who stopped there."""
    yield FunnelDay(day=day, step=DONE, reached=done)
    yield FunnelDay(day=day, step="email_code", reached=emails)
    came = done
    for step, share in reversed(GO_ON.items()):
        came += sum(rng.random() < (1 - share) / share for _one in range(came))
        yield FunnelDay(day=day, step=step, reached=came)
