"""Two people at one round at the same moment: one after the other, and nobody's work is lost."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from enrollment.domain.merge import merge_people
from notices.domain.notice import round
from notices.domain.notice.decide import decide
from notices.enums.notice import RoundState
from notices.models import NoticeRound
from portal.accounts.enums import RoleCode
from tests.at_once import at_once
from tests.factories.accounts import staff
from tests.factories.notices import addressee, terms_of
from tests.notices.rolls import draft, row, rows_of, sheet

pytestmark = pytest.mark.django_db(transaction=True)


REFUSALS = (ValidationError, round.AlreadyMade)


def ready(officer, *rows) -> NoticeRound:
    return round.submit(round=draft(*rows, by=officer), by=officer)


def test_two_approvers_of_one_round():
    officer, *approvers = staff(RoleCode.OFFICER), staff(RoleCode.APPROVER), staff(RoleCode.APPROVER)
    made = ready(officer, row("하나가", "19900506"))
    results = at_once(*(lambda by=by: round.approve(round=made, by=by) for by in approvers))
    refused = [result for result in results if isinstance(result, ValidationError)]
    assert [error.code for error in refused] == ["state"]
    [notice] = rows_of(made)
    kinds = list(notice.evidence.order_by("sequence").values_list("kind", flat=True))
    assert kinds == ["matched", "approved", "document", "to_paper"], "once"


def test_a_merge_beside_the_approval_leaves_nobody_behind():
    """What the merge is doing to a row is waited for, and then the row is for somebody to decide about."""
    officer, approver = staff(RoleCode.OFFICER), staff(RoleCode.APPROVER)
    home = {"head_name": "하나가", "road_address": "성동구 고산자로 270", "address_detail": "301호"}
    kept = addressee(name="하나가", birth_date=date(1990, 5, 6), mobile="01000008811", **home)
    spouse = {"relation": "spouse", "birth_date": date(1991, 5, 6), "mobile": "01000008812", **home}
    absorbed = addressee(name="둘나가", **spouse)
    rows = (row("하나가", "19900506", mobile="01000008811"), row("둘나가", "19910506", mobile="01000008812"))
    made = ready(officer, *rows)
    assert {one.person for one in rows_of(made)} == {kept, absorbed}
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            merge_people(keep=kept, absorb=absorbed, by=None)
            approval = pool.submit(at_once, lambda: round.approve(round=made, by=approver))
            with pytest.raises(TimeoutError):
                approval.result(timeout=2)
        [result] = approval.result(timeout=20)
    assert isinstance(result, ValidationError) and result.code == "open_rows"
    made.refresh_from_db()
    assert made.state == RoundState.IN_REVIEW and {one.events for one in rows_of(made)} == {0}


def test_two_rounds_of_one_kind_get_two_numbers():
    officer, approver = staff(RoleCode.OFFICER), staff(RoleCode.APPROVER)
    terms = terms_of()
    rounds = [
        round.submit(round=draft(row(name, "19900506"), by=officer, terms=terms), by=officer)
        for name in ("하나가", "둘나가", "셋다가")
    ]
    results = at_once(*(lambda one=one: round.approve(round=one, by=approver) for one in rounds))
    assert sorted(result.round_no for result in results) == [1, 2, 3]


def test_the_same_file_pressed_twice_is_one_round():
    officer, terms = staff(RoleCode.OFFICER), terms_of()
    data = sheet(row("하나가", "19900506"))
    presses = [lambda: draft(data=data, terms=terms, by=officer)] * 2
    results = at_once(*presses, refusals=REFUSALS)
    made = NoticeRound.objects.get()
    assert made.notices.count() == 1
    [known] = [result for result in results if isinstance(result, round.AlreadyMade)]
    assert known.round == made


def test_a_decision_beside_the_submission():
    """Either the decision comes first and is in the review, or it comes too late and changes nothing."""
    officer, colleague = staff(RoleCode.OFFICER), staff(RoleCode.OFFICER)
    who = addressee(name="하나가", birth_date=date(1990, 5, 6), mobile="01000008801")
    made = draft(row("하나가", "19990506", mobile="01000008801"), by=officer)
    [notice] = rows_of(made)
    decide(notice=notice, person=None, by=officer)
    results = at_once(
        lambda: round.submit(round=made, by=officer), lambda: decide(notice=notice, person=who, by=colleague)
    )
    made.refresh_from_db()
    [notice] = rows_of(made)
    assert made.state == RoundState.IN_REVIEW
    was_late = isinstance(results[1], ValidationError)
    assert (notice.person is None) == was_late
