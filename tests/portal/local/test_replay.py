"""The replayed programme gives the published figures out of real rows."""

import io
import json
import time
from collections import Counter
from datetime import date
from datetime import time as clock

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Count
from django.test import override_settings

from enrollment.domain.import_ import passes
from enrollment.enums import ImportState
from enrollment.models import Application, ContactPoint, EnrollmentPeriod, HouseholdPeriod, Tong
from enrollment.queries import imports
from notices.enums.notice import NoticeState
from notices.models import (
    AddressedNotice,
    Campaign,
    Delivery,
)
from notices.queries import sent_months
from portal.common import figures_check, standing
from portal.dashboards import campaigns
from portal.dashboards.intake import board
from portal.dashboards.intake.query import IntakeQuery
from portal.local import demo, demo_accounts, demo_lists, demo_papers, demo_queues
from portal.local.replay import history
from tests.portal.local.replayed_answers import Answers
from tests.portal.local.replayed_intake import CameIn
from tests.portal.local.replayed_rounds import Notified
from tests.portal.local.told_everywhere import Everywhere

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture(scope="module")
def replayed(django_db_setup, django_db_blocker):
    """One replay for the whole module, taken back afterwards."""
    from django.db import transaction

    class Undo(Exception):
        pass

    # Tests run at any hour, but the messages of 2013 kept theirs.
    with django_db_blocker.unblock(), override_settings(QUIET_HOURS=(clock(21), clock(8))):
        try:
            with transaction.atomic():
                call_command("replay_programme", stdout=io.StringIO())
                connection.check_constraints()  # once here, not again in the teardown of every test
                yield
                raise Undo
        except Undo:
            pass


def rates(**options) -> list[dict]:
    out = io.StringIO()
    call_command("enrollment_rates", format="json", stdout=out, **options)
    return json.loads(out.getvalue())


def test_the_published_figures_come_out_to_the_unit(replayed):
    for day, enrolled, percent in ((history.DAY_45, 33_342, 27.2), (history.TOLD_ON, 45_600, 37.2)):
        assert rates(as_of=day) == [
            {
                "group": "district",
                "as_of": day.isoformat(),
                "enrolled_households": enrolled,
                "households": 122_580,
                "rate_percent": percent,
                "denominator_source": "시연용 추정치 (2012-09-01)",
            }
        ]


@pytest.mark.parametrize("by", ["dong", "channel"])
@pytest.mark.parametrize("day", [history.DAY_45, date(2013, 3, 31), history.TOLD_ON])
def test_parts_add_up_to_the_whole(replayed, by, day):
    whole = rates(as_of=day)[0]["enrolled_households"]
    assert sum(row["enrolled_households"] for row in rates(as_of=day, by=by)) == whole


def test_both_ledgers_tell_the_same_households(replayed):
    for day in (history.DAY_45, history.TOLD_ON):
        started = EnrollmentPeriod.objects.filter(starts_on__lte=day)
        open_then = started.filter(ends_on=None) | started.filter(ends_on__gt=day)
        people = open_then.values("person__household").distinct().count()
        assert people == rates(as_of=day)[0]["enrolled_households"]


def test_37_rounds_reach_1067000_recipients_over_five_topics(replayed):
    assert Delivery.objects.filter(campaign__poll=None).count() == 1_067_000
    told = Campaign.objects.filter(poll=None).order_by("round_no")
    assert list(told.values_list("round_no", flat=True)) == list(range(1, 38))
    topics = set(told.values_list("topic__code", flat=True))
    assert topics == {"living", "education", "culture", "library", "health"}
    public = sent_months.read(history.DISTRICT)
    assert sum(row.messages for row in public) == 1_067_000 and sum(row.campaigns for row in public) == 37


@pytest.mark.parametrize("tells_small", [True, False])
def test_the_dashboard_of_campaigns_tells_the_published_figures(replayed, tells_small):
    board = campaigns.read(history.TOLD_ON, history.DISTRICT, tells_small=tells_small)
    figures = {figure.rule_code: figure.value for figure in board.figures}
    assert (figures["campaign_rounds"], figures["cumulative_recipients"]) == (37, 1_067_000)
    assert (figures["notice_rounds"], figures["notice_people"]) == (41, 4_884)
    people = Delivery.objects.filter(handed_over_at__isnull=False).values("person").distinct().count()
    assert figures["distinct_recipients"] == people
    for parts in (board.news.rounds, board.news.months, board.news.topics):
        assert sum(part.sums.messages for part in parts) == 1_067_000


def test_pages_files_systems_and_open_data_tell_the_published_figures(replayed, client):
    told = Everywhere(client)
    assert set(told.rate(history.DAY_45)) == {(33_342, 122_580, 27.2)}
    assert set(told.rate(history.TOLD_ON)) == {(45_600, 122_580, 37.2)}
    assert set(told.campaigns()) == {(37, 1_067_000)}
    assert told.month_end(date(2013, 9, 30)) == [45_600] * 2
    seen = AddressedNotice.objects.filter(state=NoticeState.SEEN, on_paper_at=None).count()
    assert told.notices_seen() == [seen] * 2


def test_420_tongs_each_with_one_leader(replayed):
    assert Tong.objects.count() == 420
    assert set(Tong.objects.annotate(n=Count("leaders")).values_list("n", flat=True)) == {1}


def test_doors_first_counters_closed_on_weekends(replayed):
    periods = HouseholdPeriod.objects.filter(starts_on__lte=history.DAY_45)
    places = Counter(periods.values_list("place", flat=True))
    assert places.most_common(1)[0][0] == "door_to_door"
    days = periods.filter(place="district_office").values_list("starts_on", flat=True)
    assert {day.weekday() for day in days} <= set(range(5))


def test_nobody_real_can_be_meant(replayed):
    contacts = ContactPoint.objects.order_by("id")[:2000]
    assert all(c.value.startswith("010000") or c.value.endswith("@example.kr") for c in contacts)
    numbers = list(Application.objects.order_by("receipt_no").values_list("receipt_no", flat=True)[:2])
    assert numbers == ["2012-0000001", "2012-0000002"]


def test_a_second_replay_is_refused_and_changes_nothing(replayed):
    before = Application.objects.count()
    with pytest.raises(CommandError, match="already holds data"):
        call_command("replay_programme", stdout=io.StringIO())
    assert Application.objects.count() == before


def test_what_waits_at_the_desk_changes_no_figure(replayed):
    before = [rates(as_of=day) for day in (history.DAY_45, history.TOLD_ON, date.today())]
    collector, clerk = demo_accounts.create()[:2]
    started = time.monotonic()
    cases, twice = demo_queues.fill(demo.hand_out_forms(collector=collector, clerk=clerk))
    assert time.monotonic() - started < 2
    assert (len(cases), len(twice)) == (demo_queues.CASES, demo_queues.TYPED_TWICE)
    after = [rates(as_of=day) for day in (history.DAY_45, history.TOLD_ON, date.today())]
    assert after == before and before[1]


def test_lists_and_batches_change_no_figure_and_give_the_boards_something_to_show(replayed):
    before = [rates(as_of=day) for day in (history.DAY_45, history.TOLD_ON, date.today())]
    demo_accounts.create()
    batches, (brought, waiting) = demo_papers.fill(), demo_lists.fill()
    assert [rates(as_of=day) for day in (history.DAY_45, history.TOLD_ON, date.today())] == before
    assert imports.counts(brought) == imports.Counts(
        accepted=0, joined=demo_lists.MEMBERS, review=demo_queues.CASES, refused=len(demo_lists.FAULTS),
        repeated=demo_lists.TWICE,
    )  # fmt: skip
    assert (brought.state, waiting.state) == (ImportState.FINISHED, ImportState.CHECKED)
    assert imports.counts(waiting) == imports.Counts(accepted=demo_lists.NEWCOMERS)
    standing.take("import_rows", "reviews")
    shown = board.read(IntakeQuery({}, history.DISTRICT), history.DISTRICT, small_cells=True)
    figures = {figure.rule_code: figure.value for figure in (*shown.headline, *shown.waiting)}
    assert figures["refused_rows"] > 10 and 1 <= figures["days_to_entry"] <= 9
    back = sum(papers.returned - 1 for papers in demo_papers.ELSEWHERE.values())
    assert figures["paper_backlog"] == back and len(batches) == len(shown.tables["backlog"].rows)
    assert shown.tables["imports"].total[-1] == brought.rows_total
    assert shown.tables["reviews"].total[-1] == demo_queues.CASES
    assert figures_check.run().differences == []


def test_the_list_that_waits_can_be_brought_in(replayed):
    demo_accounts.create()
    before = rates(as_of=date.today())[0]["enrolled_households"]
    _brought, waiting = demo_lists.fill()
    passes.start_import(file=waiting, by=waiting.uploaded_by, in_background=False)
    passes.work(waiting.pk)
    assert imports.counts(waiting).accepted == demo_lists.NEWCOMERS
    assert rates(as_of=date.today())[0]["enrolled_households"] == before + demo_lists.NEWCOMERS


class TestRounds(Notified):
    """Civil-defence notices of the first half of 2013."""


class TestIntake(CameIn):
    """How applications came in: where online ones stopped, unusual ones, contacts that died."""


class TestAnswers(Answers):
    """The survey of 2013, what people said, and what was of use to them."""
