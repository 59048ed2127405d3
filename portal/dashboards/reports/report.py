"""Making a monthly report: its figures are read in one moment, written down with their hash, never again."""

import hashlib
import json
from datetime import datetime, time

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from enrollment.models import District
from enrollment.queries import rates
from portal.accounts.models import User
from portal.common import audit, figures_check
from portal.common.moment import one_moment
from portal.common.month import Month
from portal.common.summary import Compared
from portal.dashboards.figure import plain
from portal.dashboards.models import Report
from portal.dashboards.reports.headline import headline
from portal.dashboards.reports.parts import PARTS

MADE_FROM = time(6)
"""On the first day of a month: by then the figures of the night have been compared with their ledgers."""


def make(*, month: Month, district: District, by: User | None) -> Report:
    """The report of a month, as its figures are now. By schedule (`by` None) there is one of each month:
    asked for again, it is that one. By hand it is the newest one while no figure has changed since.

    Raises ValidationError for a month that is not over, or was over before intake opened.
    """
    _refuse(month, district)
    figures = as_stored(read(month, district))
    with transaction.atomic():
        District.objects.select_for_update(no_key=True).get(pk=district.pk)
        known = _known(month, district, figures, by)
        if known is not None:
            return known
        report = Report.objects.create(
            district=district,
            month=month.first,
            as_of=month.last,
            figures=figures,
            figures_hash=digest(figures),
            made_by=by,
            made_at=figures[settings.LANGUAGE_CODE]["made_at"],
        )
        report.refresh_from_db()
        audit.record(by=by, action="report.make", obj=report, month=f"{month.first:%Y-%m}")
    return report


def newest(month: Month, district: District) -> Report | None:
    """The last report that was made of a month."""
    return Report.objects.filter(district=district, month=month.first).defer("figures").first()


def as_stored(figures: dict) -> dict:
    """As the database gives them back: it writes some numbers otherwise, and the hash is of what is kept."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::jsonb::text", [json.dumps(figures)])
        return json.loads(cursor.fetchone()[0])


def _known(month: Month, district: District, figures: dict, by: User | None) -> Report | None:
    """The report that is asked for again."""
    if by is None:
        return Report.objects.filter(district=district, month=month.first, made_by=None).first()
    known = newest(month, district)
    return known if known and _told(known.figures) == _told(figures) else None


def _told(figures: dict) -> str:
    """What a report tells, whenever it was made and its figures were taken."""
    return digest({language: _timeless(told, language) for language, told in figures.items()})


def _timeless(told: dict, language: str) -> dict:
    with translation.override(language):
        moment = _("집계한 때")
    sections = [
        {
            **section,
            "figures": [{**figure, "taken_at": None} for figure in section["figures"]],
            "tables": [
                {**table, "facts": [fact for fact in table["facts"] if fact[0] != moment]}
                for table in section["tables"]
            ],
        }
        for section in told["sections"]
    ]
    return {**told, "made_at": "", "sections": sections}


def make_due(now: datetime | None = None) -> Report | None:
    """The report of last month, once its time has come; None when it is not due or was made already."""
    now = timezone.localtime(now)
    if now.day == 1 and now.time() < MADE_FROM:
        return None
    month = Month.of(now.date()).previous
    district = District.objects.filter(code=settings.DISTRICT_CODE).first()
    if district is None or not _is_told(month, district):
        return None
    if Report.objects.filter(district=district, month=month.first, made_by=None).exists():
        return None
    return make(month=month, district=district, by=None)


def read(month: Month, district: District) -> dict:
    """Everything a report prints, in each language, all of one moment."""
    made_at = timezone.now()
    figures = {}
    with one_moment():
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                figures[language] = _document(month, district, made_at)
    return figures


def _document(month: Month, district: District, made_at: datetime) -> dict:
    sections = [section for part in PARTS if (section := part(month, district))]
    differed = figures_check.unnoticed()
    rules = {}
    for section in sections:
        rules |= section.rules
    return {
        "title": _("%(district)s %(month)s 월간 보고") % {"district": district, "month": month.name},
        "office": district.office.name,
        "month": f"{month.first:%Y-%m}",
        "as_of": month.last.isoformat(),
        "made_at": plain(made_at),
        "headline": headline(sections[0]),
        "warning": _("보고를 만들 때 수치 검사에서 원장과 다른 곳이 있었습니다.") if differed else "",
        "sections": [section.as_record() for section in sections],
        "rules": rules,
    }


def digest(figures: dict) -> str:
    """SHA-256 of the figures, written the same way whatever the order they were stored in."""
    text = json.dumps(figures, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def is_unchanged(report: Report) -> bool:
    """Whether the figures are those the report was made with."""
    return digest(report.figures) == report.figures_hash


def check() -> Compared:
    """Every report whose figures are not those it was made with, for the nightly check."""
    found = Compared()
    for report in Report.objects.order_by("pk").iterator(chunk_size=20):
        found.rows += 1
        if not is_unchanged(report):
            found.differences.append(
                {
                    "summary": "dashboards_report",
                    "cell": str(report.key),
                    "told": digest(report.figures),
                    "counted": report.figures_hash,
                }
            )
    return found


def _is_told(month: Month, district: District) -> bool:
    opened_on = district.intake_opened_on or rates.first_enrolled_on(district.code)
    return opened_on is not None and opened_on <= month.last


def _refuse(month: Month, district: District) -> None:
    if month.last >= timezone.localdate():
        raise ValidationError(
            {"month": _("아직 끝나지 않은 달입니다. 지난달이나 그 전의 달을 입력해 주세요.")}
        )
    if not _is_told(month, district):
        raise ValidationError({"month": _("접수를 시작하기 전의 달입니다. 그 뒤의 달을 입력해 주세요.")})
