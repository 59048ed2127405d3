"""What the pages of a resident's own changes share: whose they are, and what a change rests on."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.domain.proof import Proof
from enrollment.models import Change, Person
from notices.queries import my
from portal.common.crypto import blind_index


def own_person(request, pk: int) -> Person:
    """One of the people of this account; anybody else's is not found."""
    return get_object_or_404(my.people_of(request.user), pk=pk)


def proof_of(request, **evidence) -> Proof:
    """The session a change was asked for in, as a keyed digest that opens nothing."""
    digest = blind_index("session", request.session.session_key)[:16]
    return Proof(evidence={"session": digest, "account": request.user.pk, **evidence})


def done(request, form, act, **evidence):
    """The answer to a form sent in order: `act` is done from today, for the reader, on the session it was
    asked for in. None while there is something to correct; a refusal of the domain then stands at its field.
    """
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        change = act(on=timezone.localdate(), proof=proof_of(request, **evidence), by=request.user)
    except ValidationError as error:
        form.add_refusal(error)
        return None
    if change is None:
        messages.info(request, _("바뀐 것이 없습니다."))
        return redirect("my")
    return to_receipt(change)


def to_receipt(change: Change):
    """To the page that says what was done."""
    return redirect("my_change", change.receipt_no)
