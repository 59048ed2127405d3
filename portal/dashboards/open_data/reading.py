"""The rows of each file of open data."""

from datetime import date

from django.utils import translation

from enrollment.enums import CountSource
from enrollment.models import District, HouseholdCount
from enrollment.queries.monthly_rates import By
from notices.queries.savings_assumptions import ledger
from portal.common.share import hundredths
from portal.dashboards import public_figures, public_savings, public_sent
from portal.dashboards.open_data.dataset import Rows
from portal.dashboards.public_figures import PublicRate
from portal.dashboards.rules import SUBJECTS

EVERY_KIND = "all"
"""Part of a key, so it may not be empty."""


def rates_by_month(district: District, last: date) -> Rows:
    months = public_figures.read_months(last, district.code, By.DONG)
    return [(month.day, district.code, district.name, *_rate(month.district)) for month in months]


def rates_by_dong(district: District, last: date) -> Rows:
    months = public_figures.read_months(last, district.code, By.DONG)
    return [(month.day, part.group, part.name, *_rate(part)) for month in months for part in month.parts]


def rates_by_place(district: District, last: date) -> Rows:
    months = public_figures.read_months(last, district.code, By.CHANNEL)
    return [(month.day, part.group, part.name, *_rate(part)) for month in months for part in month.parts]


def _rate(part: PublicRate) -> tuple:
    known = part.rate.denominator
    return (
        part.enrolled_households,
        part.households,
        part.rate_percent,
        part.is_hidden,
        known and known.counted_on,
        known and str(CountSource(known.source).label),
        "public_rate",
    )


def campaigns(district: District, last: date) -> Rows:
    return [
        (
            f"{row.month:%Y-%m}",
            row.topic.code,
            row.topic.name,
            row.campaigns,
            row.messages,
            row.told_arrived,
            row.is_final,
            "public_sent",
        )
        for row in public_sent.read(district.code)
        if row.month <= last
    ]


def savings(district: District, last: date) -> Rows:
    found = public_savings.read(last, district.code)
    return [
        (
            f"{part.first:%Y-%m}",
            f"{part.last:%Y-%m}",
            part.saving.notices,
            hundredths(part.saving.hours),
            hundredths(part.saving.person_days),
            part.saving.print_won,
            part.saving.postage_won,
            "public_savings",
        )
        for part in (found.months if found else ())
    ]


def savings_assumptions(district: District, last: date) -> Rows:
    begun = [assumption for assumption in ledger() if assumption.starts_on <= last]
    begun.sort(key=lambda assumption: (assumption.starts_on, str(assumption.kind or "")))
    return [
        (
            assumption.starts_on,
            assumption.kind.code if assumption.kind else EVERY_KIND,
            assumption.minutes,
            assumption.print_won,
            assumption.postage_won,
            assumption.source,
        )
        for assumption in begun
    ]


def household_counts(district: District, last: date) -> Rows:
    counts = HouseholdCount.objects.filter(
        dong__district=district, superseded_at=None, as_of__lte=last
    ).select_related("dong")
    return [
        (
            count.as_of,
            count.dong_id,
            count.dong.name,
            count.households,
            str(CountSource(count.source).label),
            "household_count",
        )
        for count in counts.order_by("as_of", "source", "dong")
    ]


def rules(district: District, last: date) -> Rows:
    found = [(subject.code, rule) for subject in SUBJECTS for rule in subject.rules]
    with translation.override("en"):
        english = {rule.code: (str(rule.title), str(rule.text)) for _subject, rule in found}
    return [
        (rule.code, subject, str(rule.title), str(rule.text), *english[rule.code]) for subject, rule in found
    ]
