"""Running the replay, step by step, all or nothing."""

import random
from collections.abc import Callable

from django.db import transaction

from enrollment.models import Application, Household, HouseholdCount, Tong
from notices.domain import campaign_figures
from notices.models import Campaign
from portal.common import summary
from portal.local.replay import (
    areas,
    campaigns,
    dead_contacts,
    funnel,
    indicators,
    load,
    rounds,
    said,
    survey,
    unusual,
    useful_marks,
)
from portal.local.replay.applications import Story
from portal.local.replay.calendar import openings
from portal.local.replay.round_opening import Office

SEED = 20120916


class DatabaseNotEmpty(Exception):
    """The database holds a programme already; the replay never mixes with other data."""


def replay(report: Callable[[str], None]) -> None:
    """Fill an empty database; whoever calls takes the standing figures of what comes of it.

    Raises DatabaseNotEmpty when it holds other data; nothing is written then.
    """
    for model in (Household, Application, Campaign, HouseholdCount, Tong):
        if model.objects.exists():
            raise DatabaseNotEmpty(model._meta.label)
    rng = random.Random(SEED)
    with transaction.atomic():
        areas.open_programme()
        leaders = areas.appoint_leaders(rng)
        report(f"{sum(map(len, leaders.values()))} tongs with their leaders")
        clerks = areas.hire_clerks()
        story = Story(rng, leaders, clerks)
        plans = story.plan(openings(rng))
        rows = story.tell([*plans, *unusual.at_night(random.Random(SEED + 5), plans)])
        report(f"{len(rows.applications):,} applications of {len(rows.households):,} households told")
        written = load.load(rows, story.last_numbers)
        report(f"{sum(written.values()):,} rows written")
        load.analyze()
        report(f"{funnel.count(random.Random(SEED + 6)):,} online applications begun")
        sent = campaigns.send_rounds(rng, *areas.hire_officers())
        report(f"{sent:,} deliveries in {Campaign.objects.count()} rounds")
        drafter, approver = areas.hire_officers("민방위", "defence-")
        office = Office(drafter, approver, {code: clerk.pk for code, clerk in clerks.items()})
        served = rounds.serve_rounds(random.Random(SEED + 1), office)
        report(f"{served['notices']:,} notices in {served['rounds']} rounds, {served['events']:,} events")
        planner, signer = areas.hire_officers("기획", "planning-")
        asked = survey.ask(random.Random(SEED + 2), planner, signer)
        report(f"{asked['invited']:,} people asked by the survey, {asked['answered']} ballots")
        report(f"{said.write(random.Random(SEED + 3), planner)} replies and their answers")
        report(f"{indicators.follow()} values from outside")
        report(f"{useful_marks.tap(random.Random(SEED + 4)):,} readers said whether a message was of use")
        report(f"{dead_contacts.find():,} contacts that take nothing any more")
        report(f"{unusual.find(planner)} unusual ways in which applications came in")
        load.analyze()
        summary.rebuild()
        campaign_figures.count_all()
        report("summaries counted")
    load.analyze()
