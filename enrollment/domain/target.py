"""Targets: what is to be reached by a day. A ledger; of each subject the one set last is in force."""

from datetime import date, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.models import District, Dong, Service, Target
from portal.accounts.models import User
from portal.common import audit

MOST_PEOPLE = 9_999_999
FARTHEST = timedelta(days=3653)
"""Ten years: pages count the working days up to a due day."""


@transaction.atomic
def set_target(
    *, district: District, rate_percent: Decimal, due_on: date, by: User | None, dong: Dong | None = None
) -> Target:
    """Set the enrollment rate of the district, or of one of its dongs, from today on. The same once more
    changes nothing: it gives the target that is there.

    `rate_percent` is above 0 and at most 100, with one decimal. Raises ValidationError by field.
    """
    problems = _wrong_day(due_on)
    if not 0 < rate_percent <= 100:
        problems["rate_percent"] = _("목표 신청률은 0보다 크고 100 이하여야 합니다. (예: 50)")
    if dong is not None and dong.district_id != district.pk:
        problems["dong"] = _("이 구의 동이 아닙니다. 목록에서 골라 주세요.")
    _refuse(problems)
    told = {"rate_percent": str(rate_percent), **({"dong": dong.pk} if dong else {})}
    return _set(district, due_on, by, told, dong=dong, service=None, rate_percent=rate_percent, people=None)


@transaction.atomic
def set_service_target(
    *, district: District, service: Service, people: int, due_on: date, by: User | None
) -> Target:
    """Set how many people are to use a service, from today on. The same once more changes nothing. Raises
    ValidationError by field."""
    problems = _wrong_day(due_on)
    if not 0 < people <= MOST_PEOPLE:
        problems["people"] = _("목표 이용자는 1명부터 9,999,999명까지입니다. (예: 3000)")
    if not service.is_open:
        problems["service"] = _("지금 신청을 받지 않는 서비스입니다. 다른 서비스를 골라 주세요.")
    _refuse(problems)
    told = {"service": service.code, "people": people}
    return _set(district, due_on, by, told, dong=None, service=service, rate_percent=None, people=people)


@transaction.atomic
def drop_target(*, target: Target, by: User | None) -> Target:
    """From today on its subject has no target. Raises ValidationError for one dropped before."""
    target = Target.objects.select_for_update(of=("self",)).get(pk=target.pk)
    if target.dropped_on:
        raise ValidationError(_("이미 거둔 목표입니다."))
    target.dropped_on = timezone.localdate()
    target.save(update_fields=["dropped_on"])
    audit.record(by=by, action="target.drop", obj=target)
    return target


def _wrong_day(due_on: date) -> dict[str, str]:
    today = timezone.localdate()
    if due_on <= today:
        return {"due_on": _("기한이 오늘이거나 지났습니다. 내일이나 그 뒤의 날을 입력해 주세요.")}
    if due_on > today + FARTHEST:
        return {"due_on": _("기한이 10년보다 뒤입니다. 연도를 확인해 주세요.")}
    return {}


def _refuse(problems: dict[str, str]) -> None:
    if problems:
        raise ValidationError(problems)


def _set(district: District, due_on: date, by: User | None, told: dict, **goal) -> Target:
    # One at a time, so that a form pressed twice finds what it has just set.
    District.objects.select_for_update().get(pk=district.pk)
    ledger = Target.objects.filter(district=district, dong=goal["dong"], service=goal["service"])
    newest = ledger.order_by("-set_on", "-id").first()
    wanted = {"due_on": due_on, "dropped_on": None, **goal}
    if newest and all(getattr(newest, name) == value for name, value in wanted.items()):
        return newest
    target = Target.objects.create(district=district, set_on=timezone.localdate(), set_by=by, **wanted)
    audit.record(by=by, action="target.set", obj=target, due_on=due_on.isoformat(), **told)
    return target
