"""What is looked at before a campaign goes out: each check finds exactly what it should; its texts."""

import pytest
import time_machine

from notices import checks
from notices.domain import preflight
from notices.domain.audience import segment_of
from notices.domain.measure import sms_measure
from notices.enums import CampaignKind
from tests.factories.enrollment import enroll
from tests.notices.campaigns import drafted
from tests.notices.looked_at import WEDNESDAY, findings

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def by_day():
    with time_machine.travel(WEDNESDAY, tick=False):
        yield


def test_nothing_is_found_where_nothing_is_wrong():
    enroll()
    assert findings() == {}


def test_every_check_is_registered_once_under_its_own_name(monkeypatch):
    assert checks.preflight_is_whole(None) == []
    monkeypatch.setattr(preflight, "CHECKS", preflight.CHECKS[1:] + preflight.CHECKS[-1:])
    assert [error.msg.split("'")[1] for error in checks.preflight_is_whole(None)] == ["texts", "holiday"]


def test_the_gravest_stands_first():
    enroll()
    campaign = drafted(sms_body="[성동구] ❤ {이름} bit.ly/a", email_body="", channels=("sms", "email"))
    levels = [finding.level for finding in preflight.examine_now(campaign)]
    assert levels == sorted(levels, key=list(preflight.Level).index)
    assert levels[0] is preflight.Level.REFUSE


def test_nobody_is_told_while_one_writes():
    assert findings() == {"nobody": [("warn", "지금 조건에 맞는 받을 사람이 없습니다.")]}


# Texts


def test_characters_no_phone_shows_are_named_with_their_places():
    enroll()
    assert findings(sms_body="[성동구] 축하 ❤ 좋아요 ✔ {수신설정}") == {
        "texts": [
            (
                "refuse",
                "문자로 보낼 수 없는 글자가 2개 있습니다: 10번째 글자 ‘❤’, 16번째 글자 ‘✔’."
                " 지우거나 다른 글자로 바꿔 주세요.",
            )
        ]
    }


def test_syllables_some_phones_spoil_are_named():
    enroll()
    assert findings(sms_body="[성동구] 똠 {수신설정}") == {
        "characters": [("warn", "일부 휴대전화에서 깨질 수 있는 글자가 있습니다: 7번째 글자 ‘똠’")]
    }


def test_a_text_that_names_nobody_and_cannot_be_stopped():
    enroll()
    assert findings(sms_body="안내") == {
        "sender": [
            ("warn", "문자에 보내는 곳 ‘[성동구]’가 없습니다. 받는 사람이 사칭 문자로 여길 수 있습니다."),
            ("warn", "문자에 {수신설정}이 없습니다. 받는 사람이 문자에서 바로 그만 받을 수 없습니다."),
        ]
    }


@pytest.mark.parametrize(
    ("syllables", "found"),
    [
        (40, {}),
        (
            41,
            {"sms_length": [("warn", "문자가 91바이트여서 장문으로 나갑니다. 1건 30원(단문은 10원)입니다.")]},
        ),
        (
            995,
            {
                "sms_length": [
                    ("warn", "문자가 1,999바이트여서 장문으로 나갑니다. 1건 30원(단문은 10원)입니다.")
                ]
            },
        ),
        (
            996,
            {"sms_length": [("refuse", "문자가 2,001바이트로 2,000바이트를 넘습니다. 문구를 줄여 주세요.")]},
        ),
    ],
)
def test_bytes_of_a_text_and_their_price(syllables, found):
    enroll()
    # 9 bytes before: the tag and a space. Statutory, because the stop link has a length of its own.
    campaign = drafted(
        kind=CampaignKind.STATUTORY, channels=("sms",), sms_body="[성동구] " + "가" * syllables, email_body=""
    )
    assert findings(campaign) == found


def test_bytes_are_measured_with_the_longest_dong_name():
    campaign = drafted(sms_body="{이름} {동}")
    assert sms_measure(campaign, segment_of(campaign)).bytes == 6 + 1 + len("왕십리도선동") * 2
    narrow = drafted(sms_body="{이름} {동}", dongs=("1120054000",))
    assert sms_measure(narrow, segment_of(narrow)).bytes == 6 + 1 + len("마장동") * 2
