"""What the replayed rounds of notices must be like: believable, and true to the last column."""

import random
from collections import Counter
from datetime import date, timedelta

from django.db import connection
from django.db.models import F, Q
from django.utils import timezone

from notices.domain.notice import approving, check, document, evidence, retention
from notices.enums.notice import NoticeState, RoundState
from notices.models import (
    AddressedNotice,
    Holiday,
    NoticeEvent,
    NoticeMessage,
    NoticeRequest,
    NoticeRound,
)
from notices.queries import savings
from portal.accounts.models import User
from portal.local.replay import history, rounds, run
from portal.local.replay.round_opening import Office
from tests.portal.local.lived_round import columns_of, live, shapes_of


class Notified:
    """Asked of one replay, together with the rest of `test_replay`."""

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
