"""Forms of tests that are drawn to be typed twice."""

from enrollment.models import DoubleEntry
from tests.factories.desk import typed

ENTRY, LIST = "/desk/intake/new/", "/desk/double-entry/"
NOT_TYPED = ("submission_key", "place", "form_no", "collected_by", "dong")
"""What the second typing does not ask."""


def drawn(client, clerk, page: str = ENTRY, **changes) -> tuple[DoubleEntry, dict]:
    """A form typed by `clerk` and drawn; and what was typed."""
    client.force_login(clerk)
    sheet = typed(**changes)
    response = client.post(page, sheet)
    assert response.status_code == 302, response.context["form"].errors
    return DoubleEntry.objects.latest("id"), sheet
