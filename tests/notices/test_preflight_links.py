"""Links in a campaign: which are refused, told, or asked whether they answer."""

import pytest
import time_machine
from django.core.cache import cache

from notices.domain import link_probe, preflight
from notices.validators import links
from tests.factories.enrollment import enroll
from tests.notices.campaigns import drafted
from tests.notices.looked_at import QUIET_TEXT, WEDNESDAY, findings

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def by_day():
    with time_machine.travel(WEDNESDAY, tick=False):
        yield


# Links


def test_links_of_a_text_message_are_https_and_go_kr():
    enroll()
    body = (
        "[성동구] {수신설정} https://www.sd.go.kr/a http://sd.go.kr/b bit.ly/c https://evilgo.kr/d http://:x/"
    )
    assert [message for _level, message in findings(sms_body=body)["links"]] == [
        "안전하지 않은 주소입니다: http://sd.go.kr/b. https로 시작하는 주소로 바꿔 주세요.",
        "go.kr이 아닌 주소입니다: bit.ly. 문자에는 go.kr 주소만 쓸 수 있습니다.",
        "go.kr이 아닌 주소입니다: evilgo.kr. 문자에는 go.kr 주소만 쓸 수 있습니다.",
        "주소가 잘못되었습니다: http://:x/. 복사한 주소 그대로인지 확인해 주세요.",
    ]
    assert {level for level, _message in findings(sms_body=body)["links"]} == {"refuse"}


NUMBERED = [
    "1.2.3.4",
    "1.2.3.4.",
    "(1.2.3.4)",
    "1.2.3.4:8080",
    "1.2.3.4/a",
    "1.2.3.4:8080/a",
    "https://1.2.3.4",
]


@pytest.mark.parametrize("text", NUMBERED + ["evil。com", "evil．com/a"])
def test_addresses_in_disguise_are_refused_in_a_text(text):
    assert {level for level, _message in findings(sms_body=f"[성동구] {text} 안내")["links"]} == {"refuse"}


@pytest.mark.parametrize("text", NUMBERED)
def test_a_number_for_an_address_is_told_with_what_to_do(text):
    for field in ("sms_body", "email_body"):
        [(level, message)] = findings(**{field: f"[성동구] {text} 안내"})["links"]
        assert level == "refuse"
        assert "숫자로 된 주소입니다: " in message and "go.kr 주소로 바꿔 주세요" in message


def test_a_date_is_no_address():
    body = "[성동구] 26.9.27.10시 9.27.(금) 1.2.3 26.9.27. 10시 1.2.3.4.5 300.1.1.1 안내"
    assert "links" not in findings(sms_body=body, email_body="")


def test_foreign_links_of_a_mail_are_told():
    enroll()
    body = "https://www.sd.go.kr/a 와 https://example.com/b 를 보거나 name@example.com 으로 물어 주세요."
    assert findings(email_body=body) == {
        "links": [("warn", "go.kr이 아닌 주소입니다: example.com. 맞는 곳인지 확인해 주세요.")]
    }


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("www.sd.go.kr/공지, 보세요", ["www.sd.go.kr/공지"]),
        ("(https://sd.go.kr/a?b=1&c=2)", ["https://sd.go.kr/a?b=1&c=2"]),
        ("9.27.(금) 10시 3.5km", []),
        ("a@sd.go.kr", []),
        ("sd.go.kr을 보세요 sd.go.kr", ["sd.go.kr"]),
    ],
)
def test_what_counts_as_a_link(text, found):
    assert links.addresses(text) == found


def test_links_that_do_not_answer_are_told_when_a_worker_asked(settings):
    enroll()
    campaign = drafted(**QUIET_TEXT | {"email_body": "https://gone.invalid.go.kr/a"})
    preflight.probe_links(campaign.pk)
    assert findings(campaign) == {}
    settings.LINK_PROBE = True
    assert findings(campaign) == {}
    preflight.probe_links(campaign.pk)
    assert findings(campaign) == {
        "links": [("warn", "열리지 않는 주소입니다: https://gone.invalid.go.kr/a. 눌러 보고 고쳐 주세요.")]
    }


@pytest.mark.parametrize(
    "address",
    ["http://sd.go.kr/", "https://example.com/", "https://sd.go.kr:8443/", "https://127.0.0.1/", "sd.go.kr"],
)
def test_only_public_go_kr_pages_are_asked(settings, address):
    settings.LINK_PROBE = True
    link_probe.probe([address])
    assert cache.get(link_probe._key(address)) is None
