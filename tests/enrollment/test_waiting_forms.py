"""A form of a batch that waits for a decision: refused, taken up again, disowned by who gets the receipt."""

import re
from datetime import date

import pytest

from enrollment.domain import intake as batches
from enrollment.domain.review import AlreadyDecided, disown, open_new, reject
from enrollment.enums import ApplicationMethod, ApplicationStatus, IntakeFormState, ReviewState
from enrollment.models import Application, IntakeForm, Reversal, WaitingApplication
from enrollment.queries.intake import figures
from notices.models import DirectMessage
from portal.accounts.enums import RoleCode
from portal.common.models import AccessLog, AuditEvent
from tests.factories.accounts import staff
from tests.factories.desk import OTHER_AREA
from tests.factories.enrollment import enroll
from tests.factories.intake import clerk as batch_clerk
from tests.factories.intake import returned

pytestmark = pytest.mark.django_db

HOME = {"road_address": "성동구 고산자로 270", "address_detail": "101동 1203호"}
MISSPELT = {**HOME, "name": "김가너", "mobile": "01000005678"}
SEEN = "/desk/waiting/disputed/cases/{}/seen/"


@pytest.fixture
def clerk():
    return batch_clerk()


@pytest.fixture
def paper(clerk) -> IntakeForm:
    return returned(by=clerk, count=1).forms.get()


def type_in(paper: IntakeForm, clerk):
    batch = paper.batch
    intake = {
        "method": ApplicationMethod.PAPER,
        "place": batch.place,
        "form_no": paper.form_no,
        "collected_on": date(2026, 1, 5),
        "collected_by": batch.leader,
    }
    return enroll(by=clerk, intake_changes=intake, **MISSPELT)


@pytest.fixture
def case(paper, clerk) -> WaitingApplication:
    enroll(**HOME, name="김가나", mobile="01000001234")
    return type_in(paper, clerk).waiting


def test_a_refused_form_is_rejected_with_the_reason_and_its_batch_closes(paper, case, clerk):
    reject(waiting=case, reason="repeated", by=clerk)
    paper.refresh_from_db()
    assert (paper.state, paper.reason) == (IntakeFormState.REJECTED, "같은 신청서를 이미 접수함")
    assert paper.disputed_at is None
    assert figures(paper.batch).adds_up
    assert batches.close(batch=paper.batch, by=clerk).closed_by == clerk
    entry = AuditEvent.objects.get(action="intake.rejected")
    assert (entry.actor, entry.detail["forms"]) == (clerk, [paper.pk])


def test_a_refusal_made_by_mistake_is_undone_by_taking_the_form_up_again(paper, case, clerk):
    reject(waiting=case, reason="not_applied", by=clerk)
    paper.refresh_from_db()
    assert paper.disputed_at is not None
    batches.take_up_again(batch=paper.batch, form_nos=[paper.form_no], by=clerk)
    paper.refresh_from_db()
    assert (paper.state, paper.reason, paper.disputed_at) == (IntakeFormState.RETURNED, "", None)
    again = type_in(paper, clerk).waiting
    assert again.pk != case.pk
    open_new(waiting=again, by=clerk)
    paper.refresh_from_db()
    assert (paper.state, paper.application.receipt_no) == (IntakeFormState.ENTERED, again.receipt_no)
    assert figures(paper.batch).adds_up


def test_a_refused_form_of_no_batch_leaves_batches_alone(clerk, paper):
    enroll(**HOME, name="김가나", mobile="01000001234")
    intake = {"method": ApplicationMethod.PAPER, "place": "dong_centre", "form_no": "Z-1"}
    waiting = enroll(by=clerk, intake_changes=intake, **MISSPELT).waiting
    reject(waiting=waiting, reason="unclear", by=clerk)
    paper.refresh_from_db()
    assert paper.state == IntakeFormState.RETURNED


def told(channel: str) -> list[str]:
    return [message.text for message in DirectMessage.objects.filter(channel=channel).order_by("id")]


def link_of(case: WaitingApplication) -> str:
    [text] = [text for text in told("sms") if case.receipt_no in text and "/r/" in text]
    assert "신청한 적이 없으면" in text and "김가너" not in text
    return re.search(r"/r/[\w-]{14}/", text).group()


def test_the_receipt_of_what_waits_says_how_to_disown_it_in_text_and_mail(case):
    link = link_of(case)
    assert link in told("email")[-1]


def test_the_link_shows_masked_values_and_changes_nothing(client, case):
    page = client.get(link_of(case)).content.decode()
    assert "이 신청을 하셨나요?" in page and "김*너" in page and case.receipt_no in page
    for secret in ("김가너", "1203", "01000005678"):
        assert secret not in page
    case.refresh_from_db()
    assert case.state == ReviewState.WAITING


def test_saying_no_closes_the_case_and_marks_form_and_batch(client, case, paper, clerk):
    link = link_of(case)
    assert client.post(link, {"answer": "no"}).status_code == 302
    case.refresh_from_db()
    paper.refresh_from_db()
    assert (case.state, case.reject_reason, case.payload) == (ReviewState.REJECTED, "not_applied", None)
    assert case.decided_by is None
    assert (paper.state, paper.reason) == (IntakeFormState.REJECTED, "본인이 신청하지 않았다고 함")
    now = figures(paper.batch)
    assert (now.disputed, now.rejected, now.adds_up) == (1, 1, True)
    assert "신청을 취소했습니다" in client.get(link).content.decode()
    client.post(link, {"answer": "no"})
    assert WaitingApplication.objects.filter(state=ReviewState.REJECTED).count() == 1
    client.force_login(clerk)
    batch = client.get(f"/desk/intake/{paper.batch_id}/").content.decode()
    assert "신청하지 않았다는 신고" in batch


def test_the_dong_centre_sees_what_was_disowned_until_somebody_looked(client, case, clerk):
    disown(waiting=case)
    other = staff(RoleCode.DONG_STAFF, OTHER_AREA)
    client.force_login(other)
    assert client.post(SEEN.format(case.pk)).status_code == 404
    assert case.receipt_no not in client.get("/desk/waiting/disputed/").content.decode()
    client.force_login(clerk)
    assert case.receipt_no in client.get("/desk/waiting/disputed/").content.decode()
    log = AccessLog.objects.filter(subject_type="waiting_application", page="desk_disputed").get()
    assert log.subject_ids == [case.pk]
    assert client.post(SEEN.format(case.pk)).status_code == 302
    case.refresh_from_db()
    assert case.decided_by == clerk
    assert case.receipt_no not in client.get("/desk/waiting/disputed/").content.decode()


def test_once_accepted_the_link_leads_to_the_application(client, case, clerk, paper):
    link = link_of(case)
    open_new(waiting=case, by=clerk)
    assert "이 신청을 하셨나요?" in client.get(link).content.decode()
    client.post(link, {"answer": "no"})
    application = Application.objects.get(receipt_no=case.receipt_no)
    assert application.status == ApplicationStatus.REVERSED
    assert Reversal.objects.get().application == application
    paper.refresh_from_db()
    assert paper.disputed_at is not None
    with pytest.raises(AlreadyDecided):
        disown(waiting=case)


def test_after_a_refusal_the_link_says_so(client, case, clerk):
    link = link_of(case)
    reject(waiting=case, reason="repeated", by=clerk)
    page = client.get(link).content.decode()
    assert "접수하지 않은 신청입니다" in page and case.receipt_no in page


def test_online_nobody_is_asked(clerk):
    enroll(**HOME, name="김가나", mobile="01000001234")
    enroll(**MISSPELT)
    assert not any("/r/" in text for text in [*told("sms"), *told("email")])
