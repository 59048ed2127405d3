"""The pages at which residents say something, read what was answered, and see public proposals."""

from uuid import uuid4

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from enrollment.enums import ContactKind
from notices.domain.reply import answer as answering
from notices.domain.reply import publish as publishing
from notices.domain.reply import reply_link
from notices.domain.reply.publish import Public
from notices.enums.reply import ReplyRoute, ReplyState
from notices.models import AddressedNotice, Campaign, Poll, Reply
from notices.views.say import PER_LINK, PER_ORIGIN
from portal.accounts.enums import RoleCode
from portal.accounts.limits import spend
from portal.common.models import AuditEvent
from tests.factories.accounts import UserFactory, staff
from tests.factories.notices import addressee, notice_of
from tests.factories.replies import said
from tests.factories.resident_numbers import RESIDENT_NUMBER
from tests.notices.campaigns import approved_campaign

pytestmark = pytest.mark.django_db

TYPED = {"body": "가로등이 어두워요.", "answer_to": "typed", "contact": "writer@example.kr"}
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00:~\x9bU"
    b"\x00\x00\x00\nIDATx\x9cc`\x00\x00\x00\x02\x00\x01H\xaf\xa4q\x00\x00\x00\x00IEND\xaeB`\x82"
)


def path_of(url: str) -> str:
    return "/" + url.split("/", 3)[3]


def send(client, path="/say/", **changes):
    return client.post(path, {**TYPED, "key": str(uuid4()), **changes}, follow=True)


def account_of(person):
    person.user = UserFactory()
    person.save()
    return person.user


def test_saying_something_gives_a_number_and_the_day_of_the_answer(client):
    page = send(client)
    reply = Reply.objects.get()
    assert (reply.route, reply.contact_kind, reply.contact) == (
        ReplyRoute.WEB,
        ContactKind.EMAIL,
        "writer@example.kr",
    )
    assert reply.number in page.content.decode()
    assert "까지 답을 드립니다" in page.content.decode()
    assert page.redirect_chain == [("/say/done/", 302)]


def test_the_same_page_sent_twice_is_one_opinion(client):
    key = str(uuid4())
    first, second = send(client, key=key), send(client, key=key)
    assert Reply.objects.count() == 1
    assert first.content.count(Reply.objects.get().number.encode()) == second.content.count(
        Reply.objects.get().number.encode()
    )


def test_looking_at_the_page_says_nothing(client):
    client.get("/say/")
    client.head("/say/")
    assert not Reply.objects.exists()


def test_a_mobile_number_is_known_as_one(client):
    send(client, contact="010-0000-4321")
    reply = Reply.objects.get()
    assert (reply.contact_kind, reply.contact) == (ContactKind.MOBILE, "01000004321")


def test_no_answer_wished_for_needs_no_contact(client):
    page = send(client, answer_to="none", contact="")
    reply = Reply.objects.get()
    assert (reply.wants_answer, reply.contact) == (False, None)
    assert "까지 답을 드립니다" not in page.content.decode()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"body": ""}, "내용을 입력하지 않았습니다"),
        ({"body": f"제 번호 {RESIDENT_NUMBER}"}, "주민등록번호"),
        ({"contact": ""}, "답변 받을 곳을 입력하지 않았습니다"),
        ({"contact": "02-0000-0000"}, "휴대전화"),
        ({"contact": "writer@"}, "이메일 주소가 올바르지 않습니다"),
        ({"answer_to": ""}, "답변 받을 곳을 고르지 않았습니다"),
        ({"answer_to": "mobile"}, "고를 수 없는 곳입니다"),
    ],
)
def test_what_is_wrong_stands_at_the_field_and_what_was_typed_stays(client, changes, message):
    page = send(client, **changes)
    text = page.content.decode()
    assert message in text
    assert not Reply.objects.exists()
    if "body" not in changes:
        assert TYPED["body"] in text


def test_a_picture_comes_along_and_a_script_does_not(client):
    send(client, files=[SimpleUploadedFile("현장.png", PNG)])
    [file] = Reply.objects.get().messages.get().attachments.all()
    assert (file.name, file.content_type) == ("현장.png", "image/png")
    page = send(client, files=[SimpleUploadedFile("그림.png", b"<script>alert(1)</script>")])
    assert "그림.png 파일을 받을 수 없습니다" in page.content.decode()
    assert Reply.objects.count() == 1


def test_too_many_from_one_place_wait(client):
    for _number in range(PER_ORIGIN[0].amount):
        spend("say_origin", "127.0.0.1", *PER_ORIGIN)
    assert send(client).status_code == 429
    assert not Reply.objects.exists()
    assert TYPED["body"] in client.get("/say/").content.decode(), "what was typed waits"


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


def test_an_account_sees_its_own_with_the_answers_and_goes_on(client):
    person = addressee()
    client.force_login(account_of(person))
    send(client, answer_to="email")
    reply = Reply.objects.get()
    assert reply.person == person
    answering.answer(reply=reply, body="이번 주에 고칩니다.", by=staff(RoleCode.OFFICER))
    assert reply.number in client.get("/my/replies/").content.decode()
    page = client.get(reverse("my_reply", args=[reply.number])).content.decode()
    assert "이번 주에 고칩니다." in page
    client.post(reverse("my_reply", args=[reply.number]), {"body": "고맙습니다", "key": str(uuid4())})
    assert reply.messages.count() == 3


def test_nobody_sees_what_others_said(client):
    reply = said("남의 말", person=addressee())
    client.force_login(account_of(addressee()))
    assert reply.number not in client.get("/my/replies/").content.decode()
    assert client.get(reverse("my_reply", args=[reply.number])).status_code == 404


def test_public_proposals_show_the_words_of_the_office_alone(client):
    reply = said("제가 쓴 그대로의 말", is_proposal=True)
    said("다른 제안", is_proposal=True)
    publishing.publish(
        reply=reply, public=Public("의자", "의자를 놓자는 제안", "놓겠습니다"), by=staff(RoleCode.OFFICER)
    )
    page = client.get("/proposals/").content.decode()
    assert "의자를 놓자는 제안" in page and "놓겠습니다" in page
    assert "제가 쓴 그대로의 말" not in page and "다른 제안" not in page
    assert reply.number not in page


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"contact": "abc"}, "이메일도 휴대전화 번호도 아닙니다"),
        (
            {"files": [SimpleUploadedFile("빈 사진.png", b"")]},
            "빈 사진.png 파일을 받을 수 없습니다: 내용이 없는 파일입니다",
        ),
        ({"files": [SimpleUploadedFile("글.txt", b"words")]}, "받지 않는 형식입니다. 사진(JPEG, PNG)"),
    ],
    ids=range(3),
)
def test_what_is_wrong_says_what_would_be_right(client, changes, why):
    assert why in send(client, **changes).content.decode()
    assert not Reply.objects.exists()


def test_a_thread_offers_signing_in_only_to_who_is_enrolled(client):
    words = "주고받은 글은 로그인해서 볼 수 있습니다."
    for person, is_offered in ((None, False), (addressee(), True)):
        path = f"/say/{reply_link.make(Reply, said(person=person).pk)}/"
        assert (words in client.get(path).content.decode()) is is_offered


def test_counters_hold_no_address(client, settings):
    send(client)
    keys = cache._cache.get_client().keys("*say_origin*")
    assert keys and not any(b"127.0.0.1" in key for key in keys)


def test_an_opinion_about_an_invitation_is_about_its_poll():
    campaign = approved_campaign(kind="poll", channels=("email",))
    reply = said(subject_of=campaign)
    assert (reply.campaign, reply.poll) == (None, campaign.poll)
