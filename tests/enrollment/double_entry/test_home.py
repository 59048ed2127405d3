"""Putting right address, head and day from two typings, alone in a household and with others in it."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from enrollment.domain.move import NewHome, move_within
from enrollment.domain.proof import Proof
from enrollment.domain.review import open_new, reject
from enrollment.enums import ApplicationMethod, DoubleEntryState
from enrollment.models import Application, Dong, DoubleEntry, Household, HouseholdPeriod, WaitingApplication
from enrollment.queries import rates
from portal.common.models import AuditEvent
from tests.enrollment.double_entry.forms import ENTRY, LIST, NOT_TYPED, drawn
from tests.factories.accounts import DISTRICT
from tests.factories.desk import tong_leader, typed
from tests.factories.enrollment import enroll
from tests.factories.intake import returned

pytestmark = pytest.mark.django_db


def put_right(client, clerk, entry, sheet: dict, **changes):
    """Type it again as the paper says, and say that this is right."""
    client.force_login(clerk)
    copy = {name: value for name, value in {**sheet, **changes}.items() if name not in NOT_TYPED}
    assert client.post(f"{LIST}{entry.pk}/", copy).status_code == 302
    entry.refresh_from_db()
    response = client.post(f"{LIST}{entry.pk}/", dict.fromkeys(entry.differences, "second"))
    entry.refresh_from_db()
    return response


def family_of(client, clerk, sheet: dict, **changes) -> tuple[DoubleEntry, dict]:
    """A form of somebody else that names the same address and head."""
    theirs = {"name": "식구하나", "relation": "spouse", "head_name": sheet["name"], "mobile": "01000008888"}
    lines = {name: sheet[name] for name in ("road_address", "address_detail")}
    return drawn(client, clerk, **{**lines, **theirs, **changes})


def enrolled(day: date) -> int:
    return rates.district_rate(day, DISTRICT).enrolled_households


def spells(household) -> list[tuple[str, str | None]]:
    rows = HouseholdPeriod.objects.filter(household=household).order_by("starts_on")
    return [(str(row.starts_on), row.ends_on and str(row.ends_on)) for row in rows]


def test_who_was_typed_into_the_wrong_home_goes_to_the_right_one(client, first, second):
    _entry, sheet = drawn(client, first)
    entry, theirs = family_of(client, first, sheet, collected_on="2026. 1. 8.")
    wrong = Household.objects.get()
    assert put_right(client, second, entry, theirs, address_detail="7동 901호").status_code == 302
    assert (entry.state, entry.second_right) == (DoubleEntryState.RESOLVED, ["address_detail"])
    application = Application.objects.get(pk=entry.application_id)
    right = application.household
    assert right != wrong and right.people.get() == application.person
    assert (right.address_detail, right.head_name) == ("7동 901호", sheet["name"])
    assert (wrong.people.count(), spells(wrong)) == (1, [("2026-01-05", None)])
    assert (application.status, spells(right)) == ("accepted", [("2026-01-08", None)])
    assert [enrolled(date(2026, 1, day)) for day in (4, 5, 7, 8)] == [0, 1, 1, 2]
    event = AuditEvent.objects.get(action="application.correct")
    assert (event.actor, event.detail["fields"]) == (second, ["address_detail"])


def test_a_known_home_is_joined_by_the_rules_of_matching(client, first, second):
    _entry, sheet = drawn(client, first, collected_on="2026. 1. 20.")
    there = Household.objects.get()
    _entry, other = drawn(client, first)
    entry, theirs = family_of(client, first, other, collected_on="2026. 1. 9.")
    response = put_right(
        client, second, entry, theirs,
        road_address=sheet["road_address"], address_detail=" 102-304", head_name=sheet["name"],
    )  # fmt: skip
    assert response.status_code == 302
    application = Application.objects.get(pk=entry.application_id)
    assert (application.household, application.status) == (there, "joined")
    assert spells(there) == [("2026-01-09", None)]
    assert Household.objects.count() == 2


def test_a_home_that_resembles_another_is_shown_beside_it(client, first, second):
    drawn(client, first, name="가나다라", road_address="왕십리로 700", address_detail="1동 101호")
    entry, sheet = drawn(client, first)
    response = put_right(
        client, second, entry, sheet, head_name="가나다라", relation="spouse",
        road_address="왕십리로 700", address_detail="101호",
    )  # fmt: skip
    assert response.url == f"/desk/households/{entry.application.household_id}/merge/"
    assert "비슷한 세대가 있습니다" in client.get(response.url).content.decode()


def test_who_has_other_forms_or_moved_since_is_left_to_a_decision(client, first, second):
    _entry, sheet = drawn(client, first)
    entry, theirs = family_of(client, first, sheet)
    drawn(client, first, **{**theirs, "submission_key": typed()["submission_key"], "form_no": "Z-9",
                            "collected_on": "2026. 1. 6.", "confirmed": ""})  # fmt: skip
    response = put_right(client, second, entry, theirs, address_detail="7동 901호")
    assert "다른 신청이나 이사, 탈퇴 내역이 있어" in response.content.decode()
    assert entry.state == DoubleEntryState.DIFFERS and Household.objects.count() == 1
    entry, sheet = drawn(client, first)
    Household.objects.filter(pk=entry.application.household_id).update(address_key="road:x:y:1-0:::9")
    response = put_right(client, second, entry, sheet, address_detail="7동 901호")
    assert "접수한 뒤에 이사했거나" in response.content.decode()
    answer = client.post(f"{LIST}{entry.pk}/", {"address_detail": "elsewhere"})
    assert answer.status_code == 302


def test_a_later_day_moves_the_persons_days_and_keeps_the_households(client, first, second):
    entry, sheet = drawn(client, first)
    other, _theirs = family_of(client, first, sheet, collected_on="2026. 1. 10.")
    assert put_right(client, second, entry, sheet, collected_on="2026. 1. 20.").status_code == 302
    application = Application.objects.get(pk=entry.application_id)
    assert str(application.collected_on) == "2026-01-20"
    assert {str(period.starts_on) for period in application.person.periods.all()} == {"2026-01-20"}
    assert spells(application.household) == [("2026-01-10", None)]
    assert {str(day) for day in other.application.person.periods.values_list("starts_on", flat=True)} == {
        "2026-01-10"
    }


def test_an_earlier_day_lets_the_household_count_earlier(client, first, second):
    _entry, sheet = drawn(client, first)
    entry, theirs = family_of(client, first, sheet, collected_on="2026. 1. 10.")
    assert put_right(client, second, entry, theirs, collected_on="2026. 1. 2.").status_code == 302
    assert spells(entry.application.household) == [("2026-01-02", None)]
    assert [enrolled(date(2026, 1, day)) for day in (1, 2, 5)] == [0, 1, 1]


def test_another_form_of_the_person_keeps_its_own_first_day(client, first, second):
    entry, sheet = drawn(client, first)
    again = {**sheet, "submission_key": typed()["submission_key"], "form_no": "Z-9"}
    drawn(client, first, **again | {"collected_on": "2026. 1. 9."})
    assert put_right(client, second, entry, sheet, collected_on="2026. 2. 1.").status_code == 302
    period = entry.application.person.periods.get()
    assert str(period.starts_on) == "2026-01-09"
    assert spells(entry.application.household) == [("2026-01-09", None)]


def test_a_day_outside_the_batch_is_refused(client, first, second):
    batch = returned(by=first, count=1)
    paper = batch.forms.get()
    page = f"/desk/intake/{batch.pk}/new/"
    entry, sheet = drawn(client, first, page=page, form_no=paper.form_no, place=None)
    response = put_right(client, second, entry, sheet, collected_on="2026. 1. 12.")
    assert "발급일" in response.content.decode()
    assert entry.state == DoubleEntryState.DIFFERS
    assert str(Application.objects.get().collected_on) == "2026-01-05"


def waiting_form(client, clerk) -> tuple[WaitingApplication, dict]:
    home = enroll(name="가나다", mobile="01000007777").application.household
    sheet = typed(name="가나다", mobile="01000007777", road_address=home.road_address)
    client.force_login(clerk)
    assert client.post(ENTRY, sheet).status_code == 302
    return WaitingApplication.objects.get(), sheet


def test_a_form_that_waited_is_drawn_with_its_decision(client, first, second):
    waiting, sheet = waiting_form(client, first)
    assert not DoubleEntry.objects.exists()
    open_new(waiting=waiting, by=second)
    entry = DoubleEntry.objects.get()
    assert (entry.application.receipt_no, entry.state) == (waiting.receipt_no, DoubleEntryState.DRAWN)
    client.force_login(first)
    assert client.get(f"{LIST}{entry.pk}/").status_code == 302
    assert put_right(client, second, entry, sheet, sex="male").status_code == 302
    entry.application.person.refresh_from_db()
    assert entry.application.person.sex == "male"


def test_what_was_refused_or_not_typed_at_a_desk_is_not_drawn(client, first, second):
    waiting, _sheet = waiting_form(client, first)
    reject(waiting=waiting, reason="repeated", by=second)
    paper = {"method": "paper", "place": "dong_centre", "collected_on": timezone.localdate() - timedelta(1)}
    home = Household.objects.get()
    listed = enroll(
        by=first, intake_changes=paper, name="가나다", mobile="01000007777", road_address=home.road_address,
        address_detail="9동 9호",
    ).waiting  # fmt: skip
    open_new(waiting=listed, by=second)
    assert not DoubleEntry.objects.exists()


def test_a_tong_put_right_leaves_a_household_that_has_moved_since(client, first, second):
    for number in (4, 5):
        tong_leader(number=number)
    entry, sheet = drawn(client, first, tong_ban="4/1")
    household = Household.objects.get()
    to = NewHome(
        dong=Dong.objects.select_related("district").exclude(pk=household.dong_id).get(code="1120058000"),
        road_address="성동구 독서당로 300", address_detail="1동 2호", head_name=sheet["name"],
    )  # fmt: skip
    proof = Proof(method=ApplicationMethod.PAPER, form_no="M-1", note="신분증 확인")
    move_within(household=household, to=to, on=timezone.localdate(), proof=proof, by=first)
    put_right(client, second, entry, sheet, tong_ban="5/2")
    assert entry.second_right == ["tong_ban"]
    household.refresh_from_db()
    assert (household.dong_id, household.tong, household.ban) == ("1120058000", None, None)
