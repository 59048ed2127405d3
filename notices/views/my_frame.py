"""What the pages of a resident's own changes share: whose they are, and what a change rests on."""

from django.shortcuts import get_object_or_404, redirect

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


def to_receipt(change: Change):
    """To the page that says what was done."""
    return redirect("my_change", change.receipt_no)
