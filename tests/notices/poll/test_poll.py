"""The life of a poll: who may take which step, from where, and what it leaves behind."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from enrollment.models import District, Topic
from notices.domain.poll import clock, closing, poll
from notices.domain.poll.cautions import cautions
from notices.domain.poll.steps import content_hash
from notices.enums.poll import PollKind, PollState
from notices.models import AnsweredMark, Ballot, DirectMessage, ElectionPeriod, Poll, SealedBallot
from notices.poll_form import Form
from portal.accounts.enums import RoleCode
from portal.common import audit
from tests.at_once import at_once
from tests.factories.accounts import DISTRICT, staff
from tests.factories.polls import FORM, answer, invite
from tests.factories.resident_numbers import RESIDENT_NUMBER

pytestmark = pytest.mark.django_db


def content(**changes) -> poll.Content:
    now = timezone.now()
    values = {
        "kind": PollKind.SATISFACTION_SURVEY,
        "title": "시험 만족도 조사",
        "title_en": "Test survey",
        "topic": Topic.objects.get(code="culture"),
        "form": FORM,
        "slug": "test",
        "opens_at": now + timedelta(days=1),
        "closes_at": now + timedelta(days=8),
        **changes,
    }
    return poll.Content(**values)


def drafted(by, **changes) -> Poll:
    return poll.create(content=content(**changes), district=District.objects.get(code=DISTRICT), by=by)


def approved(officer, approver, **changes) -> Poll:
    made = poll.submit(poll=drafted(officer, **changes), by=officer)
    return poll.approve(poll=made, by=approver, seen_hash=content_hash(made))


def opened(officer, approver, **changes) -> Poll:
    made = approved(officer, approver, opens_at=timezone.now() - timedelta(hours=1), **changes)
    clock.open_due()
    made.refresh_from_db()
    return made


def steps(made: Poll) -> list[str]:
    return [event.action.removeprefix("poll.") for event in audit.history(made)]


def test_from_the_draft_to_the_published_results(officer, approver):
    made = opened(officer, approver)
    assert made.state == PollState.OPEN and made.opened_at
    made = closing.close(poll=made, by=officer)
    assert made.state == PollState.CLOSED and made.closed_at
    made = poll.publish(poll=made, by=approver)
    assert made.published_by == approver
    made = poll.unpublish(poll=made, by=approver)
    assert made.published_at is None and made.published_by is None
    assert steps(made) == ["create", "submit", "approve", "open", "close", "publish", "unpublish"]


def test_nobody_approves_what_they_drafted_or_changed(officer, approver):
    both = staff(RoleCode.OFFICER)
    from_officer = poll.submit(poll=drafted(officer), by=officer)
    with pytest.raises(PermissionDenied):
        poll.approve(poll=from_officer, by=officer, seen_hash=content_hash(from_officer))
    staff_again = staff(RoleCode.APPROVER)
    own = drafted(officer, slug="own")
    Poll.objects.filter(pk=own.pk).update(drafted_by=staff_again)
    own = poll.submit(poll=own, by=officer)
    with pytest.raises(poll.OwnDraft):
        poll.approve(poll=own, by=staff_again, seen_hash=content_hash(own))
    with pytest.raises(PermissionDenied):
        poll.publish(poll=own, by=both)


def test_who_changed_it_does_not_approve_it_either(officer, approver):
    made = drafted(officer)
    audit.record(by=approver, action="poll.change", obj=made)
    made = poll.submit(poll=made, by=officer)
    with pytest.raises(poll.OwnDraft):
        poll.approve(poll=made, by=approver, seen_hash=content_hash(made))


def test_an_approver_does_not_draft_and_a_resident_does_nothing(officer, approver):
    with pytest.raises(PermissionDenied):
        drafted(approver)
    made = drafted(officer)
    leader = staff(RoleCode.DONG_STAFF, f"{DISTRICT}/1120056000")
    for step in (poll.submit, closing.close):
        with pytest.raises(PermissionDenied):
            step(poll=made, by=leader)


def test_only_what_was_read_is_approved(officer, approver):
    made = poll.submit(poll=drafted(officer), by=officer)
    seen = content_hash(made)
    poll.send_back(poll=made, reason="제목을 고쳐 주세요", by=approver)
    made = poll.change(poll=made, content=content(title="고친 제목"), by=officer)
    made = poll.submit(poll=made, by=officer)
    with pytest.raises(ValidationError) as refusal:
        poll.approve(poll=made, by=approver, seen_hash=seen)
    assert refusal.value.code == "changed"


def test_the_hash_covers_every_question(officer):
    made = drafted(officer)
    before = content_hash(made)
    fresh = Poll.objects.get(pk=made.pk)
    assert content_hash(fresh) == before
    sections = list(FORM.sections)
    first = replace(sections[0].questions[0], text_en="Otherwise")
    sections[0] = replace(sections[0], questions=(first, *sections[0].questions[1:]))
    changed = poll.change_form(poll=made, form=Form(tuple(sections)), by=officer)
    assert content_hash(changed) != before


def test_a_step_from_the_wrong_state_is_refused(officer, approver):
    made = approved(officer, approver)
    for step in (
        lambda: poll.submit(poll=made, by=officer),
        lambda: poll.change(poll=made, content=content(), by=officer),
        lambda: poll.approve(poll=made, by=approver, seen_hash=made.content_hash),
        lambda: closing.close(poll=made, by=officer),
        lambda: poll.publish(poll=made, by=approver),
    ):
        with pytest.raises(ValidationError) as refusal:
            step()
        assert refusal.value.code == "state"


def test_a_change_over_somebody_elses_is_refused(officer):
    made = drafted(officer)
    seen = poll.version(made)
    poll.change(poll=made, content=content(title="먼저 고침"), by=officer)
    with pytest.raises(ValidationError) as refusal:
        poll.change_form(poll=made, form=Form(), by=officer, seen=seen)
    assert refusal.value.code == "changed"


def test_an_unfinished_or_late_draft_is_not_handed_in(officer):
    with pytest.raises(ValidationError) as refusal:
        poll.submit(poll=drafted(officer, form=Form()), by=officer)
    assert refusal.value.messages == ["질문이 없습니다. 질문을 하나 이상 적어 주세요."]
    past = timezone.now() - timedelta(days=1)
    late = drafted(officer, slug="late", opens_at=past - timedelta(days=1), closes_at=past)
    with pytest.raises(ValidationError) as refusal:
        poll.submit(poll=late, by=officer)
    assert refusal.value.code == "past"


def test_no_address_twice_no_number_of_a_resident_no_end_before_the_beginning(officer):
    drafted(officer)
    with pytest.raises(ValidationError) as refusal:
        drafted(officer)
    assert "slug" in refusal.value.error_dict
    with pytest.raises(ValidationError):
        drafted(officer, slug="other", introduction=f"문의 {RESIDENT_NUMBER}")
    with pytest.raises(ValidationError) as refusal:
        drafted(officer, slug="other", closes_at=timezone.now())
    assert "closes_at" in refusal.value.error_dict


def test_a_poll_that_is_approved_can_be_taken_back_and_given_up(officer, approver):
    made = poll.send_back(poll=approved(officer, approver), reason="", by=officer)
    assert made.state == PollState.DRAFT and made.approved_by is None and made.content_hash == ""
    made = poll.cancel(poll=made, reason="행사가 없어졌습니다", by=officer)
    assert (made.state, made.review_note) == (PollState.CANCELLED, "행사가 없어졌습니다")
    with pytest.raises(ValidationError):
        poll.cancel(poll=made, reason="다시", by=officer)


def test_whether_names_are_kept_can_be_changed_until_the_approval(officer, approver):
    made = poll.send_back(poll=approved(officer, approver), reason="", by=officer)
    made = poll.change(poll=made, content=content(is_anonymous=False), by=officer)
    assert not made.is_anonymous


def test_the_database_keeps_the_approval_of_another_person(officer, approver):
    made = approved(officer, approver)
    with pytest.raises(IntegrityError), transaction.atomic():
        Poll.objects.filter(pk=made.pk).update(approved_by=made.drafted_by)


def test_the_clock_opens_and_closes_in_time_and_not_before(officer, approver):
    waits = approved(officer, approver, slug="waits")
    made = approved(officer, approver, slug="now", opens_at=timezone.now() - timedelta(minutes=1))
    assert (clock.open_due(), clock.open_due(), clock.close_due()) == (1, 0, 0)
    made.refresh_from_db()
    waits.refresh_from_db()
    assert (made.state, waits.state) == (PollState.OPEN, PollState.APPROVED)
    with pytest.raises(ValidationError):
        closing.close(poll=made)
    Poll.objects.filter(pk=made.pk).update(closes_at=timezone.now())
    assert (clock.close_due(), clock.close_due()) == (1, 0)
    made.refresh_from_db()
    assert made.state == PollState.CLOSED


def test_what_somebody_without_an_account_approved_goes_back_to_review(officer, approver):
    made = approved(officer, approver, opens_at=timezone.now() - timedelta(minutes=1))
    approver.is_active = False
    approver.save()
    clock.open_due()
    made.refresh_from_db()
    assert made.state == PollState.IN_REVIEW and made.approved_by is None and made.review_note
    told = DirectMessage.objects.get(purpose="poll_step")
    assert told.address == officer.email and f"/office/polls/{made.pk}/" in told.text
    assert steps(made)[-1] == "lapse"


def test_what_was_altered_behind_the_approval_is_not_opened(officer, approver):
    made = approved(officer, approver, opens_at=timezone.now() - timedelta(minutes=1))
    Poll.objects.filter(pk=made.pk).update(is_changeable=True)
    clock.open_due()
    made.refresh_from_db()
    assert made.state == PollState.IN_REVIEW


def test_closing_counts_what_lies_in_the_box_and_forgets_who_answered(officer, approver):
    made = opened(officer, approver)
    for _each in range(3):
        answer(made, invite(made))
    assert SealedBallot.objects.filter(poll=made).count() == 3
    closing.close(poll=made, by=approver)
    assert Ballot.objects.filter(poll=made).count() == 3
    assert not SealedBallot.objects.filter(poll=made).exists()
    assert not AnsweredMark.objects.filter(poll=made).exists()


@pytest.mark.django_db(transaction=True)
def test_two_workers_close_a_poll_once(officer, approver):
    made = opened(officer, approver)
    answer(made, invite(made))
    ends = at_once(*[lambda: closing.close(poll=made, by=officer)] * 2)
    refused = [end for end in ends if isinstance(end, ValidationError)]
    assert [end.code for end in refused] == ["state"]
    assert steps(made).count("close") == 1 and Ballot.objects.filter(poll=made).count() == 1


def test_what_should_be_known_before_it_opens(officer):
    made = drafted(officer)
    assert cautions(made) == []
    ElectionPeriod.objects.create(
        name="시험 선거",
        election_on=timezone.localdate() + timedelta(days=30),
        publicity_from=timezone.localdate() - timedelta(days=150),
        events_from=timezone.localdate() - timedelta(days=30),
    )
    District.objects.filter(pk=DISTRICT).update(mayor_name="가나다")
    named = drafted(
        officer,
        slug="named",
        title="가나 다 구청장 조사",
        title_en="",
        is_anonymous=False,
        opens_at=timezone.now() - timedelta(hours=1),
    )
    found = " ".join(cautions(Poll.objects.get(pk=named.pk)))
    for words in ("시험 선거", "구청장 이름", "기명 설문", "여는 때가 지났습니다", "영어가 없는 글이 1곳"):
        assert words in found
