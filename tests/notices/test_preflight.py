"""What is looked at before a campaign goes out: each check finds exactly what it should, and nothing else."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from enrollment.enums import ConsentPurpose, ContactState
from enrollment.models import ContactPoint, District, Dong, Person
from notices import checks
from notices.domain import life, link_probe, opt_out, preflight, reference
from notices.domain.audience import segment_of
from notices.domain.measure import sms_measure
from notices.enums import CampaignKind, CampaignState, StartMode
from notices.models import Campaign, ElectionPeriod, Holiday
from notices.validators import links
from portal.accounts.enums import RoleCode
from portal.common import audit
from tests.factories.accounts import staff
from tests.factories.enrollment import enroll
from tests.notices.campaigns import approved_campaign, drafted, in_review

pytestmark = pytest.mark.django_db

SEOUL = ZoneInfo("Asia/Seoul")
WEDNESDAY = datetime(2027, 3, 3, 10, 0, tzinfo=SEOUL)
QUIET_TEXT = {"sms_body": "[성동구] 안내 {수신설정}", "email_body": "안녕하세요."}
NUMBER = "080-000-0000"
ADVERTISING = {
    "kind": CampaignKind.PROMOTIONAL,
    "sms_body": f"[성동구] {{수신설정}} 무료수신거부 {NUMBER}",
    "email_body": "강좌 안내입니다.",
}


@pytest.fixture(autouse=True)
def by_day():
    with time_machine.travel(WEDNESDAY, tick=False):
        yield


@pytest.fixture
def opt_out_number():
    District.objects.update(free_opt_out_phone=NUMBER)


def findings(campaign: Campaign | None = None, **changes) -> dict[str, list[tuple[str, str]]]:
    """{code: [(level, message)]} of a campaign whose texts are otherwise in order."""
    campaign = campaign or drafted(**QUIET_TEXT | changes)
    campaign.refresh_from_db()
    found: dict[str, list[tuple[str, str]]] = {}
    for finding in preflight.examine_now(campaign):
        found.setdefault(finding.code, []).append((finding.level.value, finding.message))
    return found


def approve(campaign: Campaign, by=None) -> Campaign:
    campaign.refresh_from_db()
    by = by or staff(RoleCode.APPROVER)
    return life.approve(campaign=campaign, by=by, seen_hash=life.content_hash(campaign))


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


# Who is left out


def left_out(*reasons: str) -> list[tuple[str, str]]:
    return [("note", f"조건에 맞지만 받지 못하는 사람: {', '.join(reasons)}")]


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


# Hours and days off


@pytest.mark.parametrize(
    ("kind", "level"), [(CampaignKind.PUBLIC_INFO, "warn"), (CampaignKind.PROMOTIONAL, "refuse")]
)
def test_planned_for_the_night(quiet_hours, opt_out_number, kind, level):
    enroll()
    night = {"start_mode": StartMode.AT_TIME, "send_at": WEDNESDAY.replace(hour=22)}
    texts = ADVERTISING if kind == CampaignKind.PROMOTIONAL else {"kind": kind}
    messages = {
        "warn": "보내는 때가 밤 시간(21시~8시)입니다. 승인하면 2027. 3. 4. 08:00에 발송을 시작합니다.",
        "refuse": "홍보성 문자는 밤 9시부터 아침 8시까지 보낼 수 없습니다. 아침 8시 뒤로 정해 주세요.",
    }
    assert findings(**texts | night)["timing"] == [(level, messages[level])]
    statutory = findings(kind=CampaignKind.STATUTORY, sms_body="[성동구] 통지", **night)
    assert "timing" not in statutory


@pytest.mark.parametrize(
    ("day", "message"),
    [
        (date(2027, 3, 1), "보내는 날 2027. 3. 1.(월)은 공휴일(삼일절)입니다."),
        (date(2027, 2, 9), "보내는 날 2027. 2. 9.(화)은 공휴일(대체공휴일)입니다."),
        (date(2027, 3, 6), "보내는 날 2027. 3. 6.(토)은 쉬는 날입니다."),
        (date(2027, 3, 7), "보내는 날 2027. 3. 7.(일)은 쉬는 날입니다."),
        (date(2027, 3, 5), None),
    ],
)
def test_days_off_are_told(day, message):
    enroll()
    with time_machine.travel(datetime.combine(day, WEDNESDAY.timetz()), tick=False):
        assert findings() == ({"holiday": [("warn", message)]} if message else {})
        assert findings(kind=CampaignKind.STATUTORY, sms_body="[성동구] 통지") == {}


def test_friday_night_begins_on_saturday_morning(quiet_hours):
    enroll()
    with time_machine.travel(datetime(2027, 3, 5, 22, 0, tzinfo=SEOUL), tick=False):
        assert findings()["holiday"] == [("warn", "보내는 날 2027. 3. 6.(토)은 쉬는 날입니다.")]


# Elections


@pytest.mark.parametrize(
    ("day", "days"),
    [
        (date(2025, 12, 4), None),
        (date(2025, 12, 5), "180일"),
        (date(2026, 4, 3), "180일"),
        (date(2026, 4, 6), "60일"),
        (date(2026, 6, 3), "60일"),
        (date(2026, 6, 4), None),
    ],
)
def test_the_weeks_before_a_local_election(day, days):
    enroll()
    with time_machine.travel(datetime.combine(day, WEDNESDAY.timetz()), tick=False):
        found = findings().get("election", [])
        if days is None:
            assert found == []
            return
        assert [level for level, _message in found] == ["refuse", "needs_second_approver"]
        assert f"제9회 전국동시지방선거(2026. 6. 3.) {days} 전부터" in found[1][1]
        reasoned = findings(exception_reason="예방접종법에 따른 안내")["election"]
        assert [level for level, _message in reasoned] == ["needs_second_approver"]
        assert "election" not in findings(kind=CampaignKind.STATUTORY, sms_body="[성동구] 통지")


def test_the_day_it_goes_out_decides_not_the_day_it_is_written():
    enroll()
    with time_machine.travel(datetime(2025, 12, 1, 10, 0, tzinfo=SEOUL), tick=False):
        later = {"start_mode": StartMode.AT_TIME, "send_at": datetime(2025, 12, 5, 10, 0, tzinfo=SEOUL)}
        assert "election" in findings(**later)
        assert "election" not in findings()


def test_the_name_of_the_mayor():
    enroll()
    District.objects.update(mayor_name="홍 길동")
    text = "구청장 이름이 들어 있습니다. 단체장은 홍보물에 나올 수 없습니다(공직선거법 제86조 제7항)."
    assert findings(email_body="구청장 홍길동입니다.") == {"election": [("warn", text)]}
    assert findings(email_body="구청장 홍 길동입니다.") == {"election": [("warn", text)]}
    assert findings(kind=CampaignKind.STATUTORY, sms_body="[성동구] 홍길동") == {}
    with time_machine.travel(datetime(2026, 4, 6, 10, 0, tzinfo=SEOUL), tick=False):
        found = findings(email_body="구청장 홍길동입니다.", exception_reason="법령")
        assert ("needs_second_approver", text) in found["election"]


def test_before_an_election_two_people_approve():
    enroll()
    with time_machine.travel(datetime(2026, 4, 6, 10, 0, tzinfo=SEOUL), tick=False):
        campaign = drafted(**QUIET_TEXT)
        with pytest.raises(ValidationError) as refused:
            life.submit(campaign=campaign, by=campaign.drafted_by)
        assert list(refused.value.message_dict) == ["exception_reason"]
        Campaign.objects.filter(pk=campaign.pk).update(exception_reason="예방접종법에 따른 안내")
        life.submit(campaign=campaign, by=campaign.drafted_by)
        first, second = staff(RoleCode.APPROVER), staff(RoleCode.APPROVER)
        signed = approve(campaign, first)
        assert (signed.state, signed.approved_by) == (CampaignState.IN_REVIEW, first)
        assert campaign.deliveries.count() == 0
        with pytest.raises(ValidationError) as refused:
            approve(campaign, first)
        assert refused.value.code == "same_approver"
        done = approve(campaign, second)
        assert (done.state, done.approved_by, done.second_approved_by) == (
            CampaignState.SENDING,
            first,
            second,
        )
    actions = [event.action for event in audit.history(campaign)]
    assert actions[-3:] == ["campaign.approve_first", "campaign.approve", "campaign.start"]
    with pytest.raises(IntegrityError, match="second_approval_by_a_third"), transaction.atomic():
        Campaign.objects.filter(pk=campaign.pk).update(second_approved_by=first)


def test_a_first_signature_is_gone_when_it_is_handed_back():
    enroll()
    with time_machine.travel(datetime(2026, 4, 6, 10, 0, tzinfo=SEOUL), tick=False):
        campaign = in_review(**QUIET_TEXT, exception_reason="법령")
        approve(campaign)
        life.return_to_draft(campaign=campaign, by=staff(RoleCode.APPROVER), reason="날짜를 확인해 주세요.")
        campaign.refresh_from_db()
        assert (campaign.approved_by, campaign.approved_at, campaign.content_hash) == (None, None, "")


# Reference data


def test_holidays_and_elections_ship_once():
    reference.load_after_migrate()
    days = dict(Holiday.objects.values_list("day", "name"))
    assert days[date(2013, 9, 19)] == "추석"
    assert days[date(2027, 2, 7)] == "설날"
    assert sum(day.year == 2026 for day in days) == 20
    periods = ElectionPeriod.objects.values_list("election_on", "publicity_from", "events_from")
    assert list(periods) == [
        (date(2014, 6, 4), date(2013, 12, 6), date(2014, 4, 5)),
        (date(2026, 6, 3), date(2025, 12, 5), date(2026, 4, 4)),
        (date(2030, 6, 5), date(2029, 12, 7), date(2030, 4, 6)),
    ]


def test_an_administrator_keeps_the_calendars(client):
    client.force_login(staff(RoleCode.ADMINISTRATOR))
    client.post(reverse("admin:notices_holiday_add"), {"day": "2026-09-28", "name": "임시공휴일"})
    added = Holiday.objects.get(day=date(2026, 9, 28))
    assert audit.history(added).get().action == "holiday.create"
    days = {"election_on": "2028-01-01", "publicity_from": "2028-02-01", "events_from": "2027-11-02"}
    wrong = {"name": "보궐", **days}
    page = client.post(reverse("admin:notices_electionperiod_add"), wrong)
    assert "차례가 맞지 않습니다" in page.content.decode()
    assert (
        client.post(
            reverse("admin:notices_electionperiod_add"), wrong | {"publicity_from": "2027-07-05"}
        ).status_code
        == 302
    )
    assert ElectionPeriod.objects.filter(election_on=date(2028, 1, 1)).exists()
