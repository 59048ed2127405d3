"""Batches of numbered forms, issued and returned."""

from datetime import date

from enrollment.domain import intake
from enrollment.models import IntakeBatch, TongLeader
from portal.accounts.enums import RoleCode
from portal.accounts.models import User
from tests.factories.accounts import staff
from tests.factories.desk import OWN_AREA, tong_leader

ISSUED_ON, RETURNED_ON = date(2026, 1, 2), date(2026, 1, 9)


def clerk(**fields) -> User:
    """Staff of the own dong."""
    return staff(RoleCode.DONG_STAFF, OWN_AREA, **fields)


def batch(*, by: User, count: int = 5, leader: TongLeader | None = None, **changes) -> IntakeBatch:
    """A batch of `count` forms, numbered from K-0001 unless told otherwise."""
    issued = {"first_no": "K-0001", "issued_on": ISSUED_ON, **changes}
    return intake.issue(leader=leader or tong_leader(), count=count, by=by, **issued)


def returned(*, by: User, count: int = 5, **changes) -> IntakeBatch:
    """A batch whose forms all came back."""
    returned_on = changes.pop("returned_on", RETURNED_ON)
    issued = batch(by=by, count=count, **changes)
    form_nos = list(issued.forms.values_list("form_no", flat=True))
    intake.take_back(batch=issued, form_nos=form_nos, returned_on=returned_on, by=by)
    return issued
