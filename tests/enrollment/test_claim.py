"""Paper first, account later: by the contact on the form, by birth date, by a code from the desk."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse as url_of
from django.utils import timezone

from enrollment.domain import claim
from enrollment.enums import ApplicationMethod
from enrollment.models import ClaimInvitation, ContactPoint, Person
from notices.validators import sms_text
from portal.accounts.enums import RoleCode
from portal.accounts.models import User
from portal.accounts.residents import BACKEND, add_handle, find_by_contact, resident_account
from portal.common.models import AccessLog, AuditEvent
from portal.common.signals import direct_message_requested
from tests.factories.accounts import staff
from tests.factories.desk import OTHER_AREA, OWN_AREA
from tests.factories.enrollment import enroll

pytestmark = pytest.mark.django_db

LOGIN, CONFIRM = "/accounts/login/", "/accounts/login/code/"
PHONE, MAIL = "01000000301", "paper@example.kr"


@pytest.fixture
def sent():
    messages = []

    def remember(sender, **message):
        messages.append(message)

    direct_message_requested.connect(remember)
    yield messages
    direct_message_requested.disconnect(remember)


@pytest.fixture
def clerk(client):
    user = staff(RoleCode.DONG_STAFF, OWN_AREA)
    client.force_login(user)
    return user


def on_paper(**changes) -> Person:
    changes.setdefault("mobile", PHONE)
    by = User.objects.filter(email="clerk@example.kr").first() or staff(
        RoleCode.DONG_STAFF, OWN_AREA, email="clerk@example.kr"
    )
    accepted = enroll(by=by, intake_changes={"method": ApplicationMethod.PAPER}, **changes)
    return accepted.application.person


def ask(client, contact):
    return client.post(LOGIN, {"contact": contact})


def code_in(message) -> str:
    return re.search(r"\d{6}", message["text"]).group()


def signed_in_as(client):
    return client.session.get("_auth_user_id")


@pytest.mark.parametrize("contact", ["010-0000-0301", "PAPER@example.kr"])
def test_a_code_to_the_contact_on_the_form_opens_an_account(client, sent, contact):
    person = on_paper(email=MAIL)
    sent.clear()
    assert ask(client, contact)["Location"] == CONFIRM
    assert sent[-1]["purpose"] == "sign_in_code"
    response = client.post(CONFIRM, {"code": code_in(sent[-1])})
    assert response["Location"] == "/accounts/landing/"
    person.refresh_from_db()
    assert signed_in_as(client) == str(person.user_id)
    kind = "email" if "@" in contact else "mobile"
    contacts = {point.kind: point.verified_at for point in person.contacts.all()}
    assert contacts[kind] is not None
    assert [k for k, verified in contacts.items() if verified] == [kind]
    assert AuditEvent.objects.filter(action="person.claim", object_id=person.pk).count() == 1
    assert person.name in client.get("/my/").content.decode()


def test_the_next_time_it_is_an_ordinary_sign_in(client, sent):
    person = on_paper()
    for _time in range(2):
        client.logout()
        ask(client, PHONE)
        client.post(CONFIRM, {"code": code_in(sent[-1])})
    person.refresh_from_db()
    assert signed_in_as(client) == str(person.user_id)
    assert User.objects.filter(people__isnull=False).count() == 1


def test_where_one_wanted_to_go_is_kept(client, sent):
    on_paper()
    client.post(LOGIN, {"contact": PHONE, "next": "/my/"})
    response = client.post(CONFIRM, {"code": code_in(sent[-1]), "next": "/my/"})
    assert response["Location"] == "/my/"


def test_a_stranger_sees_the_same_page_and_gets_nothing(client, sent):
    on_paper()
    sent.clear()
    pages = []
    for contact in (PHONE, "01000000999"):
        client.cookies.clear()
        answer = ask(client, contact)
        page = client.get(CONFIRM).content.decode().split("<main")[1]
        page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)
        pages.append((answer.status_code, answer["Location"], re.sub(r"010-0000-0\d{3}", "#", page)))
    assert pages[0] == pages[1]
    assert [message["address"] for message in sent] == [PHONE]


def test_known_and_unknown_contacts_ask_the_database_the_same(client, sent, django_assert_num_queries):
    """What differs is only the message that is written, as with an account."""
    from django.test.utils import CaptureQueriesContext

    resident_account(contacts={"mobile": "01000000888"}, name="가나다")
    on_paper()
    looked = {}
    for contact in (PHONE, "01000000888", "01000000999"):
        client.cookies.clear()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            ask(client, contact)
        selects = [q["sql"] for q in queries if q["sql"].startswith("SELECT")]
        looked[contact] = [
            any(table in sql for sql in selects) for table in ("accounts_signinhandle", "enrollment_person")
        ]
    assert set(map(tuple, looked.values())) == {(True, True)}


def test_a_wrong_code_opens_nothing(client, sent):
    person = on_paper()
    ask(client, PHONE)
    right = code_in(sent[-1])
    for _attempt in range(4):
        client.post(CONFIRM, {"code": f"{(int(right) + 1) % 10**6:06d}"})
    assert client.post(CONFIRM, {"code": f"{(int(right) + 1) % 10**6:06d}"})["Location"] == LOGIN
    client.post(CONFIRM, {"code": right})
    person.refresh_from_db()
    assert person.user is None
    assert signed_in_as(client) is None


def test_three_codes_a_minute(client, sent):
    on_paper()
    sent.clear()
    with time_machine.travel("2026-03-02T10:00:00+09:00", tick=False):
        for _time in range(3):
            client.cookies.clear()
            ask(client, PHONE)
        client.cookies.clear()
        assert "인증번호를 너무 자주 요청했습니다" in ask(client, PHONE).content.decode()
    assert len(sent) == 3


def test_a_number_given_up_claims_nothing(client, sent):
    person = on_paper()
    ContactPoint.objects.filter(person=person).update(ended_at=timezone.now())
    sent.clear()
    ask(client, PHONE)
    assert sent == []


def share_a_phone() -> tuple[Person, Person]:
    first = on_paper(name="하늘큰", birth_date=date(1950, 1, 2))
    second = on_paper(name="바다작은", birth_date=date(1975, 3, 4))
    return first, second


def test_several_at_one_phone_choose_by_birth_date(client, sent):
    first, second = share_a_phone()
    ask(client, PHONE)
    response = client.post(CONFIRM, {"code": code_in(sent[-1])})
    assert response["Location"] == "/claim/person/"
    page = client.get("/claim/person/").content.decode()
    assert "하늘" not in page and "바다" not in page
    assert signed_in_as(client) is None
    response = client.post("/claim/person/", {"birth_date": "1975.3.4", "name": "바다 작은"})
    assert response["Location"] == "/my/"
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.user, str(second.user_id)) == (None, signed_in_as(client))
    page = client.get("/my/").content.decode()
    assert "바다작은" in page
    assert "하늘큰" not in page


def test_the_other_one_is_added_after_signing_in(client, sent):
    first, second = share_a_phone()
    own = {"birth_date": date(1975, 3, 4), "name": "바다작은"}
    client.force_login(claim.claim_by_birth_date("mobile", PHONE, **own))
    assert client.get("/claim/person/").status_code == 200
    client.post("/claim/person/", {"birth_date": "19500102", "name": "하늘큰"})
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.user == second.user is not None


def test_birth_dates_cannot_be_guessed_for_long(client, sent):
    first, _second = share_a_phone()
    ask(client, PHONE)
    client.post(CONFIRM, {"code": code_in(sent[-1])})
    for year in range(1960, 1965):
        guess = {"birth_date": f"{year}0101", "name": "하늘큰"}
        assert "이름과 생년월일이 맞는 것이 없습니다" in client.post("/claim/person/", guess).content.decode()
    right = {"birth_date": "19500102", "name": "하늘큰"}
    page = client.post("/claim/person/", right).content.decode()
    assert "15분 뒤에" in page
    first.refresh_from_db()
    assert first.user is None


def test_the_choice_needs_a_confirmed_contact(client):
    share_a_phone()
    assert client.post("/claim/person/", {"birth_date": "19500102"})["Location"] == LOGIN


def test_a_confirmation_is_forgotten_after_ten_minutes(client, sent):
    share_a_phone()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        ask(client, PHONE)
        client.post(CONFIRM, {"code": code_in(sent[-1])})
        assert client.get("/claim/person/").status_code == 200
        clock.shift(601)
        assert client.get("/claim/person/")["Location"] == LOGIN


def test_an_account_with_duties_is_not_entered_by_a_code(client, sent):
    person = on_paper()
    officer = staff(RoleCode.OFFICER)
    add_handle(user=officer, kind="mobile", value=PHONE)
    sent.clear()
    ask(client, PHONE)
    assert sent == []
    person.refresh_from_db()
    assert person.user is None


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment_make_one_account():
    person = on_paper()

    def take(_number):
        try:
            return claim.claim_alone("mobile", PHONE).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        users = set(pool.map(take, range(2)))
    person.refresh_from_db()
    assert users == {person.user_id}


# At the desk


def desk(client, person, **changes):
    fields = {
        "receipt_no": person.applications.first().receipt_no,
        "document": "resident_card",
        "birth_date": "1980. 3. 4.",
        "mobile": "010-0000-0777",
        "seen": "on",
        **changes,
    }
    return client.post(url_of("desk_claim"), fields)


def link_in(message) -> str:
    return re.search(r"/claim/\w{10}/", message["text"]).group()


def test_the_desk_sends_a_link_to_the_phone_now_held(client, clerk, sent, settings):
    settings.SITE_URL = "https://sotong.sd.go.kr"
    person = on_paper(birth_date=date(1980, 3, 4))
    sent.clear()
    assert desk(client, person).status_code == 302
    message = sent[-1]
    assert (message["channel"], message["address"]) == ("sms", "01000000777")
    assert sms_text.measure(message["text"]).bytes <= 90
    assert person.name not in message["text"]
    invitation = ClaimInvitation.objects.get()
    assert (invitation.person, invitation.sent_by, invitation.document) == (person, clerk, "resident_card")
    assert link_in(message).split("/")[2] not in str(ClaimInvitation.objects.values().get())
    assert AuditEvent.objects.get(action="person.claim_invite").actor == clerk
    assert AccessLog.objects.filter(page="desk_claim", subject_ids=[person.pk]).exists()


def test_the_link_links_once(client, clerk, sent):
    person = on_paper(birth_date=date(1980, 3, 4))
    desk(client, person)
    client.logout()
    link = link_in(sent[-1])
    for _look in range(2):
        page = client.get(link).content.decode()
        assert person.name not in page
        assert "010-****-0777" in page
    assert Person.objects.get().user is None
    assert client.post(link)["Location"] == "/my/"
    person.refresh_from_db()
    assert signed_in_as(client) == str(person.user_id)
    assert find_by_contact("mobile", "01000000777") == person.user
    opened = person.contacts.get(kind="mobile", ended_at=None)
    assert (opened.value, opened.verified_at is not None) == ("01000000777", True)
    assert client.get(link).status_code == 404
    assert client.post(link).status_code == 404


def test_the_former_number_learns_of_it(client, clerk, sent):
    person = on_paper(birth_date=date(1980, 3, 4))
    desk(client, person)
    link = link_in(sent[-1])
    sent.clear()
    client.post(link)
    assert [message["address"] for message in sent if message["channel"] == "sms"] == [PHONE]


@pytest.mark.parametrize("keeps", [True, False])
def test_the_record_of_a_lost_phone_is_opened_by_the_new_one(client, clerk, sent, keeps):
    """The account goes on only when the clerk was told that it is the family's; otherwise it is shut."""
    person = on_paper(birth_date=date(1980, 3, 4))
    user = claim.claim_alone("mobile", PHONE)
    desk(client, person, **({"keeps_account": "on"} if keeps else {}))
    client.logout()
    client.post(link_in(sent[-1]))
    assert (signed_in_as(client) == str(user.pk)) is keeps
    assert person.name in client.get("/my/").content.decode()
    assert find_by_contact("mobile", PHONE) is None
    user.refresh_from_db()
    assert user.is_active is keeps


def test_whoever_is_signed_in_with_a_mistyped_number_is_out_once_the_desk_has_checked(client, clerk, sent):
    """A session of the account that is shut shows nothing any more."""
    person = on_paper(birth_date=date(1980, 3, 4))
    stranger = Client()
    stranger.force_login(claim.claim_alone("mobile", PHONE), backend=BACKEND)
    assert person.name in stranger.get("/my/").content.decode()
    desk(client, person)
    client.post(link_in(sent[-1]))
    assert stranger.get("/my/").status_code == 302


def test_a_link_is_good_for_half_an_hour_and_replaced_by_the_next(client, clerk, sent):
    person = on_paper(birth_date=date(1980, 3, 4))
    with time_machine.travel(timezone.now(), tick=False) as clock:
        desk(client, person)
        first = link_in(sent[-1])
        desk(client, person)
        second = link_in(sent[-1])
        assert client.get(first).status_code == 404
        assert client.get(second).status_code == 200
        clock.shift(30 * 60 + 1)
        assert client.get(second).status_code == 404


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"birth_date": "19800305"}, "접수번호와 생년월일이 맞는 신청이 없습니다"),
        ({"receipt_no": "2026-9999999"}, "접수번호와 생년월일이 맞는 신청이 없습니다"),
        ({"seen": ""}, "본인인지 확인하지 않았습니다"),
        ({"document": ""}, "신분증을 고르지 않았습니다"),
        ({"mobile": "02-2286-5000"}, "유선전화 번호로는"),
    ],
)
def test_the_desk_checks_who_it_is(client, clerk, sent, changes, words):
    person = on_paper(birth_date=date(1980, 3, 4))
    sent.clear()
    assert words in desk(client, person, **changes).content.decode()
    assert sent == []
    assert not ClaimInvitation.objects.exists()


def test_another_dong_finds_no_application(client, sent):
    person = on_paper(birth_date=date(1980, 3, 4))
    client.force_login(staff(RoleCode.DONG_STAFF, OTHER_AREA))
    assert "맞는 신청이 없습니다" in desk(client, person).content.decode()


def test_the_code_may_be_typed_by_hand(client, clerk, sent):
    person = on_paper(birth_date=date(1980, 3, 4))
    desk(client, person)
    code = link_in(sent[-1]).split("/")[2]
    response = client.post("/claim/", {"code": f"{code[:5].lower()} {code[5:]}"})
    assert response["Location"] == f"/claim/{code}/"
    assert "맞지 않거나" in client.post("/claim/", {"code": "ABCDEFGHJK"}).content.decode()


def test_codes_cannot_be_tried_for_long(client):
    with time_machine.travel("2026-03-02T10:00:00+09:00", tick=False):
        statuses = [client.get("/claim/ABCDEFGHJK/").status_code for _try in range(11)]
    assert statuses == [404] * 10 + [429]
