"""Who may be served electronically: one judgement for the roll, the approval, each rung and the hand-over."""

from datetime import timedelta

import pytest
from django.utils import timezone

from enrollment.enums import ConsentPurpose, ContactState
from enrollment.models import Consent, ContactPoint, EnrollmentPeriod, Household
from notices.domain.notice import hand_over, ladder
from notices.enums import DeliveryState, StopReason
from notices.enums.notice import PaperReason, RoundState, RowNote
from notices.queries.standing import standings
from tests.factories.notices import addressee, notice_of, round_of

pytestmark = pytest.mark.django_db


def nothing(person):
    pass


def closes_the_household(person):
    Household.objects.filter(pk=person.household_id).update(closed_on=timezone.localdate())


def ends(periods):
    # Not ended today by some act: no act may tell the notices of it here.
    periods.update(ends_on=timezone.localdate(), ended_reason="withdrawn")


def ends_every_service(person):
    ends(EnrollmentPeriod.objects.filter(person=person))


def ends_the_service(person):
    ends(EnrollmentPeriod.objects.filter(person=person, service__code="civil_defence"))


def ends_another_service(person):
    ends(EnrollmentPeriod.objects.filter(person=person, service__code="district_news"))


def begins_today(person):
    EnrollmentPeriod.objects.filter(person=person).update(starts_on=timezone.localdate())


def begins_tomorrow(person):
    tomorrow = timezone.localdate() + timedelta(days=1)
    EnrollmentPeriod.objects.filter(person=person, service__code="civil_defence").update(starts_on=tomorrow)


def answers(person, *, purpose=ConsentPurpose.E_NOTICE, given=False):
    former = person.consents.filter(purpose=purpose).order_by("-id").first()
    same = {"text": former.text, "purpose": purpose, "method": "online", "at": timezone.now()}
    Consent.objects.create(person=person, given=given, **same)


def refuses_other_information(person):
    answers(person, purpose=ConsentPurpose.PUBLIC_INFO)


def agrees_again(person):
    answers(person)
    answers(person, given=True)


def every_contact_dies(person):
    ContactPoint.objects.filter(person=person).update(state=ContactState.DEAD)


EDGES = [
    (nothing, None, None),
    (ends_another_service, None, None),
    (begins_today, None, None),
    (refuses_other_information, None, None),
    (agrees_again, None, None),
    (closes_the_household, RowNote.NO_SERVICE, PaperReason.LEFT),
    (ends_every_service, RowNote.NO_SERVICE, PaperReason.LEFT),
    (ends_the_service, RowNote.NO_SERVICE, PaperReason.WITHDRAWN),
    (begins_tomorrow, RowNote.NO_SERVICE, PaperReason.WITHDRAWN),
    (answers, RowNote.NOT_AGREED, PaperReason.WITHDRAWN),
    (every_contact_dies, RowNote.NO_CONTACT, PaperReason.NO_CONTACT),
]
each_edge = pytest.mark.parametrize(
    ("happens", "lacks", "reason"), EDGES, ids=[edge[0].__name__ for edge in EDGES]
)


@each_edge
def test_a_roll_and_its_approval_ask_one_judge(happens, lacks, reason):
    round, person = round_of(state=RoundState.DRAFT), addressee()
    happens(person)
    found = standings([person.pk], round.terms)[person.pk]
    assert (found.lacks, found.paper_reason) == (lacks, reason)
    latest = person.consents.filter(purpose=ConsentPurpose.E_NOTICE).latest("id")
    holds = lacks in (None, RowNote.NO_CONTACT)
    assert found.consent_id == (latest.pk if holds else None)


@each_edge
def test_a_rung_asks_the_same_judge(happens, lacks, reason):
    round = round_of(people=1)
    ladder.start(round)
    notice = round.notices.get()
    happens(notice.person)
    ladder.climb_due()
    notice.refresh_from_db()
    assert notice.paper_reason == (reason or "")
    assert notice.messages.exists() == (reason is None)


@each_edge
def test_the_hand_over_asks_the_same_judge(happens, lacks, reason, mail_sink):
    round = round_of(people=1)
    ladder.start(round)
    ladder.climb_due()
    happens(round.notices.get().person)
    hand_over.deliver_window()
    message = round.notices.get().messages.get().message
    stop = {
        PaperReason.LEFT: StopReason.LEFT,
        PaperReason.WITHDRAWN: StopReason.CONSENT_WITHDRAWN,
        PaperReason.NO_CONTACT: StopReason.CONTACT_DEAD,
    }
    assert message.reason == (stop[reason] if reason else "")
    assert (message.state == DeliveryState.WITHDRAWN) == (reason is not None)
    assert mail_sink.count() == (0 if reason else 1)


def test_who_uses_another_service_of_notices_is_not_meant(django_assert_num_queries):
    round, person = round_of(state=RoundState.DRAFT), addressee(services=("school_entry", "district_news"))
    meant = notice_of(round).person
    with django_assert_num_queries(3):
        found = standings([person.pk, meant.pk], round.terms)
    assert found[person.pk].lacks == RowNote.NO_SERVICE and found[meant.pk].lacks is None
