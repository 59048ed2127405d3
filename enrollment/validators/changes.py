"""From which day a change may hold, and what must be there to be changed."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.enums import ApplicationMethod, ChangeKind
from enrollment.models import Change, EnrollmentPeriod, Household, HouseholdPeriod, Person
from enrollment.queries.stays import last_move_of
from portal.common.templatetags.korean import kdate

BACKDATED_AT_MOST = timedelta(days=365)
"""A death or a move out is learned of late; what is older than a year is a correction, not a change."""


def refuse_bad_day(on: date, *, household: Household, method: str, person: Person | None = None) -> None:
    """Raise ValidationError at `on` unless the change may hold from that day.

    Online it holds from today. At a desk it may lie in the past: up to a year, not before the enrollment
    it ends began, and not before the household last moved, so that no past rate is told twice.
    """
    today = timezone.localdate()
    if on > today:
        raise ValidationError({"on": _("적용일이 오늘보다 뒤입니다. 오늘이거나 지난 날짜를 입력해 주세요.")})
    if method == ApplicationMethod.ONLINE and on != today:
        raise ValidationError(
            {"on": _("온라인에서는 오늘부터 적용됩니다. 지난 날은 동 주민센터에 알려 주세요.")}
        )
    if today - on > BACKDATED_AT_MOST:
        raise ValidationError({"on": _("적용일이 1년보다 더 전입니다. 날짜를 다시 확인해 주세요.")})
    earliest = earliest_day(household, person)
    if earliest and on < earliest:
        message = _(
            "적용일이 이용을 시작하거나 이사한 날(%(day)s)보다 앞입니다. 그날이나 그 뒤로 입력해 주세요."
        )
        raise ValidationError({"on": message % {"day": kdate(earliest)}})


def earliest_day(household: Household, person: Person | None = None) -> date | None:
    """The first day from which a change of the household, or of one member, may hold; None without bound."""
    people = {"person": person} if person else {"person__household": household}
    starts = EnrollmentPeriod.objects.filter(**people, ends_on=None).order_by("starts_on")
    first = starts.values_list("starts_on", flat=True).first()
    moved = Change.objects.filter(household=household, kind=ChangeKind.MOVED)
    last_move = moved.aggregate(day=Max("effective_on"))["day"]
    # A day spent in another household is that one's past.
    came = last_move_of([person.pk] if person else household.people.filter(periods__ends_on=None))
    return max((day for day in (first, last_move, came) if day), default=None)


def earliest_move(household: Household) -> date | None:
    """The first day on which the household may move: not before its present spell began."""
    spell = HouseholdPeriod.objects.filter(household=household, ends_on=None).first()
    moved = Change.objects.filter(household=household, kind=ChangeKind.MOVED)
    last_move = moved.aggregate(day=Max("effective_on"))["day"]
    return max((day for day in (spell and spell.starts_on, last_move) if day), default=None)
