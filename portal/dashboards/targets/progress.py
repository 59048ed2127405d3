"""How far the district, a dong or a service has come towards its target."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from enrollment.models import Target
from enrollment.queries.rates import Rate
from portal.dashboards.hidden import WORD
from portal.dashboards.pace import Pace


class State(models.TextChoices):
    REACHED = "reached", _("목표 달성")
    IN_TIME = "in_time", _("순조로움")
    SLOW = "slow", _("속도 부족")
    OVERDUE = "overdue", _("기한 지남")
    UNKNOWN = "unknown", _("알 수 없음")
    NO_TARGET = "no_target", _("목표 없음")
    HIDDEN = "hidden", WORD


TONES = {
    State.REACHED: "success",
    State.IN_TIME: "success",
    State.SLOW: "warning",
    State.OVERDUE: "danger",
}


@dataclass(frozen=True, slots=True)
class Progress:
    """Households or people of `code` at the end of a day, on the way to `target`.

    `pace` is None without a target, before intake opened, and for a rate without a denominator. `is_own` is
    false for a dong that is measured against the target of the district. Nothing that is counted is told
    where `is_hidden`: fewer than five, or what would tell them.
    """

    code: str
    name: str
    count: int
    target: Target | None
    pace: Pace | None
    rate: Rate | None = None
    is_own: bool = True
    is_hidden: bool = False

    @property
    def state(self) -> State:
        if self.target is None:
            return State.NO_TARGET
        if self.is_hidden:
            return State.HIDDEN
        if self.pace is None:
            return State.UNKNOWN
        if self.pace.is_reached:
            return State.REACHED
        if not self.pace.days_left:
            return State.OVERDUE
        reached_on = self.pace.projection.on
        return State.IN_TIME if reached_on and reached_on <= self.pace.target.due_on else State.SLOW

    @property
    def tone(self) -> str:
        return TONES.get(self.state, "gray")

    @property
    def goal(self) -> int | None:
        """Households or people the target asks for; that tells nothing of who came."""
        return self.pace.target_households if self.pace else self.target and self.target.people

    @property
    def told_count(self) -> int | None:
        return None if self.is_hidden else self.count

    @property
    def rate_percent(self) -> Decimal | None:
        return self.rate.rate_percent if self.rate and not self.is_hidden else None

    @property
    def attainment_percent(self) -> Decimal | None:
        return self._told("attainment_percent")

    @property
    def missing(self) -> int | None:
        return self._told("missing")

    @property
    def needed(self) -> Decimal | None:
        """A working day, to be there in time; 0 once it is reached, None when no day is left."""
        return self._told("needed_per_working_day")

    @property
    def actual(self) -> Decimal | None:
        """A working day, of late."""
        return self._told("actual_per_working_day")

    @property
    def projected_on(self) -> date | None:
        projection = self._told("projection")
        return projection and projection.on

    def _told(self, name: str):
        return None if self.pace is None or self.is_hidden else getattr(self.pace, name)
