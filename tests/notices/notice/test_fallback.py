"""A notice leaves the ladder for paper, once, for the first reason."""

import pytest
from django.utils import timezone

from notices.domain.notice import evidence, fallback
from notices.domain.notice.ladder import to_paper
from notices.enums.notice import EventKind, NoticeState, PaperReason
from notices.models import AddressedNotice
from tests.factories.accounts import UserFactory
from tests.factories.notices import notice_of, round_of

pytestmark = pytest.mark.django_db


def test_the_first_reason_stays():
    notice, officer = notice_of(state=NoticeState.SERVING), UserFactory()
    assert to_paper(notice=notice, reason=PaperReason.WITHDRAWN, by=officer)
    assert not to_paper(notice=notice, reason=PaperReason.NOT_SEEN)
    assert (notice.state, notice.paper_reason) == (NoticeState.ON_PAPER, PaperReason.WITHDRAWN)
    [event] = notice.evidence.all()
    assert (event.kind, event.detail, event.actor) == (EventKind.TO_PAPER, {"reason": "withdrawn"}, officer)
    assert evidence.first_fault(AddressedNotice.objects.get(pk=notice.pk)) is None


@pytest.mark.parametrize(("reason", "moves"), [(PaperReason.NOT_ME, True), (PaperReason.NOT_SEEN, False)])
def test_what_was_seen_goes_on_paper_only_for_another_person(reason, moves):
    notice = notice_of(state=NoticeState.SEEN, seen_at=timezone.now(), seen_by="code")
    assert to_paper(notice=notice, reason=reason) is moves


def test_a_service_that_ends_after_the_last_rung_puts_its_notice_on_paper():
    round = round_of()
    ended, runs = (notice_of(round, state=NoticeState.SERVING) for _person in range(2))
    ended.person.periods.filter(service=round.kind.service).update(
        ends_on=timezone.localdate(), ended_reason="withdrawn"
    )
    assert fallback.paper_due() == 1
    ended.refresh_from_db()
    runs.refresh_from_db()
    assert (ended.state, ended.paper_reason) == (NoticeState.ON_PAPER, PaperReason.WITHDRAWN)
    assert runs.state == NoticeState.SERVING
    assert fallback.paper_due() == 0


def test_a_round_holds_everybody_of_the_factory():
    assert round_of(people=2).notices.filter(document_hash="").count() == 0
