"""The services of two records of one person as those of one: on no day, past ones included, twice."""

from datetime import date

from django.db.models import F

from enrollment.enums import EndReason
from enrollment.models import EnrollmentPeriod, Person, PersonMerge

Stretch = tuple[date, date]


def pass_services(keep: Person, absorb: Person) -> dict:
    """Each service counts once on any day: the absorbed period shrinks to nothing, its days go to the kept
    person's. Returns what `return_services` takes back."""
    running = EnrollmentPeriod.objects.filter(ends_on=None)
    has = {period.service_id: period for period in running.filter(person=keep)}
    ended, opened, earlier = [], [], {}
    for period in running.filter(person=absorb).order_by("pk"):
        own = has.get(period.service_id)
        if own is None:
            own = EnrollmentPeriod.objects.create(
                person=keep,
                service_id=period.service_id,
                starts_on=period.starts_on,
                source_id=period.source_id,
            )
            opened.append(own.pk)
        elif period.starts_on < own.starts_on:
            earlier[str(own.pk)] = own.starts_on.isoformat()
            own.starts_on = period.starts_on
            own.save(update_fields=["starts_on"])
        ended.append(period.pk)
    EnrollmentPeriod.objects.filter(pk__in=ended).update(
        ends_on=F("starts_on"), ended_reason=EndReason.MERGED
    )
    return {"ended": ended, "opened": opened, "earlier": earlier, **_cut_overlaps(keep, absorb)}


def return_services(merge: PersonMerge) -> None:
    carried = merge.carried
    own = {
        period.service_id: period
        for period in EnrollmentPeriod.objects.filter(person=merge.kept_id)
        .exclude(ended_reason=EndReason.MERGED)
        .order_by(F("ends_on").asc(nulls_last=True))
    }
    for period in EnrollmentPeriod.objects.filter(pk__in=carried["ended"], ended_reason=EndReason.MERGED):
        holds = own.get(period.service_id)
        # Ended since by the person, whoever the record belonged to: the will stands.
        ended = holds is not None and holds.ends_on is not None
        period.ends_on = max(holds.ends_on, period.starts_on) if ended else None
        period.ended_reason = holds.ended_reason if ended else ""
        period.save(update_fields=["ends_on", "ended_reason"])
    EnrollmentPeriod.objects.filter(pk__in=carried["opened"]).update(
        ends_on=F("starts_on"), ended_reason=EndReason.MERGED
    )
    for pk, starts_on in carried["earlier"].items():
        EnrollmentPeriod.objects.filter(pk=pk).exclude(ends_on__lt=starts_on).update(starts_on=starts_on)
    _join_cuts(carried)


def _cut_overlaps(keep: Person, absorb: Person) -> dict:
    """Cut what has ended to the days on which nothing else of the two runs; the kept person's stays."""
    cut, made = {}, []
    covered: dict[int, list[Stretch]] = {}
    periods = EnrollmentPeriod.objects.filter(person__in=(keep, absorb)).exclude(ends_on=F("starts_on"))
    running_first = sorted(
        periods, key=lambda one: (one.ends_on is not None, one.person_id != keep.pk, one.pk)
    )
    for period in running_first:
        days = covered.setdefault(period.service_id, [])
        whole = (period.starts_on, period.ends_on or date.max)
        left = _without(whole, days)
        days.extend(left)
        if left != [whole]:
            cut[str(period.pk)] = [
                period.starts_on.isoformat(),
                period.ends_on.isoformat(),
                period.ended_reason,
            ]
            made += _write(period, left)
    return {"cut": cut, "made": made}


def _without(days: Stretch, covered: list[Stretch]) -> list[Stretch]:
    """What is left of `days`, in order."""
    left, (first, end) = [], days
    for start, stop in sorted(covered):
        if first < min(start, end):
            left.append((first, min(start, end)))
        first = max(first, stop)
    return [*left, (first, end)] if first < end else left


def _write(period: EnrollmentPeriod, left: list[Stretch]) -> list[int]:
    """The first stretch keeps the row; the keys of those written for the others."""
    reason = period.ended_reason
    if not left:
        period.ends_on, period.ended_reason = period.starts_on, EndReason.MERGED
    else:
        period.starts_on, period.ends_on = left[0]
    period.save(update_fields=["starts_on", "ends_on", "ended_reason"])
    of = {"person_id": period.person_id, "service_id": period.service_id, "source_id": period.source_id}
    return [
        EnrollmentPeriod.objects.create(starts_on=first, ends_on=end, ended_reason=reason, **of).pk
        for first, end in left[1:]
    ]


def _join_cuts(carried: dict) -> None:
    """As they were, but for what was reversed since."""
    for pk, (starts_on, ends_on, reason) in carried["cut"].items():
        EnrollmentPeriod.objects.filter(pk=pk).exclude(ended_reason=EndReason.REVERSED).update(
            starts_on=starts_on, ends_on=ends_on, ended_reason=reason
        )
    EnrollmentPeriod.objects.filter(pk__in=carried["made"]).update(
        ends_on=F("starts_on"), ended_reason=EndReason.MERGED
    )
