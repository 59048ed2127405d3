"""Contacts change while the ladder writes messages that name them: neither waits for the other."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.utils import timezone

from enrollment.domain import contact
from enrollment.domain.reverse import reverse
from enrollment.enums import ReversalSource
from enrollment.models import ContactPoint
from notices.domain.notice import ladder
from notices.enums.notice import NoticeState, PaperReason
from notices.models import NoticeMessage
from tests.factories.notices import notice_of, round_of

pytestmark = pytest.mark.django_db(transaction=True)


def while_it_climbs(change) -> int:
    """Make the change, and let the ladder climb before it is committed; how many messages it wrote."""

    def climb() -> int:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '3s'")
            ladder.climb_due()
            return NoticeMessage.objects.count()
        finally:
            connection.close()

    with transaction.atomic(), ThreadPoolExecutor(1) as pool:
        change()
        return pool.submit(climb).result(timeout=30)


@pytest.fixture
def notice():
    made = notice_of(round_of())
    ladder.start(made.round)
    made.refresh_from_db()
    type(made).objects.update(next_at=timezone.now())
    return made


def test_a_changed_contact_lets_the_message_of_the_former_be_written(notice):
    change = {"kind": "email", "value": "new@example.kr", "at": timezone.now(), "verified": False}
    assert while_it_climbs(lambda: contact.set_contact(notice.person, **change)) == 1


def test_a_dead_contact_lets_its_message_be_written(notice):
    ids = list(ContactPoint.objects.values_list("pk", flat=True))
    assert while_it_climbs(lambda: contact.mark_dead(contact_ids=ids, reason="test", by=None)) == 1


def test_an_application_taken_back_while_its_notice_climbs_ends_on_paper(notice):
    application = notice.person.applications.get()

    def climb() -> None:
        try:
            ladder.climb_due()
        finally:
            connection.close()

    def take_back() -> None:
        try:
            reverse(application=application, source=ReversalSource.LINK)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(climb), pool.submit(take_back)]:
            done.result(timeout=30)
    notice.refresh_from_db()
    assert notice.state == NoticeState.ON_PAPER
    assert notice.paper_reason in (PaperReason.LEFT, PaperReason.WITHDRAWN)
