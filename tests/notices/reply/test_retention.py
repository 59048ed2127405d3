"""What people said is erased with them, or when its period is over, and never before it was answered."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from enrollment.domain.merge_people import merge_people, split_people
from enrollment.enums import Relation
from enrollment.models import Person
from notices.domain.reply import retention
from notices.domain.reply.reply import StoredFile
from notices.enums.reply import CloseReason, ReplyState
from notices.models import Reply, ReplyAttachment, ReplyMessage
from notices.tasks import forget_answers
from portal.common import crypto
from portal.common.models import AccessLog, DestructionLog
from tests.factories.accounts import UserFactory
from tests.factories.enrollment import enroll
from tests.factories.notices import notice_of
from tests.factories.replies import said

pytestmark = pytest.mark.django_db

WORDS = "우리 집 앞 가로등이 어두워요"


@pytest.fixture
def person():
    return enroll().application.person


def ended(reply: Reply, **ago) -> Reply:
    Reply.objects.filter(pk=reply.pk).update(
        state=ReplyState.CLOSED,
        close_reason=CloseReason.DUPLICATE,
        ended_at=timezone.now() - timedelta(**ago),
        created_at=timezone.now() - timedelta(**ago),
    )
    return Reply.objects.get(pk=reply.pk)


def is_erased(reply: Reply) -> bool:
    kept = Reply.objects.get(pk=reply.pk)
    gone = not any(ReplyMessage.objects.filter(reply=reply).values_list("body", flat=True))
    nothing = (kept.person, kept.notice, kept.contact, kept.contact_index, kept.contact_kind)
    assert bool(kept.erased_at) is gone is (nothing == (None, None, None, "", ""))
    return gone


def test_an_ended_reply_goes_after_its_period(settings, person):
    settings.REPLY_RETENTION_DAYS = 30
    old, fresh = ended(said(WORDS, person=person), days=31), ended(said(WORDS), days=29)
    assert retention.erase_due() == 1
    assert is_erased(old) and not is_erased(fresh)
    kept = Reply.objects.get(pk=old.pk)
    assert (kept.number, kept.topic, kept.state) == (old.number, old.topic, old.state)
    entry = DestructionLog.objects.get()
    assert (entry.what, entry.amount, entry.basis) == ("reply", 1, "reply_kept")
    assert retention.erase_due() == 0


def test_of_what_was_brought_in_later_the_period_begins_then(settings):
    settings.REPLY_RETENTION_DAYS = 30
    reply = ended(said(WORDS), days=31)
    Reply.objects.filter(pk=reply.pk).update(created_at=timezone.now())
    assert retention.erase_due() == 0
    assert retention.erase_due(now=timezone.now() + timedelta(days=31)) == 1


def test_it_goes_with_the_person_but_not_before_it_was_answered(person):
    done, waiting, others = ended(said(WORDS, person=person), days=1), said(WORDS, person=person), said(WORDS)
    retention.on_people_erased([person.pk])
    assert is_erased(done) and not is_erased(waiting) and not is_erased(others)
    Person.objects.filter(pk=person.pk).update(
        name="", birth_date=None, birth_year=None, erased_at=timezone.now()
    )
    forget_answers()
    assert not is_erased(waiting)
    ended(waiting, days=0)
    forget_answers()
    assert is_erased(waiting) and not is_erased(others)


def test_a_reply_about_a_notice_no_longer_leads_to_its_person(person):
    reply = ended(said(WORDS, person=person, subject_of=notice_of(person=person)), days=1)
    retention.on_people_erased([person.pk])
    assert is_erased(reply)


def test_files_go_with_the_words_and_only_once_that_is_settled(
    settings, tmp_path, person, django_capture_on_commit_callbacks
):
    private = {**settings.STORAGES["default"], "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = {**settings.STORAGES, "default": private}
    place = default_storage.save("replies/ab/abc", ContentFile(b"sealed"))
    file = StoredFile(name="뷁.pdf", content_type="application/pdf", size=6, stored_as=place)
    ended(said(WORDS, person=person, attachments=[file]), days=1)
    with django_capture_on_commit_callbacks(execute=True):
        retention.on_people_erased([person.pk])
        assert default_storage.exists(place)
    assert not default_storage.exists(place)
    assert not ReplyAttachment.objects.exists()


def test_reasons_of_looks_at_it_go_too(person):
    reply = ended(said(WORDS, person=person), days=1)
    AccessLog.objects.create(
        user=UserFactory(), action="unmask", page="office_reply", subject_type="reply",
        subject_ids=[reply.pk], subject_count=1, reason="뷁똠방 님 전화 문의",
    )  # fmt: skip
    retention.on_people_erased([person.pk])
    assert AccessLog.objects.get().reason == ""


def test_words_the_office_made_public_stay(person):
    reply = ended(said(WORDS, person=person, is_proposal=True), days=1)
    Reply.objects.filter(pk=reply.pk).update(published_text="가로등을 밝혀 주세요.", published_answer="네.")
    retention.on_people_erased([person.pk])
    assert Reply.objects.get(pk=reply.pk).published_text == "가로등을 밝혀 주세요."


def test_replies_follow_a_joined_record_and_go_back():
    head = enroll(name="가하나", head_name="가하나").application.person
    other = enroll(
        name="가두나", head_name="가하나", relation=Relation.SPOUSE,
        road_address=head.household.road_address, address_detail=head.household.address_detail,
    ).application.person  # fmt: skip
    own, theirs = said(WORDS, person=head), said(WORDS, person=other)
    merge = merge_people(keep=head, absorb=other, by=None)
    since = said(WORDS, person=head)
    assert set(head.replies.all()) == {own, theirs, since}
    split_people(merge=merge, by=None)
    assert set(head.replies.all()) == {own, since} and set(other.replies.all()) == {theirs}


def test_a_new_index_key_finds_the_contact_again(settings):
    settings.BLIND_INDEX_KEY = b"i" * 32
    reply = said(WORDS)
    settings.BLIND_INDEX_KEY = b"j" * 32
    fresh = Reply.objects.get(pk=reply.pk).blind_indexes()
    assert fresh == {"contact_index": crypto.blind_index("email", "writer@example.kr")}
    assert fresh["contact_index"] != reply.contact_index
