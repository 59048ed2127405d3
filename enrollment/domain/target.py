"""Targets: an enrollment rate to be reached by a day. A ledger; the one set last is in force."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.models import District, Target
from portal.accounts.models import User
from portal.common import audit


@transaction.atomic
def set_target(*, district: District, rate_percent: Decimal, due_on: date, by: User | None) -> Target:
    """Set the district's target from today on; earlier ones stay in the ledger.

    `rate_percent` is above 0 and at most 100, with one decimal. Raises ValidationError by field.
    """
    today = timezone.localdate()
    problems = {}
    if not 0 < rate_percent <= 100:
        problems["rate_percent"] = _("목표 신청률은 0보다 크고 100 이하여야 합니다. (예: 50)")
    if due_on <= today:
        problems["due_on"] = _("기한이 오늘이거나 지났습니다. 내일이나 그 뒤의 날을 입력해 주세요.")
    if problems:
        raise ValidationError(problems)
    target = Target.objects.create(
        district=district, rate_percent=rate_percent, due_on=due_on, set_on=today, set_by=by
    )
    audit.record(
        by=by, action="target.set", obj=target, rate_percent=str(rate_percent), due_on=due_on.isoformat()
    )
    return target
