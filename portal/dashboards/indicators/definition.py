"""What is followed from outside: defining an indicator, and changing what it means."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.common import audit, resident_number
from portal.dashboards.models import Indicator

FIELDS = (
    "name", "name_en", "unit", "definition", "definition_en", "baseline", "baseline_period",
    "baseline_period_en", "target", "target_on", "higher_is_better", "is_shown",
)  # fmt: skip

WORDS = ("name", "name_en", "definition", "definition_en")
"""Texts that are not repeated in the audit."""

TAKEN = frozenset(("new", "upload", "preview", "files"))
"""Addresses of other pages beneath that of the indicators."""


@transaction.atomic
def define(*, indicator: Indicator, by: User | None, **fields) -> Indicator:
    """Write a new indicator or a changed one; only `FIELDS` change. Raises ValidationError by field."""
    is_new = indicator.pk is None
    for name in FIELDS:
        if name in fields:
            setattr(indicator, name, fields[name])
    _refuse_wrong(indicator)
    if is_new:
        indicator.position = Indicator.objects.filter(district=indicator.district).count() + 1
    indicator.save()
    told = {name: str(value) for name, value in fields.items() if name not in WORDS}
    audit.record(
        by=by, action="indicator.define" if is_new else "indicator.change", obj=indicator,
        code=indicator.code, **told,
    )  # fmt: skip
    return indicator


def _refuse_wrong(indicator: Indicator) -> None:
    problems = {}
    others = Indicator.objects.filter(district=indicator.district).exclude(pk=indicator.pk)
    if indicator.code in TAKEN or others.filter(code=indicator.code).exists():
        problems["code"] = _("이미 쓰는 코드입니다. 다른 코드를 적어 주세요.")
    if others.filter(name=indicator.name).exists():
        problems["name"] = _("같은 이름의 지표가 있습니다. 다른 이름을 적어 주세요.")
    if indicator.baseline is not None and not indicator.baseline_period:
        problems["baseline_period"] = _("기준값이 언제의 것인지 적어 주세요. (예: 2012년)")
    if indicator.target is None and indicator.target_on is not None:
        problems["target"] = _("목표 기한만 있습니다. 목표값도 적거나 기한을 지워 주세요.")
    for name in (*WORDS, "baseline_period", "baseline_period_en", "unit"):
        if resident_number.contains(getattr(indicator, name)):
            problems[name] = resident_number.MESSAGE
    if problems:
        raise ValidationError(problems)
