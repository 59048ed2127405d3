"""The replayed programme gives the published figures out of real rows."""

import io
import json
import random
import time
from collections import Counter
from datetime import date, timedelta
from datetime import time as clock

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Count, F, Q
from django.test import override_settings
from django.utils import timezone

from enrollment.domain.import_ import passes
from enrollment.enums import ImportState
from enrollment.models import Application, ContactPoint, EnrollmentPeriod, HouseholdPeriod, Tong
from enrollment.queries import imports
from notices.domain.notice import approving, check, document, evidence, retention
from notices.enums.notice import NoticeState, RoundState
from notices.models import (
    AddressedNotice,
    Campaign,
    Delivery,
    Holiday,
    NoticeEvent,
    NoticeMessage,
    NoticeRequest,
    NoticeRound,
)
from notices.queries import savings, statistics
from portal.accounts.models import User
from portal.common import figures_check, standing
from portal.dashboards import campaigns
from portal.dashboards.intake import board
from portal.dashboards.intake.query import IntakeQuery
from portal.local import demo, demo_accounts, demo_lists, demo_papers, demo_queues
from portal.local.replay import history, rounds, run
from portal.local.replay.round_opening import Office
from tests.portal.local.lived_round import columns_of, live, shapes_of
from tests.portal.local.replayed_answers import Answers
from tests.portal.local.replayed_intake import CameIn
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
    public = statistics.sent_by_topic(history.DISTRICT)
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


class TestRounds:
    """Civil-defence notices of the first half of 2013: believable, and true to the last column."""

    def test_41_rounds_reach_4884_people_in_the_first_half_of_2013(self, replayed):
        rounds = NoticeRound.objects.order_by("round_no")
        assert [one.round_no for one in rounds] == list(range(1, 42))
        assert {one.kind.code for one in rounds} == {"civil_defence"}
        assert all(one.approved_at.date() >= date(2013, 3, 1) for one in rounds)
        assert all(one.event_on <= date(2013, 6, 30) for one in rounds)
        people = AddressedNotice.objects.values_list("person", flat=True)
        assert len(people) == len(set(people)) == 4_884

    def test_everybody_was_served_or_is_named(self, replayed):
        assert set(NoticeRound.objects.values_list("state", flat=True)) == {RoundState.CLOSED}
        ended = Counter(AddressedNotice.objects.values_list("state", flat=True))
        assert set(ended) == {NoticeState.SEEN, NoticeState.HANDED_OVER, NoticeState.UNSERVED}
        assert ended[NoticeState.SEEN] > 0.9 * 4_884 > 100 * ended[NoticeState.UNSERVED]
        results = Counter(
            AddressedNotice.objects.exclude(paper_result="").values_list("paper_result", flat=True)
        )
        assert set(results) == {"in_person", "to_family", "absent", "moved"}
        asked = set(NoticeRequest.objects.values_list("kind", "state"))
        assert asked == {("deferral", "granted"), ("deferral", "refused"), ("not_me", "granted")}

    def test_most_look_within_two_days_of_the_approval(self, replayed):
        seen = AddressedNotice.objects.filter(state=NoticeState.SEEN)
        soon = seen.filter(seen_at__lt=F("round__approved_at") + timedelta(days=2)).count()
        assert 0.6 < soon / seen.count() < 0.95
        rungs = Counter(seen.values_list("rung", flat=True))
        assert rungs[1] > rungs[0] > rungs[2] > 100  # who has no mailbox begins with a text

    def test_messages_and_desks_keep_their_hours(self, replayed):
        holidays = set(Holiday.objects.values_list("day", flat=True))
        posted = [timezone.localtime(at) for at in NoticeMessage.objects.values_list("posted_at", flat=True)]
        assert len(posted) > 4_884
        assert all(8 <= at.hour < 21 and at.weekday() < 5 and at.date() not in holidays for at in posted)
        by_hand = NoticeEvent.objects.exclude(actor=None).values_list("at", flat=True)
        assert all(
            9 <= at.hour < 18 and at.weekday() < 5 and at.date() not in holidays
            for at in map(timezone.localtime, by_hand)
        )

    def test_nobody_is_late(self, replayed):
        late = Q(seen_at__date__gt=F("round__event_on")) | Q(paper_result_at__date__gt=F("round__serve_by"))
        assert not AddressedNotice.objects.filter(late).exists()
        carried = AddressedNotice.objects.filter(on_paper_at__isnull=False)
        assert (
            not carried.filter(paper_reason="not_seen")
            .exclude(on_paper_at__date=F("round__paper_on"))
            .exists()
        )

    def test_all_evidence_holds(self, replayed):
        assert list(check.faults()) == []
        for notice in AddressedNotice.objects.order_by("?")[:20]:
            times = list(notice.evidence.order_by("sequence").values_list("at", flat=True))
            assert evidence.first_fault(notice) is None and times == sorted(times)

    def test_documents_are_those_the_domain_composes(self, replayed):
        round = NoticeRound.objects.get(round_no=17)
        notices = list(round.notices.select_related("round__terms", "round__kind", "round__district"))
        assert [one.document for one in notices] == [
            document.canonical(document.compose(one)) for one in notices
        ]
        for one in notices:
            one.state = NoticeState.SERVING  # as the approval left it
        assert round.content_hash == approving.content_hash_of(notices)

    def test_figures_stand_where_the_public_can_check_them(self, replayed):
        found = savings.read(date(2013, 6, 30), history.DISTRICT)
        seen = AddressedNotice.objects.filter(state=NoticeState.SEEN, on_paper_at=None).count()
        assert (found.sent, found.total.notices, found.total.minutes) == (4_884, seen, seen * 20)
        assert len(found.by_round) == 41 and len(found.by_dong) == 17
        assert found.on_paper == 4_884 - seen

    def test_evidence_is_not_destroyed_on_the_first_night(self, replayed):
        assert retention.destroy_evidence_due() == 0

    def test_the_same_seed_tells_the_same_story(self, replayed):
        def told() -> list:
            rows = AddressedNotice.objects.order_by("round__round_no", "position")
            columns = (
                "person state rung arrived_at seen_at signed_at on_paper_at printed_at paper_result_at events"
            )
            return list(rows.values_list(*columns.split(), "token", "document_hash"))

        before = told()
        office = Office(
            drafter=User.objects.get(email="defence-drafter@example.kr"),
            approver=User.objects.get(email="defence-signer@example.kr"),
            clerks={user.email[6:16]: user.pk for user in User.objects.filter(email__startswith="clerk-")},
        )
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE notices_noticeround CASCADE")
        rounds.serve_rounds(random.Random(run.SEED + 1), office)
        assert told() == before

    def test_what_is_left_is_what_a_round_lived_through_leaves(self, replayed):
        lived = live()
        told = AddressedNotice.objects.exclude(round=lived)
        assert shapes_of(NoticeEvent.objects.exclude(notice__round=lived)) == shapes_of(
            NoticeEvent.objects.filter(notice__round=lived)
        )
        assert columns_of(told) == columns_of(lived.notices.all())


class TestIntake(CameIn):
    """How applications came in: where online ones stopped, unusual ones, contacts that died."""


class TestAnswers(Answers):
    """The survey of 2013, what people said, and what was of use to them."""
