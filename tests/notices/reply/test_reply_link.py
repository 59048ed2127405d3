"""Links to say something: whom they name, what they are about, and that they show nothing."""

from uuid import uuid4

import pytest
from django.utils import timezone

from notices.domain.reply import answer as answering
from notices.domain.reply import reply_link
from notices.enums.reply import ReplyState
from notices.models import AddressedNotice, Campaign, Poll, Reply
from notices.views.say import PER_LINK
from portal.accounts.enums import RoleCode
from portal.common.models import AuditEvent
from tests.factories.accounts import staff
from tests.factories.notices import addressee, notice_of
from tests.factories.replies import said
from tests.notices.campaigns import approved_campaign
from tests.notices.reply.saying import TYPED, account_of, path_of, send

pytestmark = pytest.mark.django_db


def test_the_link_of_a_poll_is_shared_by_all_and_that_of_a_message_is_not(client):
    own = path_of(reply_link.url(approved_campaign(), addressee()))
    for _number in range(PER_LINK[0].amount):
        assert send(client, own, answer_to="none").status_code == 200
    assert send(client, own, answer_to="email").status_code == 429
    waiting = client.get(own)
    assert TYPED["body"] in waiting.content.decode() and not waiting.context["form"].errors
    shared = path_of(reply_link.url(approved_campaign()))
    for _number in range(PER_LINK[0].amount + 1):
        assert send(client, shared).status_code == 200


def test_signed_in_at_a_link_that_names_nobody_nobody_is_named(client):
    client.force_login(account_of(addressee()))
    send(client, path_of(reply_link.url(approved_campaign())))
    reply = Reply.objects.get()
    assert reply.person is None
    assert list(reply.events.values_list("by", flat=True)) == [None]
    assert AuditEvent.objects.get(action="reply.receive").actor is None


def test_signed_in_at_the_link_of_somebody_else_an_answer_elsewhere_names_neither(client):
    client.force_login(account_of(addressee()))
    send(client, path_of(reply_link.url(approved_campaign(), addressee())))
    reply = Reply.objects.get()
    assert (reply.person, reply.events.first().by) == (None, None)


def test_the_holder_of_an_account_may_have_the_answer_anywhere(client):
    person = addressee()
    client.force_login(account_of(person))
    send(client)
    assert Reply.objects.get().person == person


def test_the_link_of_a_campaign_names_it_and_who_got_it_without_showing_them(client):
    campaign, person = approved_campaign("culture"), addressee(name="누설금")
    path = path_of(reply_link.url(campaign, person))
    page = client.get(path).content.decode()
    assert campaign.title in page
    assert "누설금" not in page
    assert person.contacts.get(kind="mobile").value not in page
    send(client, path, answer_to="email", contact="")
    reply = Reply.objects.get()
    assert (reply.campaign, reply.person) == (campaign, person)
    assert reply.contact == person.contacts.get(kind="email").value
    assert reply.topic.code == "culture"


def test_who_wants_the_answer_elsewhere_is_not_taken_for_the_one_who_got_the_link(client):
    person = addressee()
    send(client, path_of(reply_link.url(approved_campaign(), person)))
    reply = Reply.objects.get()
    assert (reply.person, reply.contact) == (None, "writer@example.kr")


def test_the_link_of_a_notice(client):
    notice = notice_of()
    path = path_of(reply_link.url(notice, notice.person))
    send(client, path, answer_to="none")
    assert Reply.objects.get().notice == notice


def test_links_that_are_not_ours_or_whose_subject_is_gone_lead_nowhere(client):
    notice = notice_of()
    gone = path_of(reply_link.url(notice))
    notice.erased_at = timezone.now()
    notice.save()
    for path in ("/say/AAAAAAAAAAAAAAAAAAAAAAAA/", gone, "/say/short/"):
        assert client.get(path).status_code == 404


def test_the_link_of_a_preview_says_so(client):
    page = client.get(f"/say/{reply_link.make(Campaign, 0)}/")
    assert "시험으로 보낸 소식의 주소입니다" in page.content.decode()


@pytest.mark.parametrize("model", [Campaign, AddressedNotice, Poll, Reply])
def test_links_are_short_stable_and_tell_nothing(model):
    token = reply_link.make(model, 123456, 7890123)
    assert token == reply_link.make(model, 123456, 7890123)
    assert len(token) == 24
    link = reply_link.read(token)
    assert (link.model, link.subject_id, link.person_id) == (model, 123456, 7890123)


def test_a_changed_link_opens_nothing():
    token = reply_link.make(Campaign, 1, 2)
    other = ("B" if token[10] != "B" else "C").join((token[:10], token[11:]))
    with pytest.raises(reply_link.BadSeal):
        reply_link.read(other)


def test_the_link_in_an_answer_goes_on_in_the_thread_and_shows_nothing_of_it(client):
    reply = said("처음 한 말")
    answering.answer(reply=reply, body="답변한 말", by=staff(RoleCode.OFFICER))
    path = path_of(reply_link.url(reply))
    page = client.get(path).content.decode()
    assert reply.number in page
    assert "처음 한 말" not in page and "답변한 말" not in page
    key = str(uuid4())
    for _twice in range(2):
        client.post(path, {"body": "하나 더요", "key": key})
    reply.refresh_from_db()
    assert reply.state == ReplyState.RECEIVED
    assert reply.messages.count() == 3


def test_an_opinion_about_an_invitation_is_about_its_poll():
    campaign = approved_campaign(kind="poll", channels=("email",))
    reply = said(subject_of=campaign)
    assert (reply.campaign, reply.poll) == (None, campaign.poll)
