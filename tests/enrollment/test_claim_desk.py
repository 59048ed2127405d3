"""Paper first, account later: by a code the desk sends after checking a document."""

import re
from datetime import date

import pytest
import time_machine
from django.test import Client
from django.urls import reverse as url_of
from django.utils import timezone

from enrollment.domain import claim
from enrollment.models import ClaimInvitation, Person
from notices.validators import sms_text
from portal.accounts.enums import RoleCode
from portal.accounts.residents import BACKEND, find_by_contact
from portal.common.models import AccessLog, AuditEvent
from tests.enrollment.claiming import PHONE, on_paper, signed_in_as
from tests.factories.accounts import staff
from tests.factories.desk import OTHER_AREA

pytestmark = pytest.mark.django_db


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
