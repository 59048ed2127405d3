"""A figure of a dashboard: never a bare number, always with what it stands on."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.common.share import percent
from portal.dashboards.hidden import WORD
from portal.dashboards.rules import RULES
from portal.dashboards.rules.rule import Rule


class Unit(models.TextChoices):
    PERCENT = "percent", _("%")
    POINTS = "points", _("%p")
    HOUSEHOLDS = "households", _("세대")
    PEOPLE = "people", _("명")
    MESSAGES = "messages", _("건")
    APPLICATIONS = "applications", pgettext_lazy("신청서", "건")
    FINDINGS = "findings", pgettext_lazy("특이 접수", "건")
    OPINIONS = "opinions", pgettext_lazy("의견", "건")
    CAMPAIGNS = "campaigns", _("회")
    DAYS = "days", _("일")
    WORKING_DAYS = "working_days", _("근무일")
    HOURS = "hours", _("시간")
    WON = "won", _("원")
    SHEETS = "sheets", _("장")
    SERVICES = "services", _("개")
    DOORS = "doors", _("집")
    DAY = "day", ""
    OTHER = "other", ""


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` in `unit`, counted by the rule of that code.

    `as_of` is the day at whose end it holds; `taken_at` the moment of counts taken every few minutes.
    `source` says where it comes from, the register of the denominator included. A value of None cannot be
    told, and `note` says why. `unit_word` is the unit of what is none of ours. Raises KeyError for a rule
    nobody wrote.
    """

    rule_code: str
    value: int | Decimal | date | None
    unit: Unit
    source: str
    as_of: date | None = None
    taken_at: datetime | None = None
    numerator: int | None = None
    denominator: int | None = None
    note: str = ""
    unit_word: str = ""

    def __post_init__(self):
        RULES[self.rule_code]

    @property
    def rule(self) -> Rule:
        return RULES[self.rule_code]

    @property
    def unit_label(self) -> str:
        return self.unit_word or str(self.unit.label)

    def as_record(self) -> dict:
        """As files and the API give it out: numbers as numbers, days and moments in ISO 8601."""
        return {
            "rule": self.rule_code,
            "value": plain(self.value),
            "unit": self.unit.value,
            "numerator": self.numerator,
            "denominator": self.denominator,
            "as_of": plain(self.as_of),
            "taken_at": plain(self.taken_at),
            "source": self.source,
            "note": self.note,
        }


def share(
    rule_code: str,
    part: int,
    whole: int | None,
    *,
    source: str,
    as_of: date | None = None,
    taken_at: datetime | None = None,
    note: str = "",
) -> Figure:
    """A part of a whole in percent, with both; without a whole its value is None."""
    return Figure(
        rule_code,
        percent(part, whole),
        Unit.PERCENT,
        source,
        as_of=as_of,
        taken_at=taken_at,
        numerator=part,
        denominator=whole,
        note=note,
    )


def plain(value):
    """As JSON holds it: decimals as numbers, none of them minus nothing; days and moments in ISO 8601, as the
    clocks of the office show them."""
    if isinstance(value, Decimal):
        return float(value) + 0.0
    if isinstance(value, datetime):
        value = timezone.localtime(value)
    return value.isoformat() if isinstance(value, date) else value


def unsaid(figure: Figure, note: str = "") -> Figure:
    """Kept back, or of what is not there; `note` says why when it is not for being small."""
    return replace(figure, value=None, numerator=None, denominator=None, note=note or str(WORD))
