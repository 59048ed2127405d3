"""The pages at which residents say something, read what was answered, and see public proposals."""

from uuid import uuid4

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from enrollment.enums import ContactKind
from notices.domain.reply import answer as answering
from notices.domain.reply import publish as publishing
from notices.domain.reply import reply_link
from notices.domain.reply.publish import Public
from notices.enums.reply import ReplyRoute
from notices.models import Reply
from notices.views.say import PER_ORIGIN
from portal.accounts.enums import RoleCode
from portal.accounts.limits import spend
from tests.factories.accounts import staff
from tests.factories.notices import addressee
from tests.factories.replies import said
from tests.factories.resident_numbers import RESIDENT_NUMBER
from tests.notices.reply.saying import PNG, TYPED, account_of, send

pytestmark = pytest.mark.django_db


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
