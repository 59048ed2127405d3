"""Forms typed twice: drawn by lot, blind, compared as the portal reads, and put right."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from enrollment.domain.double_entry import is_drawn
from enrollment.enums import DoubleEntryState
from enrollment.models import Application, Change, DoubleEntry
from notices.models import Subscription
from portal.accounts.enums import Permission, RoleCode
from portal.accounts.models import Role
from portal.common.models import AccessLog, AuditEvent
from tests.enrollment.double_entry.forms import ENTRY, LIST, NOT_TYPED, drawn
from tests.factories.accounts import staff
from tests.factories.desk import OTHER_AREA, tong_leader, typed
from tests.factories.looks import look_of
from tests.factories.scans import jpeg

pytestmark = pytest.mark.django_db


def again(client, clerk, entry, sheet: dict, **changes):
    client.force_login(clerk)
    copy = {
        name: value
        for name, value in {**sheet, **changes}.items()
        if name not in NOT_TYPED and value is not None
    }
    response = client.post(f"{LIST}{entry.pk}/", copy)
    entry.refresh_from_db()
    return response


def resolve(client, entry, **answers):
    response = client.post(f"{LIST}{entry.pk}/", answers)
    entry.refresh_from_db()
    return response


def test_the_lot_is_the_same_every_time_and_falls_on_the_share(settings):
    settings.DOUBLE_ENTRY_SHARE = 10
    numbers = [f"2026-{number:07d}" for number in range(4000)]
    hits = [number for number in numbers if is_drawn(number)]
    assert 300 < len(hits) < 500
    assert hits == [number for number in numbers if is_drawn(number)]
    settings.DOUBLE_ENTRY_SHARE = 0
    assert not any(is_drawn(number) for number in numbers)


def test_a_page_sent_twice_is_drawn_once(client, first):
    _entry, sheet = drawn(client, first)
    client.post(ENTRY, sheet)
    assert DoubleEntry.objects.count() == 1


def test_the_second_typing_is_blind(client, first, second):
    entry, sheet = drawn(client, first, collected_by=tong_leader().pk, email="first@example.kr")
    client.force_login(second)
    page = client.get(f"{LIST}{entry.pk}/").content.decode()
    assert sheet["form_no"] in page and "통장5" in page
    for name in ("name", "road_address", "address_detail", "mobile", "email", "birth_date"):
        assert sheet[name] not in page
    assert "/desk/addresses/" not in page and "/desk/duplicates/" not in page


def test_the_second_clerk_sees_the_scan_while_the_form_waits(client, first, second):
    Role.objects.filter(code=RoleCode.DONG_STAFF).update(permissions=[Permission.ENTER_APPLICATION])
    key = typed()["submission_key"]
    client.force_login(first)
    file = SimpleUploadedFile("a.jpg", jpeg(), "image/jpeg")
    client.post("/desk/scans/", {"submission_key": key, "file": file})
    entry, sheet = drawn(client, first, submission_key=key)
    scan = f"/desk/scans/{look_of(client, entry.application.scan)}/1.jpg"
    assert client.get(scan).status_code == 404
    client.force_login(second)
    scan = f"/desk/scans/{look_of(client, entry.application.scan)}/1.jpg"
    assert scan in client.get(f"{LIST}{entry.pk}/").content.decode()
    assert client.get(scan).status_code == 200
    again(client, second, entry, sheet)
    assert client.get(scan).status_code == 404


def test_alike_however_it_is_written(client, first, second):
    entry, sheet = drawn(client, first, name="나다라")
    number = sheet["mobile"].replace("-", " ")
    road = f"서울 성동구 {sheet['road_address'].replace(' ', '')}"
    response = again(
        client, second, entry, sheet, mobile=number, road_address=road, address_detail="102-304",
        birth_date="1980. 3. 4.", name="나 다 라", collected_on="20260105",
    )  # fmt: skip
    assert (response.status_code, response.url) == (302, LIST)
    assert (entry.state, entry.differences, entry.first) == (DoubleEntryState.AGREED, [], None)
    assert entry.entered_by == second


def test_the_first_clerk_and_other_dongs_are_kept_out(client, first):
    entry, sheet = drawn(client, first)
    response = again(client, first, entry, sheet)
    assert (response.status_code, response.url) == (302, LIST)
    assert entry.state == DoubleEntryState.DRAWN
    assert "처음 입력한 직원은" in client.get(LIST).content.decode()
    other = staff(RoleCode.DONG_STAFF, OTHER_AREA)
    assert again(client, other, entry, sheet).status_code == 404
    assert sheet["form_no"] not in client.get(LIST).content.decode()


def test_rules_of_the_form_hold_for_the_second_typing_too(client, first, second):
    entry, sheet = drawn(client, first)
    response = again(client, second, entry, sheet, mobile="02-2286-5000")
    assert response.status_code == 200 and "mobile" in response.context["form"].errors
    assert entry.state == DoubleEntryState.DRAWN


def test_differences_are_shown_side_by_side_and_each_needs_an_answer(client, first, second):
    entry, sheet = drawn(client, first)
    again(client, second, entry, sheet, mobile="01000009999", sex="male")
    assert (entry.state, entry.differences) == (DoubleEntryState.DIFFERS, ["sex", "mobile"])
    response = client.get(f"{LIST}{entry.pk}/")
    page = response.content.decode()
    assert sheet["mobile"] in page and "010-0000-9999" in page
    log = AccessLog.objects.get(page="desk_double_entry_form")
    assert (log.user, log.subject_ids) == (second, [entry.application.person_id])
    response = resolve(client, entry, sex="second")
    assert "mobile" in response.context["form"].errors
    assert entry.state == DoubleEntryState.DIFFERS


def test_the_first_was_right_and_nothing_changes(client, first, second):
    entry, sheet = drawn(client, first)
    again(client, second, entry, sheet, mobile="01000009999")
    assert resolve(client, entry, mobile="first").status_code == 302
    assert (entry.state, entry.second_right, entry.first, entry.second) == (
        DoubleEntryState.RESOLVED, [], None, None
    )  # fmt: skip
    contact = entry.application.person.contacts.get(ended_at=None)
    assert contact.value == sheet["mobile"].replace("-", "")
    assert Change.objects.count() == 0


def test_the_second_was_right_and_the_record_follows(client, first, second):
    tong_leader(number=5)
    entry, sheet = drawn(
        client, first, topics=["health"], channels=["sms"], relation="head", consent_poll="no"
    )
    response = again(
        client, second, entry, sheet, name="새이름", head_name="", birth_date="19800305", sex="female",
        mobile="01000009999", email="new@example.kr", road_address="왕십리로 999",
        address_detail="7호", tong_ban="5/2",
        topics=["culture"], services=["civil_defence", "opinion_poll"],
        consent_poll="yes", consent_promotional="no",
        collected_on="2026. 1. 3.",
    )  # fmt: skip
    assert set(entry.differences) == {
        "collected_on", "tong_ban", "name", "birth_date", "sex", "head_name", "road_address",
        "address_detail", "mobile", "email", "services", "topics", "consent_poll", "consent_promotional",
    }  # fmt: skip
    response = resolve(client, entry, **dict.fromkeys(entry.differences, "second"))
    assert response.status_code == 302, response.context["form"].errors
    application = Application.objects.get()
    person, home = application.person, application.household
    assert (person.name, person.birth_date.isoformat(), person.sex) == ("새이름", "1980-03-05", "female")
    assert (home.head_name, home.address_detail) == ("새이름", "7호")
    assert home.road_address == "서울특별시 성동구 왕십리로 999"
    assert (home.tong.number, home.ban) == (5, 2)
    contacts = dict(person.contacts.filter(ended_at=None).values_list("kind", "index"))
    assert set(contacts) == {"mobile", "email"}
    assert person.contacts.get(kind="mobile", ended_at=None).value == "01000009999"
    running = person.periods.filter(ends_on=None)
    assert set(running.values_list("service__code", flat=True)) == {"civil_defence", "opinion_poll"}
    assert application.collected_on.isoformat() == "2026-01-03"
    assert home.enrolled_periods.get().starts_on.isoformat() == "2026-01-03"
    subscribed = Subscription.objects.filter(person=person, ends_at=None)
    assert {subscription.topic.code for subscription in subscribed} == {"culture"}
    latest = {c.purpose: c.given for c in person.consents.order_by("id")}
    assert (latest["poll"], latest["promotional"]) == (True, False)
    assert {c.evidence.get("double_entry") for c in person.consents.filter(application=None)} == {entry.pk}
    event = AuditEvent.objects.get(action="application.correct")
    assert event.actor == second and set(event.detail["fields"]) == set(entry.differences)
    assert "새이름" not in str(event.detail)
    assert set(entry.second_right) == set(entry.differences)


def test_the_address_of_another_household_is_not_taken(client, first, second):
    _other, there = drawn(client, first)
    entry, sheet = drawn(client, first)
    again(
        client, second, entry, sheet, name=there["name"], birth_date="19790101",
        road_address=there["road_address"], address_detail=there["address_detail"],
    )  # fmt: skip
    response = resolve(client, entry, **dict.fromkeys(entry.differences, "second"))
    assert "이미 있습니다" in response.content.decode()
    entry.application.person.refresh_from_db()
    assert entry.application.person.name == sheet["name"]


def test_figures_say_how_often_each_field_differs(client, first, second):
    for change in ({"mobile": "01000009999"}, {"mobile": "01000009998", "sex": "male"}, {}):
        entry, sheet = drawn(client, first)
        again(client, second, entry, sheet, **change)
        if change:
            resolve(client, entry, mobile="second", sex="first")
    response = client.get(LIST)
    figures = response.context["figures"]
    assert (figures.forms, figures.alike) == (3, 1)
    assert figures.by_field == [("mobile", 2, 2), ("sex", 1, 0)]
    page = response.content.decode()
    assert "두 번 입력한 3장 가운데 1장이 모두 같았습니다" in page and "휴대전화" in page
