"""Hours, days off and elections before a campaign goes out, and the calendars behind them."""

from datetime import date, datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from enrollment.models import District
from notices.domain import life, reference
from notices.enums import CampaignKind, CampaignState, StartMode
from notices.models import Campaign, ElectionPeriod, Holiday
from portal.accounts.enums import RoleCode
from portal.common import audit
from tests.factories.accounts import staff
from tests.factories.enrollment import enroll
from tests.notices.campaigns import drafted, in_review
from tests.notices.looked_at import ADVERTISING, QUIET_TEXT, SEOUL, WEDNESDAY, approve, findings

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def by_day():
    with time_machine.travel(WEDNESDAY, tick=False):
        yield


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
