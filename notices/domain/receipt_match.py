"""Which message each receipt is about, and what all receipts of one message come to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from notices.enums import ARRIVED_STATES, SENT_STATES, STATE_RANK, DeliveryState
from notices.gateways import codes
from notices.gateways.meaning import Meaning
from notices.models import Delivery, DirectMessage, ReceiptInbox

Target = tuple[type, int]
"""Model and id of a message."""

_STATES = {
    Meaning.TAKEN: DeliveryState.ACCEPTED,
    Meaning.WAITING: DeliveryState.HANDED_OVER,
    Meaning.AT_CARRIER: DeliveryState.ACCEPTED,
    Meaning.ARRIVED: DeliveryState.DELIVERED,
    Meaning.COMPLAINT: DeliveryState.DELIVERED,
    Meaning.BOUNCED: DeliveryState.BOUNCED,
    Meaning.SOFT_BOUNCED: DeliveryState.BOUNCED,
    Meaning.NO_MAILBOX: DeliveryState.BOUNCED,
}
"""Every other meaning is a failure."""

_REFUSED = frozenset({DeliveryState.FAILED, DeliveryState.BOUNCED})


@dataclass(slots=True)
class Change:
    """What all receipts of one message in a batch come to."""

    state: str
    reason: str
    at: datetime
    meaning: Meaning

    @property
    def rank(self) -> int:
        return STATE_RANK[self.state]


def targets_of(references: set[str]) -> dict[str, Target]:
    """Model and id of the message behind each reference that is known."""
    targets: dict[str, Target] = {}
    for model, letter in ((Delivery, "d"), (DirectMessage, "m")):
        ids = {int(ref[1:]): ref for ref in references if ref[0] == letter and _is_id(ref[1:])}
        for pk in model.objects.filter(pk__in=ids).values_list("pk", flat=True):
            targets[ids[pk]] = (model, pk)
    # Few come without our reference: only those are looked up by the provider's own.
    left = references - targets.keys() - {""}
    for model in (Delivery, DirectMessage) if left else ():
        known = model.objects.filter(gateway_ref__in=left).exclude(gateway_ref="")
        for pk, gateway_ref in known.values_list("pk", "gateway_ref"):
            targets.setdefault(gateway_ref, (model, pk))
    return targets


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 18


def changes_by(entries: Sequence[ReceiptInbox], targets: dict[str, Target]) -> dict[Target, Change]:
    """One change per message: the highest state wins, whatever the order."""
    changes: dict[Target, Change] = {}
    for entry in entries:
        receipt = entry.receipt
        meaning = codes.meaning_of(receipt.provider, receipt.status_code)
        state = _STATES.get(meaning, DeliveryState.FAILED)
        change = Change(
            state=state,
            reason=receipt.status_code if state in _REFUSED else "",
            at=receipt.occurred_at or receipt.received_at,
            meaning=meaning,
        )
        target = targets[receipt.reference]
        if target not in changes or change.rank > changes[target].rank:
            changes[target] = change
    return changes


def refused_after_all(changes: dict[Target, Change]) -> dict[int, Meaning]:
    """Deliveries that were taken and failed by these changes, which are not written yet."""
    failing = {
        pk: change.meaning
        for (model, pk), change in changes.items()
        if model is Delivery and change.state in _REFUSED
    }
    if not failing:
        return {}
    taken = Delivery.objects.filter(pk__in=failing, state__in=SENT_STATES - ARRIVED_STATES)
    return {pk: failing[pk] for pk in taken.values_list("pk", flat=True)}


def failed(changes: dict[Target, Change]) -> list[int]:
    """Deliveries told to have failed."""
    return [pk for (model, pk), change in changes.items() if model is Delivery and change.state in _REFUSED]


def deliveries(changes: dict[Target, Change], *meanings: Meaning) -> list[int]:
    """Deliveries whose change has one of these meanings."""
    return [pk for (model, pk), change in changes.items() if model is Delivery and change.meaning in meanings]


def complained(entries: Sequence[ReceiptInbox], targets: dict[str, Target]) -> list[int]:
    """Read from every receipt: a complaint raises no state of a mail that was opened."""
    complaints = [
        targets[entry.receipt.reference]
        for entry in entries
        if codes.meaning_of(entry.receipt.provider, entry.receipt.status_code) is Meaning.COMPLAINT
    ]
    return [pk for model, pk in complaints if model is Delivery]
