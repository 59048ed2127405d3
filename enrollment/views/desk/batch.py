"""What a clerk is typing from: what the next form keeps of the last one."""

from django.utils import timezone

from enrollment.form_numbers import next_form_no
from enrollment.models import IntakeBatch

_KEY = "desk_batch"


def keep(session, form, accepted, pile: IntakeBatch | None = None) -> None:
    """Keep date, place, leader, dong and the next form number, and what became of the form just saved.

    `pile` is the intake batch the form belongs to; other forms are typed from no batch.
    """
    data = form.cleaned_data
    leader = data["collected_by"]
    session[_KEY] = {
        "day": timezone.localdate().isoformat(),
        "pile": pile.pk if pile else None,
        "line": {
            "collected_on": data["collected_on"].isoformat(),
            "place": data["place"],
            "dong": form.chosen_dong.pk,
            "collected_by": leader.pk if leader else None,
            "form_no": next_form_no(data["form_no"]),
        },
        "saved": {
            "receipt_no": accepted.receipt_no,
            "waits": accepted.waiting is not None,
            "joined": accepted.joined_household,
            "repeated": accepted.repeated,
        },
    }


def kept(session, pile: IntakeBatch | None = None) -> dict:
    """`line` and `saved` of today's last form of the same pile; that of another day is not carried on."""
    last = session.get(_KEY, {})
    is_same = last.get("day") == timezone.localdate().isoformat()
    return last if is_same and last.get("pile") == (pile.pk if pile else None) else {}


def just_saved(session, pile: IntakeBatch | None = None) -> dict | None:
    """What became of the form saved a moment ago: said once, not beside the next form half filled in."""
    last = kept(session, pile)
    saved = last.get("saved")
    if saved:
        session[_KEY] = {**last, "saved": None}
    return saved
