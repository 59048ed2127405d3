"""What the inbox shows of opinions that wait for nothing, and of those that were too many."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from notices.domain.reply import answer as answering
from notices.enums.reply import CloseReason
from notices.models import Reply
from notices.queries import replies
from portal.accounts.enums import RoleCode
from tests.factories.accounts import staff
from tests.factories.replies import desk_of, said

pytestmark = pytest.mark.django_db
INBOX = "/office/replies/?whose=all"


@pytest.fixture
def officer(client):
    user = staff(RoleCode.OFFICER)
    client.force_login(user)
    return user


def test_what_wants_no_answer_comes_last_and_is_never_overdue(client, officer):
    quiet, loud = said("바라지 않아요", contact=None), said("바라요")
    Reply.objects.update(due_on=timezone.localdate() - timedelta(days=3))
    rows = replies.visible_to(officer)
    assert list(replies.narrowed(rows, officer)) == [loud, quiet]
    assert list(replies.narrowed(rows, officer, only="overdue")) == [loud]
    assert replies.waiting(officer)["count"] == 1
    page = client.get(INBOX).content.decode()
    assert page.count("지남</span>") == 1 and "답변을 바라지 않음" in page


def test_what_was_too_much_for_a_day_is_told_of_and_can_be_opened(client, officer):
    reply = said("서른한 번째")
    assert "넘은 의견 보기" not in client.get(INBOX).content.decode()
    answering.close(reply=reply, reason=CloseReason.LIMITED, by=None)
    assert "이번 주에 1건 있습니다" in client.get(INBOX).content.decode()
    assert reply.number in client.get(f"{INBOX}&only=limited").content.decode()
    page = client.get(reverse("office_reply", args=[reply.pk])).content.decode()
    assert "하루에 받는 수를 넘음" in page and reverse("office_reply_reopen", args=[reply.pk]) in page


def test_only_members_of_its_desk_are_offered_to_take_an_opinion(client, officer):
    desk = desk_of("culture")
    reply = said(topic="culture")
    path, take = (reverse(name, args=[reply.pk]) for name in ("office_reply", "office_reply_take"))
    assert take not in client.get(path).content.decode()
    desk.members.add(officer)
    assert take in client.get(path).content.decode()


def test_the_limit_of_a_day_is_no_reason_somebody_chooses(client, officer):
    reply = said()
    path = reverse("office_reply", args=[reply.pk])
    assert 'value="limited"' not in client.get(path).content.decode()


def test_first_words_of_a_long_text_hide_what_stands_in_them(officer):
    said("부르면 010-0000-1234 " + "라 마 " * 5000, route="email", message_id="b" * 32)
    [reply] = replies.with_first_message(replies.visible_to(officer))
    words = replies.first_words(reply)
    assert words.startswith("부르면 010-****-1234 라") and words.endswith("…") and len(words) <= 61
