"""The monthly review of the access log (safety-measures notice, article 8): the unusual comes first."""

from datetime import date, datetime

from django.db.models import BooleanField, Case, ExpressionWrapper, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import ExtractHour
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.accounts.models import User
from portal.common.models import AccessLog
from portal.common.month import Month

MANY_SUBJECTS = 100
"""An export of this many people or more is looked at first."""
NIGHT_FROM, NIGHT_TO = 22, 6
"""Hours of local time, from and up to, in which nobody is expected at a desk."""

_LARGE = Q(action=AccessLog.Action.EXPORT, subject_count__gte=MANY_SUBJECTS)
_NIGHT = Q(local_hour__gte=NIGHT_FROM) | Q(local_hour__lt=NIGHT_TO)


SUBJECTS = {
    "household": pgettext_lazy("접속기록", "세대"),
    "person": _("주민"),
    "application": _("신청"),
    "campaign": _("발송"),
    "delivery": _("발송 건"),
    "waiting_application": _("확인 중인 신청"),
    "import_file": _("명단 파일"),
    "recipient_list": _("올린 명단"),
    "access_log": _("접속기록"),
    "reply": _("의견"),
}


def subject_name(subject_type: str) -> str:
    """What kind of record was looked at, in words; a kind without words keeps its code."""
    return str(SUBJECTS.get(subject_type, subject_type))


def month_bounds(month: date) -> tuple[datetime, datetime]:
    """First moment of the month and of the next, in local time."""
    found, zone = Month.of(month), timezone.get_current_timezone()
    days = (found.first, found.next.first)
    return tuple(datetime(day.year, day.month, day.day, tzinfo=zone) for day in days)


def in_month(month: date) -> QuerySet[AccessLog]:
    """The entries of a month with `is_large_export` and `is_at_night`, the unusual first, then the latest."""
    start, end = month_bounds(month)
    entries = AccessLog.objects.filter(at__gte=start, at__lt=end).select_related("user")
    entries = entries.annotate(local_hour=ExtractHour("at"))
    return entries.annotate(
        is_large_export=ExpressionWrapper(_LARGE, output_field=BooleanField()),
        is_at_night=ExpressionWrapper(_NIGHT, output_field=BooleanField()),
        unusual=Case(
            When(_LARGE & _NIGHT, then=Value(2)),
            When(_LARGE | _NIGHT, then=Value(1)),
            default=Value(0),
            output_field=IntegerField(),
        ),
    ).order_by("-unusual", "-at", "-id")


def people_in_month(month: date) -> QuerySet[User]:
    """Who appears in the log of a month."""
    start, end = month_bounds(month)
    logged = AccessLog.objects.filter(at__gte=start, at__lt=end).values("user_id")
    return User.objects.filter(pk__in=logged).order_by("name", "email")


def pages_in_month(month: date) -> list[str]:
    """URL names that appear in the log of a month."""
    start, end = month_bounds(month)
    entries = AccessLog.objects.filter(at__gte=start, at__lt=end)
    return list(entries.order_by("page").values_list("page", flat=True).distinct())
