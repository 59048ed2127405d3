"""Messages of replayed notices on the wire, with the receipts and the evidence they leave."""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from enrollment.enums import Channel
from notices.domain.outbox import reference_of
from notices.enums import DeliveryState
from notices.enums.notice import EventKind
from notices.models import DirectMessage, Receipt
from notices.notice_terms import Rung
from portal.local.replay import people
from portal.local.replay.round_case import Case
from portal.local.replay.round_rows import Ledger, moment

BREAKS = {Channel.EMAIL: 0.012, Channel.SMS: 0.01}
FAULTS = {
    Channel.EMAIL: (DeliveryState.BOUNCED, "5.2.2", "mail"),
    Channel.SMS: (DeliveryState.FAILED, "3043", "solapi"),
}
DELIVERED_CODE = "4000"


@dataclass(frozen=True, slots=True)
class Sent:
    """When a message left, and when it was known to have failed, if it did."""

    out_at: datetime
    broke_at: datetime | None


class Wires:
    """Mail server and gateway of the replay: most of what they are given arrives."""

    def __init__(self, rng: random.Random, ledger: Ledger):
        self.rng, self.ledger = rng, ledger

    def send(self, case: Case, number: int, rung: Rung, now: datetime) -> Sent:
        """Take one rung: the message, its evidence and what the wire told of it."""
        rng, pk = self.rng, self.ledger.next_id(DirectMessage)
        contact = case.member.contacts[rung.channel.contact_kind]
        address = (people.email if rung.channel == Channel.EMAIL else people.mobile)(case.member.person_id)
        case.chain.add(
            EventKind.POSTED,
            now,
            sealed={"address": address},
            rung=number,
            channel=rung.channel.value,
            is_reminder=rung.is_reminder,
            contact=contact,
            message=reference_of(pk),
            document=case.document_hash,
        )
        detail = {"purpose": "e_notice", "channel": rung.channel.value}
        self.ledger.audit(now, None, "direct_message.post", DirectMessage, pk, **detail)
        out_at = now + timedelta(seconds=rng.uniform(2, 15))
        wire = _Wire(case, number, rung.channel.value, contact, pk, now, out_at)
        return Sent(out_at, self._come_out(wire, rng.random() < BREAKS[rung.channel]))

    def _come_out(self, wire: "_Wire", breaks: bool) -> datetime | None:
        """Rows, receipts and evidence of one message; when it broke, if it did."""
        rng, case = self.rng, wire.case
        wire.tell(DeliveryState.HANDED_OVER)
        if not breaks and wire.channel == Channel.EMAIL:
            self._keep(wire)
            return None
        state, code, provider = (
            FAULTS[wire.channel] if breaks else (DeliveryState.DELIVERED, DELIVERED_CODE, "solapi")
        )
        told_at = wire.out_at + timedelta(seconds=rng.uniform(4, 90))
        pk = self.ledger.next_id(Receipt)
        report = '{"demonstration": true}'
        self.ledger.rows.receipts.append(
            (pk, provider, f"replay-{pk}", wire.reference, code, self.ledger.seal(report), told_at, told_at)
        )
        wire.told = [{"receipt": pk, "provider": provider, "code": code, "at": moment(told_at)}]
        wire.state_at = told_at + timedelta(seconds=rng.uniform(1, 10))
        if not breaks:
            wire.delivered_at = told_at
            case.fate.arrived_at = case.fate.arrived_at or told_at
        wire.tell(state, reason=code if breaks else "")
        self._keep(wire)
        return wire.state_at if breaks else None

    def _keep(self, wire: "_Wire") -> None:
        self.ledger.rows.messages.append(
            (
                *(wire.case.id, wire.rung, wire.channel, wire.contact, wire.state, wire.reason),
                *(wire.posted_at, wire.out_at, wire.delivered_at),
            )
        )


@dataclass(slots=True)
class _Wire:
    """One message on its way. `state_at` is when its last news was copied."""

    case: Case
    rung: int
    channel: str
    contact: int
    message_id: int
    posted_at: datetime
    out_at: datetime
    state: str = ""
    reason: str = ""
    delivered_at: datetime | None = None
    told: list = field(default_factory=list)
    state_at: datetime | None = None

    @property
    def reference(self) -> str:
        return reference_of(self.message_id)

    def tell(self, state: DeliveryState, reason: str = "") -> None:
        self.state, self.reason = state.value, reason
        self.case.chain.add(
            EventKind.WIRE,
            self.state_at or self.out_at + timedelta(seconds=3),
            rung=self.rung,
            channel=self.channel,
            message=self.reference,
            gateway_ref="" if self.channel == Channel.EMAIL else f"demo-{self.message_id}",
            state=self.state,
            reason=self.reason,
            handed_over_at=moment(self.out_at),
            delivered_at=moment(self.delivered_at),
            receipts=self.told,
        )
