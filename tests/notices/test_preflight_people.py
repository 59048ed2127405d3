"""Who is left out of a campaign, what is sent twice, and what advertising needs."""

from datetime import timedelta

import pytest
import time_machine

from enrollment.enums import ConsentPurpose, ContactState
from enrollment.models import ContactPoint, Dong, Person
from notices.domain import life, opt_out
from notices.enums import CampaignKind, StartMode
from tests.factories.enrollment import enroll
from tests.notices.campaigns import approved_campaign, drafted, in_review
from tests.notices.looked_at import ADVERTISING, NUMBER, QUIET_TEXT, WEDNESDAY, approve, findings, left_out

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def by_day():
    with time_machine.travel(WEDNESDAY, tick=False):
        yield


def test_who_is_left_out_is_counted_by_the_nearest_reason():
    enroll(channels=("sms", "email"))
    opt_out.by_carrier(enroll(channels=("sms",)).application.person, approved_campaign().pk)
    dead = enroll(channels=("sms",)).application.person
    ContactPoint.objects.filter(person=dead).update(state=ContactState.DEAD)
    gone = enroll(channels=("sms",)).application.person
    ContactPoint.objects.filter(person=gone).update(ended_at=WEDNESDAY)
    for _ in range(2):
        enroll(channels=("sms",), topics=("health",))
    told = findings()["left_out"][0][1].removeprefix("조건에 맞지만 받지 못하는 사람: ").split(", ")
    assert told[0] == "이 분야를 이 방법으로 받지 않음 2명"
    assert sorted(told[1:]) == [
        "받지 않기로 함 1명",
        "연락처를 쓸 수 없음 1명",
        "이 방법의 연락처가 없음 1명",
    ]


def test_without_the_consent_of_the_purpose_nobody_gets_it(opt_out_number):
    enroll(channels=("sms",))
    consents = dict.fromkeys(ConsentPurpose.values, True) | {"promotional": False, "e_notice": False}
    enroll(channels=("sms",), consents=consents)
    assert findings() == {}
    told = {"left_out": left_out("동의하지 않음 1명")}
    assert findings(**ADVERTISING | {"channels": ("sms",)}) == told
    statutory = findings(
        kind=CampaignKind.STATUTORY, channels=("sms",), sms_body="[성동구] 통지", email_body=""
    )
    assert statutory == told


def share_phone(first: Person, second: Person) -> None:
    kept = ContactPoint.objects.get(person=first, kind="mobile", ended_at=None)
    ContactPoint.objects.filter(person=second, kind="mobile").update(value=kept.value, index=kept.index)


def test_a_phone_a_family_shares_gets_one():
    first, second, _third = (enroll(channels=("sms",)).application.person for _ in range(3))
    share_phone(first, second)
    assert findings() == {"left_out": left_out("같은 연락처의 가족이 받음 1명")}
    assert findings(kind=CampaignKind.STATUTORY, channels=("sms",), sms_body="[성동구] 통지") == {}


def test_names_that_leave_a_gap_or_cannot_be_shown():
    for name in ("", "  ", "가나다", "김𠮷", "Kim Lee"):
        person = enroll().application.person
        Person.objects.filter(pk=person.pk).update(name=name)
    assert findings() == {}
    assert findings(sms_body="[성동구] {이름}님 {수신설정}") == {
        "missing_values": [
            ("warn", "이름이 없는 사람이 2명 있습니다. {이름} 자리가 비어서 나갑니다."),
            ("warn", "이름에 문자로 보낼 수 없는 글자가 있는 사람이 1명 있습니다. 그 글자는 □로 나갑니다."),
        ]
    }
    assert len(findings(email_body="{이름}님 안녕하세요.")["missing_values"]) == 1


def test_the_same_words_to_the_same_people_within_a_day():
    enroll()
    enroll(dong=Dong.objects.select_related("district").get(code="1120054000"))
    first = approve(in_review(**QUIET_TEXT, dongs=("1120056000",)))
    other = drafted(**QUIET_TEXT | {"title": "다시 보내는 안내"})
    text = "같은 내용이 하루 안에 ‘구두바자회 안내’(으)로 나갔거나 나갈 예정입니다. 겹치는 사람 1명"
    assert findings(other) == {"repeated": [("warn", text)]}
    assert findings(first) == {}
    assert findings(dongs=("1120054000",)) == {}
    assert findings(sms_body="[성동구] 다른 안내 {수신설정}", email_body="다른 글") == {}
    with time_machine.travel(WEDNESDAY + timedelta(hours=24, seconds=1), tick=False):
        assert findings(other) == {}


def test_what_waits_for_its_time_counts_as_the_same_too():
    enroll()
    planned = in_review(**QUIET_TEXT, start_mode=StartMode.AT_TIME, send_at=WEDNESDAY + timedelta(hours=2))
    waiting = approve(planned)
    assert list(findings()) == ["repeated"]
    life.cancel(campaign=waiting, by=waiting.drafted_by)
    assert findings() == {}


# Advertising


def test_advertising_by_text_needs_the_free_number_of_the_office():
    enroll()
    assert findings(**ADVERTISING) == {
        "advertising": [
            (
                "refuse",
                "무료 수신거부 번호(080)가 없어 홍보성 문자를 보낼 수 없습니다. 관리자에게 알려 주세요.",
            )
        ]
    }
    assert findings(**ADVERTISING | {"channels": ("email",)}) == {}


def test_advertising_ends_with_the_free_number_and_gets_its_mark_by_itself(opt_out_number):
    enroll()
    assert "advertising" not in findings(**ADVERTISING)
    assert findings(**ADVERTISING | {"sms_body": "[성동구] {수신설정} 무료수신거부 080-1"})[
        "advertising"
    ] == [("refuse", f"홍보성 문자는 ‘무료수신거부 {NUMBER}’(으)로 끝나야 합니다. 맨 끝에 적어 주세요.")]
    marked = findings(**ADVERTISING | {"email_subject": "(광고) 강좌"})["advertising"]
    assert marked == [("refuse", "‘(광고)’ 표시는 보낼 때 자동으로 붙습니다. 적은 것을 지워 주세요.")]
