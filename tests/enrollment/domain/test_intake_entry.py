"""A number of a batch is one application, typed by somebody other than the collector."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from enrollment.domain import intake
from enrollment.enums import ApplicationMethod, IntakeFormState, IntakePlace
from enrollment.models import Application, IntakeForm, WaitingApplication
from enrollment.queries.intake import figures, next_returned
from tests.enrollment.domain.batch_forms import enter, problems
from tests.enrollment.domain.test_apply_at_once import at_once
from tests.factories.desk import tong_leader
from tests.factories.enrollment import application_form, enroll
from tests.factories.enrollment import intake as intake_of
from tests.factories.intake import RETURNED_ON, batch, clerk, returned

pytestmark = pytest.mark.django_db


class TestEntry:
    def test_the_leader_becomes_the_collector_and_the_form_is_entered(self):
        by = clerk()
        issued = returned(by=by)
        application = enter("K-0002", by)
        paper = issued.forms.get(form_no="K-0002")
        assert (paper.state, paper.application) == (IntakeFormState.ENTERED, application)
        assert application.collected_by == issued.leader
        entered_on = timezone.localtime(application.entered_at).date()
        assert application.collected_on < paper.returned_on < entered_on

    def test_a_number_of_no_batch_is_entered_as_before(self):
        application = enter("Z-1", clerk(), place=IntakePlace.LIBRARY)
        assert not IntakeForm.objects.filter(application=application).exists()

    @pytest.mark.parametrize(
        ("change", "field", "message"),
        [
            ({"collected_on": date(2026, 1, 1)}, "collected_on", "발급일"),
            ({"collected_on": date(2026, 1, 10)}, "collected_on", "인수일"),
            ({"place": IntakePlace.LIBRARY}, "place", "통장 방문"),
        ],
    )
    def test_what_contradicts_the_batch_is_told(self, change, field, message):
        by = clerk()
        returned(by=by)
        assert message in problems(lambda: enter("K-0001", by, **change))[field][0]
        assert not Application.objects.exists()

    def test_another_leader_is_told(self):
        by = clerk()
        returned(by=by)
        other = tong_leader(number=6)
        assert "통장5" in problems(lambda: enter("K-0001", by, collected_by=other))["collected_by"][0]

    def test_not_before_it_came_back_nor_twice_nor_after_its_end(self):
        by = clerk()
        issued = batch(by=by)
        assert "아직 인수하지 않은" in problems(lambda: enter("K-0001", by))["form_no"][0]
        intake.take_back(batch=issued, form_nos=["K-0001", "K-0002"], returned_on=RETURNED_ON, by=by)
        receipt_no = enter("K-0001", by).receipt_no
        assert receipt_no in problems(lambda: enter("K-0001", by))["form_no"][0]
        intake.reject(batch=issued, form_nos=["K-0002"], reason="서명 없음", by=by)
        assert "반려" in problems(lambda: enter("K-0002", by))["form_no"][0]
        intake.declare_missing(batch=issued, form_nos=["K-0003"], reason="분실", by=by)
        assert "분실" in problems(lambda: enter("K-0003", by))["form_no"][0]
        assert Application.objects.count() == 1

    def test_a_rejected_form_taken_up_again_can_be_entered(self):
        by = clerk()
        issued = returned(by=by)
        intake.reject(batch=issued, form_nos=["K-0002"], reason="서명 없음", by=by)
        intake.take_up_again(batch=issued, form_nos=["K-0002"], by=by)
        assert enter("K-0002", by).intake_form.batch == issued

    def test_a_refused_application_leaves_the_form_waiting(self):
        by = clerk()
        issued = returned(by=by)
        paper = {"method": ApplicationMethod.PAPER, "place": "door_to_door", "form_no": "K-0001"}
        problems(lambda: enroll(by=by, intake_changes=paper, services=()))
        assert figures(issued).waiting == 5


class TestCollectorIsNotTheClerk:
    def test_in_no_verb(self):
        by, leader_too = clerk(), clerk()
        leader = tong_leader(user=leader_too)
        issued = returned(by=by, leader=leader)
        calls = (
            lambda: batch(by=leader_too, leader=leader, first_no="M-1"),
            lambda: enter("K-0001", leader_too),
            lambda: intake.take_back(
                batch=issued, form_nos=["K-0001"], returned_on=RETURNED_ON, by=leader_too
            ),
            lambda: intake.reject(batch=issued, form_nos=["K-0001"], reason="빈 종이", by=leader_too),
            lambda: intake.declare_missing(batch=issued, form_nos=["K-0001"], reason="분실", by=leader_too),
            lambda: intake.close(batch=issued, by=leader_too),
        )
        for call in calls:
            assert "다른 사람이어야" in str(problems(call))
        assert figures(issued).waiting == 5

    def test_not_without_a_batch_either(self):
        by = clerk()
        leader = tong_leader(user=by)
        assert "collected_by" in problems(lambda: enter("Z-9", by, collected_by=leader))


@pytest.mark.django_db(transaction=True)
def test_two_clerks_entering_the_same_number_at_once_make_one_application():
    one, two = clerk(), clerk()
    issued = returned(by=one)

    def entering(by):
        form = application_form()
        sheet = intake_of(method=ApplicationMethod.PAPER, place=IntakePlace.DOOR_TO_DOOR, form_no="K-0001")

        def call():
            from enrollment.domain.apply import accept

            try:
                return accept(form=form, intake=sheet, by=by).application.receipt_no
            except ValidationError as error:
                return error.message_dict

        return call

    results = at_once(entering(one), entering(two))
    (receipt_no,) = [result for result in results if isinstance(result, str)]
    (refusal,) = [result for result in results if isinstance(result, dict)]
    assert receipt_no in refusal["form_no"][0]
    assert Application.objects.count() == 1
    assert figures(issued).entered == 1


class TestInReview:
    """A form that is typed in while a person decides about its household."""

    @pytest.fixture
    def issued(self):
        by = clerk()
        issued = returned(by=by, count=2)
        WaitingApplication.objects.create(
            receipt_no="2026-0000009",
            dong=issued.dong,
            method=ApplicationMethod.PAPER,
            form_no="K-0001",
            entered_by=by,
            entered_at=timezone.now(),
            payload="-",
        )
        return issued

    def test_is_not_offered_again(self, issued):
        assert next_returned(issued).form_no == "K-0002"

    def test_is_neither_rejected_nor_written_off_and_keeps_the_batch_open(self, issued):
        by = clerk()
        for verb in (intake.reject, intake.declare_missing):
            found = problems(lambda verb=verb: verb(batch=issued, form_nos=["K-0001"], reason="까닭", by=by))
            assert "K-0001" in found["form_nos"][0]
        assert problems(lambda: intake.close(batch=issued, by=by))
