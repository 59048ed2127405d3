"""The batch a clerk is typing in: what the next form keeps of the last one."""

import re

from django.utils import timezone

_KEY = "desk_batch"
_LAST_NUMBER = re.compile(r"\d+$")


def next_form_no(form_no: str) -> str:
    """The number after `form_no`, as wide as it was (A-0099 -> A-0100); empty when it ends in none."""
    match = _LAST_NUMBER.search(form_no)
    if not match:
        return ""
    return form_no[: match.start()] + str(int(match[0]) + 1).zfill(len(match[0]))


def keep(session, form, accepted) -> None:
    """Keep date, place, leader, dong and the next form number, and what became of the form just saved."""
    data = form.cleaned_data
    leader, application = data["collected_by"], accepted.application
    session[_KEY] = {
        "day": timezone.localdate().isoformat(),
        "line": {
            "collected_on": data["collected_on"].isoformat(),
            "place": data["place"],
            "dong": form.chosen_dong.pk,
            "collected_by": leader.pk if leader else None,
            "form_no": next_form_no(data["form_no"]),
        },
        "saved": {
            "receipt_no": application.receipt_no,
            "joined": accepted.joined_household,
            "repeated": accepted.repeated,
        },
    }


def kept(session) -> dict:
    """`line` and `saved` of today's last form; a batch of another day is not carried on."""
    batch = session.get(_KEY, {})
    return batch if batch.get("day") == timezone.localdate().isoformat() else {}
