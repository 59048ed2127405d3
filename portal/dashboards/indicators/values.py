"""Entering and correcting values of indicators. A correction supersedes the row; the old one stays."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.common import audit, resident_number
from portal.common.share import HUNDREDTH
from portal.common.text import clean
from portal.dashboards.models import Indicator, IndicatorValue

MOST = Decimal("999999999999.99")
_GROUPED = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d*)?")
LONGEST_PEER, LONGEST_SOURCE = 40, 200
PERCENT = "%"
NO_SOURCE = _("출처를 입력하지 않았습니다. 어디에서 나온 값인지 적어 주세요.")


@transaction.atomic
def enter(
    *,
    indicator: Indicator,
    period_on: date,
    value: Decimal,
    source: str,
    by: User | None,
    peer: str = "",
    peer_en: str = "",
) -> IndicatorValue:
    """Let `value` hold for the period that ends with `period_on`, of the district or of a `peer`.

    What stood there is superseded; the same value from the same source changes nothing. `peer_en` names a
    peer in English for all its values; left out, the name it has stays. Raises ValidationError by field.
    """
    refuse_wrong(indicator, value=value, source=source, peer=peer, peer_en=peer_en)
    Indicator.objects.select_for_update().get(pk=indicator.pk)
    peer_en = _name_in_english(indicator, peer, peer_en, by)
    now = in_force(indicator, peer, period_on)
    if now is not None:
        if (now.value, now.source) == (value, source):
            return now
        _supersede(now)
    entered = IndicatorValue.objects.create(
        indicator=indicator,
        peer=peer,
        peer_en=peer_en,
        period_on=period_on,
        value=value,
        source=source,
        entered_by=by,
    )
    audit.record(
        by=by,
        action="indicator.correct" if now else "indicator.enter",
        obj=indicator,
        peer=peer,
        period_on=period_on.isoformat(),
        value=str(value),
        **({"before": str(now.value)} if now else {}),
    )
    return entered


def in_force(indicator: Indicator, peer: str, period_on: date) -> IndicatorValue | None:
    """What holds for the period that ends with the day; None where nothing does."""
    return IndicatorValue.objects.filter(
        indicator=indicator, peer=peer, period_on=period_on, superseded_at=None
    ).first()


@transaction.atomic
def take_back(*, value: IndicatorValue, by: User | None) -> None:
    """A value entered by mistake holds no more; twice changes nothing."""
    Indicator.objects.select_for_update().get(pk=value.indicator_id)
    value = IndicatorValue.objects.get(pk=value.pk)
    if value.superseded_at is not None:
        return
    _supersede(value)
    audit.record(
        by=by, action="indicator.take_back", obj=value.indicator, peer=value.peer,
        period_on=value.period_on.isoformat(), value=str(value.value),
    )  # fmt: skip


def parse_value(text) -> Decimal:
    """A number with at most two decimals; grouping commas and a percent sign behind are understood.

    Raises ValidationError with code `empty`, `invalid`, `decimals` or `too_large`.
    """
    written = clean(str(text if text is not None else ""))
    if not written:
        raise ValidationError(_("값이 비어 있습니다. 숫자를 적어 주세요. (예: 45.2)"), code="empty")
    number = written.removesuffix(PERCENT).strip()
    # A comma that parts no thousands is a decimal one to whoever wrote it: never left out in silence.
    grouped = _GROUPED.fullmatch(number)
    try:
        value = Decimal(number.replace(",", "") if grouped else number)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        raise ValidationError(_("값이 숫자가 아닙니다. 숫자만 적어 주세요. (예: 45.2)"), code="invalid")
    if abs(value) > MOST:
        raise ValidationError(_("값이 너무 큽니다. 단위를 확인해 주세요."), code="too_large")
    if value != value.quantize(HUNDREDTH):
        raise ValidationError(_("소수 둘째 자리까지만 적어 주세요. (예: 45.25)"), code="decimals")
    return value


def refuse_wrong(indicator: Indicator, *, value: Decimal, source: str, peer: str, peer_en: str = "") -> None:
    """Raises ValidationError by field: a share outside 0 to 100, no source, or a resident number."""
    problems = {}
    if indicator.unit == PERCENT and not 0 <= value <= 100:
        problems["value"] = _("백분율은 0부터 100까지입니다. 소수점과 단위를 확인해 주세요.")
    if not source.strip():
        problems["source"] = NO_SOURCE
    elif len(source) > LONGEST_SOURCE:
        problems["source"] = _("출처가 너무 깁니다. 200자까지 적어 주세요.")
    if len(peer) > LONGEST_PEER:
        problems["peer"] = _("비교 대상이 너무 깁니다. 40자까지 적어 주세요.")
    if peer_en and not peer:
        problems["peer_en"] = _("영어 이름만 있습니다. 비교 대상의 이름도 적거나 영어 이름을 지워 주세요.")
    for name, text in (("source", source), ("peer", peer), ("peer_en", peer_en)):
        if resident_number.contains(text):
            problems[name] = resident_number.MESSAGE
    if problems:
        raise ValidationError(problems)


def _name_in_english(indicator: Indicator, peer: str, peer_en: str, by: User | None) -> str:
    """The English name of a peer, given to all its values where it is a new one; empty where there is none,
    and of the district."""
    if not peer:
        return ""
    values = indicator.values.filter(peer=peer)
    known = values.exclude(peer_en="").values_list("peer_en", flat=True).first() or ""
    if peer_en in ("", known):
        return known
    if values.update(peer_en=peer_en):
        audit.record(by=by, action="indicator.name_peer", obj=indicator, peer=peer, peer_en=peer_en)
    return peer_en


def _supersede(value: IndicatorValue) -> None:
    value.superseded_at = timezone.now()
    value.save(update_fields=["superseded_at"])
