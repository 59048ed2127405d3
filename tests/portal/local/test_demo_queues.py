"""The queues of the demonstration's desk: there is something to do in each, and nothing of it is counted."""

from datetime import date

import pytest
from django.conf import settings as configured

from enrollment.enums import ApplicationMethod, DoubleEntryState, ReviewState
from enrollment.models import Application, Dong, DoubleEntry, HouseholdPeriod, Tong, TongLeader
from enrollment.queries.double_entry import for_clerk, open_entries
from enrollment.queries.review import waiting
from notices.models import DirectMessage
from portal.accounts.enums import RoleCode
from portal.local import demo, demo_accounts, demo_queues
from tests.factories.accounts import staff
from tests.factories.enrollment import enroll
from tests.factories.looks import look_of

pytestmark = pytest.mark.django_db
DONG = "1120052000"


@pytest.fixture
def clerk(client):
    tong = Tong.objects.create(dong_id=DONG, number=1, valid_from=date(2012, 1, 1))
    TongLeader.objects.create(tong=tong, name="가상통장", starts_on=date(2012, 1, 1))
    colleague = staff(
        RoleCode.DONG_STAFF, f"{configured.DISTRICT_CODE}/{DONG}", email=f"clerk-{DONG}@example.kr"
    )
    dong = Dong.objects.select_related("district").get(code=DONG)
    paper = {"method": ApplicationMethod.PAPER, "place": "dong_centre", "form_no": ""}
    for number in range(5):
        form_no = {"form_no": f"{number:05d}"}
        enroll(
            by=colleague, intake_changes=paper | form_no, dong=dong, name=f"가람{'솔별강들샘'[number]}",
            tong_number=1, ban=1, road_address=f"서울특별시 성동구 무학로 {10 + number}",
        )  # fmt: skip
    collector, clerk = demo_accounts.create()[:2]
    told, counted = DirectMessage.objects.count(), HouseholdPeriod.objects.count()
    demo_queues.fill(demo.hand_out_forms(collector=collector, clerk=clerk))
    assert (DirectMessage.objects.count(), HouseholdPeriod.objects.count()) == (told, counted)
    client.force_login(clerk)
    return clerk


def test_cases_wait_and_can_be_decided(client, clerk):
    cases = list(waiting([DONG]))
    assert len(cases) == demo_queues.CASES and all(case.reasons for case in cases)
    for case in cases:
        page = client.get(f"/desk/review/{case.pk}/")
        assert page.status_code == 200 and page.context["sheets"]
        response = client.post(f"/desk/review/{case.pk}/", {"decision": "open"})
        assert response.status_code == 302, response.context["form"].errors
        case.refresh_from_db()
        assert case.state == ReviewState.OPENED


def test_forms_wait_for_a_second_typing_with_something_to_type_from(client, clerk):
    entries = list(for_clerk(open_entries([DONG]), clerk))
    assert len(entries) == demo_queues.TYPED_TWICE == DoubleEntry.objects.count()
    for entry in entries:
        assert entry.state == DoubleEntryState.DRAWN
        page = client.get(f"/desk/double-entry/{entry.pk}/").content.decode()
        scan = f"/desk/scans/{look_of(client, entry.application.scan)}/1.jpg"
        assert scan in page and client.get(scan).status_code == 200
    assert Application.objects.count() == 5
