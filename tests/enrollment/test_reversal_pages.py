"""Taking an application back from the own page and from the desk."""

import pytest
import time_machine

from enrollment.enums import ApplicationMethod
from enrollment.models import Reversal
from portal.accounts.enums import RoleCode
from portal.accounts.models import User
from portal.common.models import AccessLog
from tests.enrollment.reversals import on_paper, take_back
from tests.factories.accounts import staff
from tests.factories.desk import OTHER_AREA, OWN_AREA
from tests.factories.enrollment import enroll
from tests.factories.intake import clerk as batch_clerk
from tests.factories.intake import returned

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def moment():
    with time_machine.travel("2026-05-04T10:00:00+09:00", tick=True):
        yield


def test_from_the_own_page(client):
    application = on_paper()
    application.person.user = User.objects.create_user()
    application.person.save()
    client.force_login(application.person.user)
    page = f"/my/applications/{application.receipt_no}/not-mine/"
    assert page in client.get("/my/").content.decode()
    assert client.get(page).status_code == 200
    assert client.post(page)["Location"] == "/my/"
    assert Reversal.objects.get().reversed_by == application.person.user
    assert page not in client.get("/my/").content.decode()


def test_somebody_elses_application_is_not_found(client):
    application = on_paper()
    client.force_login(User.objects.create_user())
    assert client.post(f"/my/applications/{application.receipt_no}/not-mine/").status_code == 404
    assert not Reversal.objects.exists()


def test_from_the_desk_with_a_reason_and_on_to_the_list(client):
    application = on_paper()
    clerk = staff(RoleCode.DONG_STAFF, OWN_AREA)
    client.force_login(clerk)
    page = f"/desk/applications/{application.receipt_no}/not-mine/"
    assert page in client.get(f"/desk/households/{application.household_id}/").content.decode()
    assert "사유를 입력하지 않았습니다" in client.post(page).content.decode()
    assert client.post(page, {"reason": "본인이 전화로 알림"})["Location"] == "/desk/waiting/disputed/"
    reversal = Reversal.objects.get()
    assert (reversal.source, reversal.reversed_by, reversal.reason) == ("desk", clerk, "본인이 전화로 알림")
    listed = client.get("/desk/waiting/disputed/").content.decode()
    assert application.receipt_no in listed
    assert "본인이 전화로 알림" in listed
    assert "신청한 적 없다는 알림" in client.get("/desk/").content.decode()
    assert AccessLog.objects.filter(page="desk_disputed", subject_ids=[application.household_id]).exists()
    client.post(f"/desk/waiting/disputed/{reversal.pk}/seen/")
    reversal.refresh_from_db()
    assert reversal.looked_into_by == clerk
    assert application.receipt_no not in client.get("/desk/waiting/disputed/").content.decode()


def test_another_dong_sees_and_does_nothing(client):
    application = on_paper()
    client.force_login(staff(RoleCode.DONG_STAFF, OTHER_AREA))
    page = f"/desk/applications/{application.receipt_no}/not-mine/"
    assert client.post(page, {"reason": "까닭"}).status_code == 404
    reversal = take_back(application)
    assert application.receipt_no not in client.get("/desk/waiting/disputed/").content.decode()
    assert client.post(f"/desk/waiting/disputed/{reversal.pk}/seen/").status_code == 404


def test_the_numbered_form_and_its_batch_are_marked(client):
    by = batch_clerk()
    issued = returned(by=by, count=1)
    paper = issued.forms.get()
    intake = {
        "method": ApplicationMethod.PAPER,
        "form_no": paper.form_no,
        "collected_on": issued.issued_on,
        "place": issued.place,
    }
    application = enroll(by=by, intake_changes=intake, dong=issued.dong).application
    take_back(application)
    paper.refresh_from_db()
    assert paper.application == application
    assert paper.disputed_at is not None
    client.force_login(staff(RoleCode.DONG_STAFF, OWN_AREA))
    listed = client.get("/desk/waiting/disputed/").content.decode()
    assert f"/desk/intake/{issued.pk}/" in listed
