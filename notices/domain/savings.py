"""Assumptions behind the savings: set from a day on, so that what was told before stays as it was."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.domain.target import FARTHEST
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

    `minutes` of carrying with one decimal; print and postage in won. All of them may be nothing, such as of a
    kind whose paper goes out anyway: `source` says why. The start
    lies today or later, at most `FARTHEST`; one that has not begun before today is replaced by
    another for the same day. Raises ValidationError by field.
    """
    problems = {}
    today = timezone.localdate()
    if starts_on < today:
        problems["starts_on"] = _("지난 날의 수치는 바꿀 수 없습니다. 오늘이나 그 뒤의 날을 입력해 주세요.")
    elif starts_on > today + FARTHEST:
        problems["starts_on"] = _("적용 시작일이 10년보다 뒤입니다. 연도를 확인해 주세요.")
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


@transaction.atomic
def take_back(*, assumption: SavingsAssumption, by: User | None) -> None:
    """Delete one that has not begun: no notice was counted with it. What the next half-year may save was
    worked out with it and will be without it; monthly reports keep what they told.

    Raises ValidationError for one that has begun.
    """
    held = SavingsAssumption.objects.select_for_update(of=("self",)).filter(pk=assumption.pk).first()
    if held is None:
        return
    if held.starts_on <= timezone.localdate():
        raise ValidationError(_("이미 시작한 가정은 거둘 수 없습니다. 오늘부터 쓸 가정을 새로 정하세요."))
    audit.record(
        by=by,
        action="savings.take_back",
        obj=held,
        kind=held.kind.code if held.kind else "",
        starts_on=held.starts_on.isoformat(),
        **{name: str(getattr(held, name)) for name in ("minutes", "print_won", "postage_won")},
    )
    held.delete()


def load_after_migrate(**_kwargs) -> None:
    """Create the assumption the programme began with, where it is missing."""
    SavingsAssumption.objects.bulk_create(
        (SavingsAssumption(**entry) for entry in json.loads(FILE.read_text(encoding="utf-8"))),
        ignore_conflicts=True,
    )
