"""What became of one civil-defence notice: message after message until it was seen, or carried to the door.

The steps, their order and what they leave behind are those of the ladder, of the page of a notice and of the
paper lists (`notices.domain.notice`); only the reader, the wire and the bearer are invented here.
"""

import random
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from enrollment.enums import Channel
from notices.domain.outbox import reference_of
from notices.enums import DeliveryState
from notices.enums.notice import EventKind, NoticeState, PaperReason, SeenBy
from notices.models import AddressedNotice, DirectMessage, NoticeRound, Receipt
from notices.notice_terms import Rung, rungs_of
from portal.local.replay import people
from portal.local.replay.office_days import OfficeDays
from portal.local.replay.round_plan import Member
from portal.local.replay.round_rows import Chain, Ledger, moment

LOOKS = {Channel.EMAIL: 0.62, Channel.SMS: 0.74}
"""Share of those who look at the page after a first message by this channel; of a reminder fewer do."""
LOOKS_AT_A_REMINDER = 0.6
BREAKS = {Channel.EMAIL: 0.012, Channel.SMS: 0.01}
FAULTS = {
    Channel.EMAIL: (DeliveryState.BOUNCED, "5.2.2", "mail"),
    Channel.SMS: (DeliveryState.FAILED, "3043", "solapi"),
}
DELIVERED_CODE = "4000"
SIGNS = 0.55
MISTYPES = 0.03
LOOKS_AGAIN = 0.09


@dataclass(slots=True)
class Fate:
    """Where a notice stands at the end, column by column."""

    state: NoticeState = NoticeState.SERVING
    rung: int | None = None
    arrived_at: datetime | None = None
    seen_at: datetime | None = None
    seen_by: str = ""
    signed_at: datetime | None = None
    paper_reason: str = ""
    on_paper_at: datetime | None = None
    printed_at: datetime | None = None
    paper_result: str = ""
    paper_result_at: datetime | None = None


@dataclass(slots=True)
class Case:
    """One notice while its story is being told."""

    id: int
    round: NoticeRound
    member: Member
    document_hash: str
    chain: Chain
    fate: Fate = field(default_factory=Fate)

    @property
    def leaves_at(self) -> datetime | None:
        """When the desk writes down that the household left the district."""
        day = self.member.leaves_on
        return timezone.make_aware(datetime.combine(day, time(11, 20))) if day else None


class Serving:
    """The ladder of a notice, climbed with the dice of `rng`."""

    def __init__(self, rng: random.Random, ledger: Ledger, days: OfficeDays):
        self.rng, self.ledger, self.days = rng, ledger, days

    def serve(self, case: Case) -> None:
        """From the approval until it was seen or went on paper."""
        rng, rungs = self.rng, rungs_of(case.round.terms)
        bounced: set[str] = set()
        looks_at, may_arrive, number = None, False, 0
        due = self.days.sendable_at(case.round.approved_at)
        paper_at = self._paper_at(case)
        while due is not None:
            now = due + timedelta(seconds=rng.uniform(1, 10))
            if looks_at is not None and looks_at <= now or now >= paper_at:
                break
            kinds = [rung.channel.contact_kind for rung in rungs]
            taken = next(
                (
                    n
                    for n in range(number, len(rungs))
                    if kinds[n] in case.member.contacts and kinds[n] not in bounced
                ),
                None,
            )
            if taken is None:
                if not may_arrive:
                    self._leave(case, PaperReason.NO_CONTACT, now)
                    return
                break
            broke_at, looks = self._post(case, taken, rungs[taken], now)
            case.fate.rung, number = taken, taken + 1
            due = self._after(rungs[number], now) if number < len(rungs) else None
            if broke_at is None:
                may_arrive = True
                looks_at = min(filter(None, (looks_at, looks)), default=None)
            else:
                bounced |= (
                    {kinds[taken]} if FAULTS[rungs[taken].channel][0] == DeliveryState.BOUNCED else set()
                )
                due = self.days.sendable_at(broke_at)
        if looks_at is not None and looks_at < paper_at:
            self.see(case, looks_at)
        else:
            self._leave(
                case, PaperReason.LEFT if paper_at == case.leaves_at else PaperReason.NOT_SEEN, paper_at
            )

    def see(self, case: Case, at: datetime) -> None:
        """The person opens the page, sometimes after a wrong try; many sign the receipt slip."""
        rng, fate = self.rng, case.fate
        how = SeenBy.CODE if rng.random() < 0.18 else SeenBy.BIRTH_DATE
        sealed = {"origin": f"192.0.2.{rng.randint(1, 254)}"}
        if rng.random() < MISTYPES:
            case.chain.add(
                EventKind.REFUSED_VIEW, at - timedelta(seconds=40), sealed=sealed, method=how.value, left=4
            )
        self._view(case, at, how, sealed, serves=True)
        self.ledger.audit(at, None, "notice.seen", AddressedNotice, case.id, method=how.value)
        fate.state, fate.seen_at, fate.seen_by = NoticeState.SEEN, at, how.value
        if rng.random() < SIGNS:
            fate.signed_at = at + timedelta(seconds=rng.uniform(30, 240))
            case.chain.add(EventKind.SIGNED, fate.signed_at, document=case.document_hash)
            self.ledger.audit(fate.signed_at, None, "notice.sign", AddressedNotice, case.id)

    def look_again(self, case: Case) -> None:
        """The evening before the training some open the page once more, to bring the notice along."""
        if case.fate.state != NoticeState.SEEN or self.rng.random() >= LOOKS_AGAIN:
            return
        evening = timezone.make_aware(datetime.combine(case.round.event_on - timedelta(days=1), time(18)))
        at = evening + timedelta(minutes=self.rng.uniform(0, 270))
        sealed = {"origin": f"192.0.2.{self.rng.randint(1, 254)}"}
        self._view(case, at, SeenBy.BIRTH_DATE, sealed, serves=False)

    def _view(self, case: Case, at: datetime, how: SeenBy, sealed: dict, *, serves: bool) -> None:
        case.chain.add(
            EventKind.VIEWED, at, sealed=sealed, method=how.value, serves=serves, document=case.document_hash
        )

    def _paper_at(self, case: Case) -> datetime:
        """When the notice goes on paper unless it is seen: on its day, or when the person leaves."""
        day = timezone.make_aware(
            datetime.combine(case.round.paper_on, time(0, case.round.round_no % 10, 12))
        )
        return min(filter(None, (day, case.leaves_at)))

    def _leave(self, case: Case, reason: PaperReason, at: datetime) -> None:
        to_paper(case, reason, at)

    def _after(self, rung: Rung, now: datetime) -> datetime:
        return self.days.sendable_at(now + timedelta(hours=rung.after_hours))

    def _post(
        self, case: Case, number: int, rung: Rung, now: datetime
    ) -> tuple[datetime | None, datetime | None]:
        """Take one rung; when it broke, and when the reader looks at the page because of it."""
        rng, pk = self.rng, self.ledger.next_id(DirectMessage)
        kind = rung.channel.contact_kind
        contact = case.member.contacts[kind]
        address = (
            people.email(case.member.person_id)
            if rung.channel == Channel.EMAIL
            else people.mobile(case.member.person_id)
        )
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
        wire = _Wire(
            case, number, rung.channel.value, contact, pk, now, now + timedelta(seconds=rng.uniform(2, 15))
        )
        broke_at = self._come_out(wire, rng.random() < BREAKS[rung.channel])
        if broke_at:
            return broke_at, None
        share = LOOKS_AT_A_REMINDER if rung.is_reminder else LOOKS[rung.channel]
        return None, self._looks_at(wire.out_at, rung) if rng.random() < share else None

    def _looks_at(self, out_at: datetime, rung: Rung) -> datetime:
        """Texts are looked at within hours, mails within a day or two; nobody reads at night."""
        middle = 9.0 if rung.channel == Channel.EMAIL else 1.5
        at = out_at + timedelta(hours=self.rng.lognormvariate(0, 1.1) * middle, seconds=45)
        local = timezone.localtime(at)
        if local.hour < 7:
            at += timedelta(hours=7 - local.hour, minutes=self.rng.uniform(0, 90))
        return at

    def _come_out(self, wire: "_Wire", breaks: bool) -> datetime | None:
        """What the wire made of a message, as rows, receipts and evidence; when it broke, if it did."""
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


def to_paper(case: Case, reason: PaperReason, at: datetime, by: int | None = None) -> None:
    """The notice leaves the ladder."""
    case.fate.state, case.fate.paper_reason, case.fate.on_paper_at = NoticeState.ON_PAPER, reason.value, at
    case.chain.add(EventKind.TO_PAPER, at, by=by, reason=reason.value)


def working_moment(rng: random.Random, day: date, first_hour: int = 9, last_hour: int = 16) -> datetime:
    """Some time within the office hours of a day."""
    return timezone.make_aware(
        datetime.combine(day, time(rng.randint(first_hour, last_hour), rng.randrange(60), rng.randrange(60)))
    )
