"""Who gets the monthly report by mail: a link and the headline, on their day, never twice."""

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from enrollment.models import District
from portal.accounts.access import may, staff_with
from portal.accounts.enums import Permission
from portal.accounts.models import User
from portal.common import audit
from portal.common.month import Month
from portal.common.office import office
from portal.common.signals import direct_message_requested
from portal.dashboards.models import Report, ReportReader
from portal.dashboards.reports.report import is_unchanged
from portal.dashboards.reports.shown import document

DAYS = range(1, 29)
"""Days every month has."""
PURPOSE = "monthly_report"


def may_read(user: User) -> bool:
    """Whether a mail goes to this user today."""
    return bool(user.is_active and user.email and may(user, Permission.VIEW_DASHBOARD))


def candidates(district: District) -> list[User]:
    """Users with an office address who may see the dashboards of the whole district and get no report yet."""
    known = set(ReportReader.objects.values_list("user_id", flat=True))
    return [
        user for user in staff_with(Permission.VIEW_DASHBOARD, district.area_path) if user.pk not in known
    ]


@transaction.atomic
def add(*, user: User, on_day: int, by: User | None) -> ReportReader:
    """Send `user` the report of the month before on a day of every month; a reader gets another day.

    Raises ValidationError by field for a user who may not see it or has no address, and for a day not every
    month has.
    """
    if not may_read(user):
        raise ValidationError(
            {"user": _("현황판을 볼 수 있고 업무용 이메일이 있는 사람만 고를 수 있습니다.")}
        )
    if on_day not in DAYS:
        raise ValidationError({"on_day": _("1일부터 28일까지 입력해 주세요.")})
    reader, _new = ReportReader.objects.update_or_create(user=user, defaults={"on_day": on_day})
    audit.record(by=by, action="report.reader.add", obj=reader, user=user.pk, on_day=on_day)
    return reader


@transaction.atomic
def remove(*, reader: ReportReader, by: User | None) -> None:
    """No more reports to this reader."""
    audit.record(by=by, action="report.reader.remove", obj=reader, user=reader.user_id)
    reader.delete()


def send_due(today: date | None = None) -> int:
    """Mail everybody the report of their last day that has come, unless they have it or a later one; how many
    mails were asked for. A day on which it could not be made or sent is made up for until the next."""
    today = today or timezone.localdate()
    readers = list(ReportReader.objects.order_by("pk").values_list("pk", flat=True))
    return sum(_send(pk, today) for pk in readers)


def _last_day(on_day: int, today: date) -> date:
    month = Month.of(today)
    return (month if on_day <= today.day else month.previous).day(on_day)


def _report_of(day: date) -> Report | None:
    """What is sent on a day: the report of the month before, while its figures are those it was made with."""
    month = Month.of(day).previous
    report = Report.objects.filter(district=settings.DISTRICT_CODE, month=month.first).first()
    return report if report and is_unchanged(report) else None


@transaction.atomic
def _send(pk: int, today: date) -> bool:
    """The mail and the note that it was asked for are written together: a crash between sends neither."""
    # Nothing joined: whoever waited for the lock would get what was joined to the row as it was before.
    reader = ReportReader.objects.select_for_update().filter(pk=pk).first()
    if reader is None:
        return False
    day = _last_day(reader.on_day, today)
    report = _report_of(day)
    if report is None or not _is_due(reader, report, day):
        return False
    direct_message_requested.send(
        sender=ReportReader,
        channel="email",
        address=reader.user.email,
        purpose=PURPOSE,
        expires_at=None,
        html="",
        **_letter(report),
    )
    reader.last_sent = report
    reader.save(update_fields=["last_sent", "updated_at"])
    audit.record(by=None, action="report.send", obj=report, reader=reader.pk)
    return True


def _is_due(reader: ReportReader, report: Report, day: date) -> bool:
    """Whoever was added after their day begins with the next."""
    if reader.last_sent and reader.last_sent.month >= report.month:
        return False
    return timezone.localdate(reader.created_at) <= day and may_read(reader.user)


def _letter(report: Report) -> dict:
    """In Korean, as all mails of the office to its own people."""
    with translation.override(settings.LANGUAGE_CODE):
        told = document(report)
        address = settings.SITE_URL.rstrip("/") + reverse("dashboard_report", args=[report.key])
        lines = [*told["headline"], _("표와 그림은 로그인해 볼 수 있습니다."), address]
        return {"subject": f"{office().tag} {told['title']}", "text": "\n\n".join(lines)}
