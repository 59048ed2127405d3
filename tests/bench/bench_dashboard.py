"""script/bench dashboard: every page of the dashboards on a full programme, beside the same on an empty one.

Of each page: the wall clock, what of it the database took, the processor time of the process, the number of
statements. Before each request the caches of the portal are emptied. The portal is empty of people: it knows
its dongs, tong leaders, household counts, target and indicators, and has a report. `--seoul` fills it with
4.4 million households, 1.65 million of them enrolled, and 38 million deliveries.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from datetime import date, timedelta
from statistics import median

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from enrollment.models import Burst, District, Dong, Target
from notices.domain import campaign_figures
from notices.models import SavingsAssumption
from portal.accounts import second_factor
from portal.accounts.enums import RoleCode
from portal.common import standing, summary
from portal.common.month import Month
from portal.dashboards.boundaries import versions
from portal.dashboards.models import Report
from portal.dashboards.reports import report as reports
from portal.local.replay import indicators
from tests.bench import figures, programme
from tests.bench.figures import say, timed
from tests.bench.page_clock import Run, opened
from tests.dashboard_pages import page_names
from tests.factories.accounts import staff
from tests.factories.boundaries import SOURCE, collection, feature, square
from tests.factories.bursts import settled as settled_burst
from tests.factories.rates import DISTRICT
from tests.factories.savings import assume

DISTRICT_SIZE = {"households": 122_580, "enrolled": 45_600, "deliveries": 1_067_000, "dongs": 17}
SEOUL_SIZE = {"households": 4_400_000, "enrolled": 1_650_000, "deliveries": 38_000_000, "dongs": 424}
ROUNDS = 37
CEILING, SEOUL_CEILING = 1.5, 2.5
"""How many times longer a page may take on the full programme."""
PUBLIC = {"home", "stats", "open_data", "api_rates"}
AFTER_AN_UPLOAD = {"dashboard_indicators_preview", "dashboard_household_counts_preview"}
A_ROW = 25
"""Squares of the drawn map side by side."""
INDICATOR, REPORTED = "e_tax", date(2013, 8, 1)


def main(arguments: list[str]) -> int:
    options = _options(arguments)
    say(f"A district of {options.dongs} dongs and {options.households:,} households")
    programme.describe(options.households, options.dongs)
    indicators.follow()
    assume(timezone.localdate() + timedelta(days=1), minutes=20)
    settled_burst(dong_id=None)
    client = _administrator()
    _draw(client)
    measured = {"households": options.households, "enrolled": options.enrolled}
    with _twin() as empty:
        measured |= {"deliveries": options.deliveries} | _fill(options)
        measured["seconds_to_make_a_report"] = timed(_make_report)
        _copy_report(empty)
        pages = _pages()
        measured |= {"pages": len(pages)} | _compared(client, pages, empty, options.repeat)
    measured |= _changing(client, pages, options.repeat)
    figures.report(measured, options.json)
    return 0 if measured["worst_ratio"] <= (SEOUL_CEILING if options.seoul else CEILING) else 1


def _options(arguments: list[str]):
    parser = figures.options("dashboard", __doc__, recipients=0, repeat=7)
    parser.add_argument("--seoul", action="store_true", help="the size of the whole city; takes a while")
    for name in DISTRICT_SIZE:
        parser.add_argument(f"--{name}", type=int)
    options = parser.parse_args(arguments)
    for name, size in (SEOUL_SIZE if options.seoul else DISTRICT_SIZE).items():
        if getattr(options, name) is None:
            setattr(options, name, size)
    return options


def _make_report() -> None:
    reports.make(month=Month(REPORTED), district=District.objects.get(code=DISTRICT), by=None)


def _copy_report(empty: BaseDatabaseWrapper) -> None:
    """What a report says was written down: the same is read on both databases."""
    report = Report.objects.get()
    report.pk = None
    with _instead(empty):
        report.save(force_insert=True)


def _pages() -> dict[str, str]:
    """Address of every page of the dashboards and of public statistics, by its name. One that needs something
    else in its address ends the bench."""
    dong = Dong.objects.filter(district=DISTRICT).order_by("code").first()
    settled = [Burst.objects.exclude(settled_by=None).get().pk]
    known = {
        "dashboard_area": [dong.code],
        "dashboard_tong": [dong.code, 1],
        "dashboard_indicator": [INDICATOR],
        "dashboard_indicator_edit": [INDICATOR],
        "dashboard_savings_assumption_take_back": [SavingsAssumption.objects.latest("starts_on").pk],
        "dashboard_boundaries_restore": [versions.newest(DISTRICT).pk],
        "dashboard_burst_correct": settled,
        "dashboard_burst_reopen": settled,
        "dashboard_target_drop": [Target.objects.get().pk],
        "dashboard_report": [Report.objects.get().key],
    }
    names = (page_names() | PUBLIC) - AFTER_AN_UPLOAD
    return {name: reverse(name, args=known.get(name, [])) for name in sorted(names)}


def _administrator() -> Client:
    user, client = staff(RoleCode.ADMINISTRATOR), Client(HTTP_HOST="localhost")
    client.force_login(user)
    session = client.session
    second_factor.mark_passed(session, user)
    session.save()
    return client


def _draw(client: Client) -> None:
    """Outlines of which the map is drawn, and the same file once more, waiting to be looked at."""
    codes = Dong.objects.filter(district=DISTRICT).order_by("code").values_list("code", flat=True)
    squares = [feature(square(*divmod(number, A_ROW)), adm_cd2=code) for number, code in enumerate(codes)]
    upload, preview = reverse("dashboard_boundaries"), reverse("dashboard_boundaries_preview")

    def send() -> None:
        file = SimpleUploadedFile("outlines.geojson", collection(squares))
        answer = client.post(upload, {"file": file, "source": SOURCE})
        assert answer.headers.get("Location") == preview, answer.status_code

    send()
    client.post(preview, {"instead_of": ""})
    send()


def _fill(options) -> dict[str, float]:
    """Seconds to write the programme and to count its summaries."""
    say("Writing the programme")
    found = {}
    with programme.at_once():
        found["seconds_to_write_enrollment"] = timed(lambda: programme.enroll(options.enrolled))
        found["seconds_to_write_deliveries"] = timed(
            lambda: programme.send(ROUNDS, options.deliveries, options.enrolled)
        )
        found["seconds_to_write_notices"] = timed(lambda: programme.serve(ROUNDS, options.enrolled // 10))
    programme.analyze()
    say("Counting summaries")
    for one in summary.registered():
        found[f"seconds_to_rebuild {one.name}"] = timed(lambda one=one: summary.rebuild(one.name))
    found["seconds_to_count_campaigns"] = timed(campaign_figures.count_all)
    found["seconds_to_take_standing_figures"] = timed(standing.take)
    programme.analyze()
    found["seconds_to_check"] = timed(_check)
    return found


def _check() -> None:
    found = summary.check()
    assert found.differences == [], found.differences[:3]


@contextmanager
def _twin() -> Iterator[BaseDatabaseWrapper]:
    """A connection to a copy of the database as it is now: what stays empty while the other is filled."""
    name, copy = connection.settings_dict["NAME"], f"{connection.settings_dict['NAME']}_empty"
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{copy}"')
        cursor.execute(f'CREATE DATABASE "{copy}" TEMPLATE "{name}"')
    twin = type(connections["default"])({**connection.settings_dict, "NAME": copy}, "default")
    try:
        with _instead(twin):
            programme.analyze()
        yield twin
    finally:
        twin.close()
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{copy}"')


@contextmanager
def _instead(other: BaseDatabaseWrapper) -> Iterator[None]:
    """Everything inside reads and writes by another connection."""
    usual = connections["default"]
    connections["default"] = other
    try:
        yield
    finally:
        connections["default"] = usual


def _compared(client: Client, pages: dict[str, str], empty: BaseDatabaseWrapper, repeat: int) -> dict:
    """Of each page what it took on both databases: medians; the ratio is that of runs next to each other, so
    that a slow minute of the machine slows both."""
    found, ratios = {}, []
    for name, address in pages.items():
        full_runs, empty_runs = [], []
        for number in range(repeat + 1):
            full_run = opened(client, address)
            with _instead(empty):
                empty_run = opened(client, address)
            if number:  # in the first, templates are compiled and the database meets its tables
                full_runs.append(full_run)
                empty_runs.append(empty_run)
        for what, runs in (("", full_runs), (" empty", empty_runs)):
            for field in fields(Run):
                title = f"{name} {field.name.replace('_', ' ')}{what}"
                found[title] = median(getattr(run, field.name) for run in runs)
        pairs = zip(full_runs, empty_runs, strict=True)
        ratios.append(median(full.ms / bare.ms for full, bare in pairs))
        found[f"{name} ratio"] = ratios[-1]
    return found | {"worst_ratio": max(ratios)}


def _changing(client: Client, pages: dict[str, str], repeat: int) -> dict[str, float]:
    """The first page after an application came in: what it counts before it is read."""
    runs = []
    for number in range(repeat):
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE enrollment_householdperiod SET starts_on = starts_on + 1"
                " WHERE household_id = %s AND ends_on IS NULL",
                [number * 50 + 1],
            )
        runs.append(opened(client, pages["dashboard"]).ms)
    return {"dashboard ms after a change": median(runs)}
