"""Starting and ending single services of a person."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.domain.household import lock_with, sync_period
from enrollment.domain.leave import end_periods
from enrollment.domain.proof import Proof, write_change
from enrollment.domain.tell import tell
from enrollment.enums import ApplicationMethod, ChangeKind, EndReason
from enrollment.models import Application, Change, EnrollmentPeriod, Person, Service
from enrollment.queries.consents import given_purposes
from enrollment.validators.changes import refuse_bad_day
from enrollment.validators.wishes import service_problems


def start(person: Person, codes, *, application: Application, day: date) -> None:
    """Start the wanted services from `day`; one that runs since a later day runs from `day` too."""
    running = EnrollmentPeriod.objects.filter(person=person, ends_on=None, service__code__in=codes)
    # A form collected earlier but entered later: its services run from the earlier day.
    running.filter(starts_on__gt=day).update(starts_on=day)
    services = Service.objects.filter(code__in=codes).exclude(periods__in=running)
    EnrollmentPeriod.objects.bulk_create(
        EnrollmentPeriod(person=person, service=service, starts_on=day, source=application)
        for service in services
    )


@transaction.atomic
def set_services(*, person: Person, codes: list[str], on: date, proof: Proof, by) -> Change | None:
    """Make `codes` the services the person uses from `on`; returns None when nothing changed.

    Raises ValidationError at `services` when none is left (that is leaving), when one is not offered any
    more, or when its consent is not held; at `on` for a day that cannot be.
    """
    household, person = lock_with(person)
    running = EnrollmentPeriod.objects.filter(person=person, ends_on=None)
    current = set(running.values_list("service__code", flat=True))
    if not current:
        raise ValidationError(_("탈퇴한 상태입니다. 다시 이용하려면 새로 신청해 주세요."))
    added, dropped = set(codes) - current, current - set(codes)
    if not codes:
        raise ValidationError({"services": [_("하나 이상 골라 주세요. 모두 그만두려면 탈퇴를 골라 주세요.")]})
    if not added and not dropped:
        return None
    refuse_bad_day(on, household=household, method=proof.method, person=person)
    held = dict.fromkeys(given_purposes(person), True)
    if added and (problems := service_problems(sorted(added), held)):
        raise ValidationError(problems)
    now = timezone.now()
    change = write_change(
        kind=ChangeKind.SERVICES, household=household, person=person, on=on, proof=proof, by=by, at=now,
        started=sorted(added), ended=sorted(dropped),
    )  # fmt: skip
    end_periods(running.filter(service__code__in=dropped), on=on, reason=EndReason.WITHDRAWN)
    if added:
        start(person, sorted(added), application=person.applications.latest("id"), day=on)
    sync_period(household, day=on)
    if proof.method != ApplicationMethod.ONLINE:
        tell(person, purpose="services", text=f"이용하는 서비스를 바꿨습니다. 접수번호 {change.receipt_no}")
    return change
