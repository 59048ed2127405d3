"""Forms of a batch in tests: entering one, and what is told when it is refused."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from enrollment.enums import ApplicationMethod, IntakePlace
from tests.factories.enrollment import enroll


def enter(form_no: str, by, **changes):
    """Accept a paper form of a tong leader's batch."""
    paper = {
        "method": ApplicationMethod.PAPER,
        "place": IntakePlace.DOOR_TO_DOOR,
        "form_no": form_no,
        "collected_on": date(2026, 1, 5),
        **changes,
    }
    return enroll(by=by, intake_changes=paper).application


def problems(call) -> dict:
    with pytest.raises(ValidationError) as refused:
        call()
    error = refused.value
    return error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
