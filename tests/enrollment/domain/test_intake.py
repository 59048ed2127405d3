"""Batches: figures that add up after every step, from issuing to closing."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enrollment.domain import intake, intake_form
from enrollment.enums import IntakeFormState
from enrollment.models import Application, IntakeBatch, IntakeForm
from enrollment.queries.intake import figures, next_number, numbers
from portal.common.models import AuditEvent
from tests.enrollment.domain.batch_forms import enter, problems
from tests.enrollment.domain.test_apply_at_once import at_once
from tests.factories.desk import OTHER_DONG, tong_leader
from tests.factories.intake import ISSUED_ON, RETURNED_ON, batch, clerk, returned
from tests.factories.resident_numbers import RESIDENT_NUMBER

pytestmark = pytest.mark.django_db


class TestIssue:
    def test_numbers_go_on_from_the_last_of_the_dong(self):
        by = clerk()
        first = batch(by=by, count=3, first_no="A-0098")
        second = batch(by=by, count=2, first_no="", leader=tong_leader(number=6))
        assert numbers(first, IntakeFormState.ISSUED) == ["A-0098", "A-0099", "A-0100"]
        assert numbers(second, IntakeFormState.ISSUED) == ["A-0101", "A-0102"]
        other = tong_leader(OTHER_DONG, 7).tong.dong
        assert next_number(other) == f"{timezone.localdate():%y}-0001"

    def test_a_series_of_a_year_ends_with_it_and_a_slip_leads_none(self):
        by = clerk()
        first = batch(by=by, count=1, first_no="A-0007")
        IntakeForm.objects.filter(batch=first).update(form_no="900000000000")
        assert next_number(first.dong) == f"{timezone.localdate():%y}-0001"
        IntakeForm.objects.filter(batch=first).update(form_no="12-0815")
        assert next_number(first.dong) == f"{timezone.localdate():%y}-0001"
        IntakeForm.objects.filter(batch=first).update(form_no=f"{timezone.localdate():%y}-0815")
        assert next_number(first.dong) == f"{timezone.localdate():%y}-0816"

    def test_a_number_in_use_is_refused_whoever_used_it(self):
        by = clerk()
        batch(by=by, count=3)
        leader = tong_leader(number=6)
        assert "K-0003" in problems(lambda: batch(by=by, first_no="K-0003", leader=leader))["first_no"][0]
        enter("L-0002", by)
        assert "L-0002" in problems(lambda: batch(by=by, first_no="L-0001", leader=leader))["first_no"][0]

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"count": 0}, "count"),
            ({"count": 501}, "count"),
            ({"first_no": "가"}, "first_no"),
            ({"first_no": "A" * 17 + "9999"}, "first_no"),
            ({"issued_on": timezone.localdate() + timedelta(days=1)}, "issued_on"),
            ({"issued_on": date(2019, 12, 31)}, "leader"),
        ],
    )
    def test_refuses(self, change, field):
        by = clerk()
        assert field in problems(lambda: batch(by=by, **change))
        assert not IntakeBatch.objects.exists()

    def test_is_audited_without_names(self):
        by = clerk()
        issued = batch(by=by)
        event = AuditEvent.objects.get(action="intake.issue")
        assert (event.actor, event.object_id, event.detail) == (by, issued.pk, {"forms": 5})


class TestReturn:
    def test_some_come_back_and_the_rest_later(self):
        by = clerk()
        issued = batch(by=by)
        intake.take_back(batch=issued, form_nos=["K-0001", "K-0003"], returned_on=RETURNED_ON, by=by)
        now = figures(issued)
        assert (now.issued, now.out, now.returned, now.waiting) == (5, 3, 2, 2)
        intake.take_back(batch=issued, form_nos=["K-0002"], returned_on=date(2026, 1, 20), by=by)
        days = dict(issued.forms.filter(returned_on__isnull=False).values_list("form_no", "returned_on"))
        assert days == {"K-0001": RETURNED_ON, "K-0002": date(2026, 1, 20), "K-0003": RETURNED_ON}

    def test_a_number_cannot_come_back_twice_and_nothing_is_half_done(self):
        by = clerk()
        issued = batch(by=by)
        intake.take_back(batch=issued, form_nos=["K-0001"], returned_on=RETURNED_ON, by=by)
        again = ["K-0001", "K-0002"]
        found = problems(
            lambda: intake.take_back(batch=issued, form_nos=again, returned_on=RETURNED_ON, by=by)
        )
        assert "K-0001" in found["form_nos"][0]
        assert figures(issued).waiting == 1

    @pytest.mark.parametrize("day", [ISSUED_ON - timedelta(days=1), timezone.localdate() + timedelta(days=1)])
    def test_the_receipt_day_lies_between_issue_and_today(self, day):
        by = clerk()
        issued = batch(by=by)
        found = problems(lambda: intake.take_back(batch=issued, form_nos=["K-0001"], returned_on=day, by=by))
        assert "returned_on" in found

    def test_what_was_missing_can_be_found(self):
        by = clerk()
        issued = batch(by=by)
        intake.declare_missing(batch=issued, form_nos=["K-0005"], reason="잃어버림", by=by)
        intake.take_back(batch=issued, form_nos=["K-0005"], returned_on=RETURNED_ON, by=by)
        paper = issued.forms.get(form_no="K-0005")
        assert (paper.state, paper.reason) == (IntakeFormState.RETURNED, "")


class TestClose:
    def test_only_when_the_figures_add_up(self):
        by = clerk()
        issued = returned(by=by, count=3)
        enter("K-0001", by)
        intake.reject(batch=issued, form_nos=["K-0002"], reason="서명 없음", by=by)
        assert "1장이 남았습니다" in str(problems(lambda: intake.close(batch=issued, by=by)))
        intake.declare_missing(batch=issued, form_nos=["K-0003"], reason="창구에서 잃어버림", by=by)
        intake.close(batch=issued, by=by)
        issued.refresh_from_db()
        assert (issued.is_open, issued.closed_by) == (False, by)
        event = AuditEvent.objects.get(action="intake.close")
        assert event.detail == {"issued": 3, "entered": 1, "rejected": 1, "missing": 1}

    def test_a_closed_batch_changes_only_after_reopening_with_a_reason(self):
        by = clerk()
        issued = returned(by=by, count=1)
        intake.reject(batch=issued, form_nos=["K-0001"], reason="서명 없음", by=by)
        intake.close(batch=issued, by=by)
        for call in (
            lambda: intake.take_up_again(batch=issued, form_nos=["K-0001"], by=by),
            lambda: intake.close(batch=issued, by=by),
        ):
            assert "마감한 묶음" in str(problems(call))
        assert "reason" in problems(lambda: intake.reopen(batch=issued, reason=" ", by=by))
        intake.reopen(batch=issued, reason="서명을 받아 옴", by=by)
        assert "열려 있습니다" in str(problems(lambda: intake.reopen(batch=issued, reason="다시", by=by)))
        intake.take_up_again(batch=issued, form_nos=["K-0001"], by=by)
        issued.refresh_from_db()
        assert issued.reopen_reason == "서명을 받아 옴"

    def test_a_dispute_marks_the_form_of_a_closed_batch_and_keeps_the_figures(self):
        by = clerk()
        issued = returned(by=by, count=1)
        application = enter("K-0001", by)
        intake.close(batch=issued, by=by)
        intake_form.mark_disputed(application.intake_form, by=None)
        intake_form.mark_disputed(application.intake_form, by=None)
        assert (figures(issued).disputed, figures(issued).entered) == (1, 1)
        assert AuditEvent.objects.filter(action="intake.dispute").count() == 1

    def test_what_was_not_entered_cannot_be_disputed(self):
        paper = returned(by=clerk()).forms.first()
        assert problems(lambda: intake_form.mark_disputed(paper))


def test_a_resident_number_is_no_reason():
    by = clerk()
    issued = returned(by=by)
    found = problems(
        lambda: intake.reject(batch=issued, form_nos=["K-0001"], reason=f"{RESIDENT_NUMBER} 적음", by=by)
    )
    assert "주민등록번호" in found["reason"][0]


@pytest.mark.parametrize(
    "broken",
    [
        {"state": "entered"},
        {"state": "rejected"},
        {"state": "missing"},
        {"state": "issued", "reason": "까닭"},
        {"state": "returned", "returned_on": None, "received_by": None},
        {"disputed_at": "2026-01-01T00:00:00Z"},
        {"received_by": None},
        {"form_no": "K-0002"},
        {"form_no": ""},
    ],
)
def test_the_database_refuses_a_form_in_no_state(broken):
    issued = returned(by=clerk(), count=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        IntakeForm.objects.filter(batch=issued, form_no="K-0001").update(**broken)


STEPS = ("take_back", "enter", "reject", "declare_missing", "take_up_again", "close", "reopen")


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=st.lists(st.tuples(st.sampled_from(STEPS), st.integers(1, 4)), max_size=24))
def test_the_figures_add_up_after_any_steps(steps):
    with transaction.atomic():
        by = clerk()
        issued = batch(by=by, count=4)
        for step, number in steps:
            try_step(issued, step, f"K-{number:04d}", by)
            now = figures(issued)
            assert now.issued == 4 == now.out + now.waiting + now.settled
            assert now.entered == Application.objects.filter(intake_form__batch=issued).count()
            issued.refresh_from_db()
            assert issued.is_open or now.adds_up
        transaction.set_rollback(True)


def try_step(issued, step: str, form_no: str, by) -> None:
    verbs = {
        "take_back": {"form_nos": [form_no], "returned_on": RETURNED_ON},
        "reject": {"form_nos": [form_no], "reason": "서명 없음"},
        "declare_missing": {"form_nos": [form_no], "reason": "분실"},
        "take_up_again": {"form_nos": [form_no]},
        "close": {},
        "reopen": {"reason": "고칠 것이 있음"},
    }
    try:
        with transaction.atomic():
            if step == "enter":
                enter(form_no, by)
            else:
                getattr(intake, step)(batch=issued, by=by, **verbs[step])
    except ValidationError:
        pass


@pytest.mark.django_db(transaction=True)
def test_two_clerks_issuing_at_once_get_different_numbers():
    by = clerk()
    leaders = [tong_leader(number=number) for number in (5, 6)]
    at_once(
        *(
            lambda leader=leader: intake.issue(leader=leader, count=3, issued_on=ISSUED_ON, by=by)
            for leader in leaders
        )
    )
    assert IntakeForm.objects.count() == 6
    assert IntakeBatch.objects.count() == 2
