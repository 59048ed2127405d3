"""Assumptions behind the savings: set from a day on, so that what was told before stays as it was."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from notices.models import NoticeKind, SavingsAssumption
from portal.accounts.models import User
from portal.common import audit

FILE = Path(__file__).resolve().parents[1] / "reference" / "savings.json"


@transaction.atomic
def set_assumption(
    *,
    kind: NoticeKind | None,
    starts_on: date,
    minutes: Decimal,
    print_won: int,
    postage_won: int,
    source: str,
    by: User | None,
) -> SavingsAssumption:
    """Let one seen notice of `kind` (None: of every kind) save so much from `starts_on` on.

    `minutes` of carrying with one decimal; print and postage in won. The start lies today or later; one that
    has not begun before today is replaced by another for the same day. Raises ValidationError by field.
    """
    problems = {}
    if starts_on < timezone.localdate():
        problems["starts_on"] = _("지난 날의 수치는 바꿀 수 없습니다. 오늘이나 그 뒤의 날을 입력해 주세요.")
    if minutes < 0:
        problems["minutes"] = _("전달 시간은 0 이상이어야 합니다. (예: 20)")
    if not source.strip():
        problems["source"] = _("근거를 입력하지 않았습니다. 어디에서 나온 값인지 적어 주세요.")
    if problems:
        raise ValidationError(problems)
    values = {"minutes": minutes, "print_won": print_won, "postage_won": postage_won}
    assumption, _created = SavingsAssumption.objects.update_or_create(
        kind=kind, starts_on=starts_on, defaults={**values, "source": source.strip(), "set_by": by}
    )
    audit.record(
        by=by,
        action="savings.set",
        obj=assumption,
        kind=kind.code if kind else "",
        starts_on=starts_on.isoformat(),
        **{name: str(value) for name, value in values.items()},
    )
    return assumption


def load_after_migrate(**_kwargs) -> None:
    """Create the assumption the programme began with, where it is missing."""
    SavingsAssumption.objects.bulk_create(
        (SavingsAssumption(**entry) for entry in json.loads(FILE.read_text(encoding="utf-8"))),
        ignore_conflicts=True,
    )
