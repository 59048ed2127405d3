"""Putting right the day a typed form was collected: the day its services and its household count from."""

from django.core.exceptions import ValidationError
from django.db.models import F

from enrollment.domain.correction import Work
from enrollment.domain.household import lock, sync_period
from enrollment.domain.spell_cut import cut_to_members
from enrollment.enums import ApplicationStatus, EndReason
from enrollment.models import EnrollmentPeriod, Household, HouseholdPeriod, IntakeForm
from enrollment.queries.stays import homes_of
from enrollment.validators.intake import collection_day


def collected_on(work: Work) -> None:
    """Move what began with the form to the right day; what other forms of the person began stays theirs.

    Raises ValidationError when the form's batch had not gone out yet on that day, or was back already.
    """
    former, day = work.application.collected_on, work.right_intake.collected_on
    paper = IntakeForm.objects.filter(application=work.application).select_related("batch").first()
    if paper is not None and (problems := collection_day(paper, day)):
        raise ValidationError(problems["collected_on"])
    work.application.collected_on = day
    work.application.save(update_fields=["collected_on"])
    if work.application.waits_for_guardian:
        return
    _move_periods(work, former, day)
    for household_id in sorted(homes_of(work.person)):
        house = lock(household_id)
        if day > former:
            cut_to_members(house)
    if day < former:
        _begin_earlier(work, day)


def _move_periods(work: Work, former, day) -> None:
    """Each service begins on the first day on which a form of the person that stands asked for it."""
    others = work.person.applications.exclude(pk=work.application.pk).exclude(
        status=ApplicationStatus.REVERSED
    )
    standing = [other for other in others if not other.waits_for_guardian]
    began = EnrollmentPeriod.objects.select_for_update(of=("self",)).select_related("service")
    began = began.filter(person=work.person, starts_on=former).exclude(ended_reason=EndReason.REVERSED)
    for period in began:
        code = period.service.code
        asked = [other.collected_on for other in standing if code in other.wanted_services]
        if period.source_id != work.application.pk and code not in work.application.wanted_services:
            continue
        first = min([day, *asked])
        period.starts_on = first if period.ends_on is None else min(first, period.ends_on)
        period.save(update_fields=["starts_on"])
    if day < former:
        running = EnrollmentPeriod.objects.filter(person=work.person, ends_on=None, starts_on__gt=day)
        running.filter(service__code__in=work.application.wanted_services).update(starts_on=day)


def _begin_earlier(work: Work, day) -> None:
    """The household counts from the earlier day; a first spell that has ended is lengthened to it."""
    house: Household = lock(work.household.pk)
    spells = HouseholdPeriod.objects.filter(household=house).exclude(ends_on=F("starts_on"))
    first = spells.order_by("starts_on").first()
    if first is not None and first.ends_on is not None and day < first.starts_on:
        first.starts_on = day
        first.save(update_fields=["starts_on"])
    elif work.person.household_id == house.pk:
        sync_period(house, day=day, place=work.application.place)
