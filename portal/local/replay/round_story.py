"""What became of one civil-defence notice: message after message until it was seen, or carried to the door.

The steps, their order and what they leave behind are those of the ladder, of the page of a notice and of the
paper lists (`notices.domain.notice`); only the reader, the wire and the bearer are invented here.
"""

import random
from datetime import datetime, time, timedelta

from django.utils import timezone

from enrollment.enums import Channel
from notices.enums import DeliveryState
from notices.enums.notice import EventKind, NoticeState, PaperReason, SeenBy
from notices.models import AddressedNotice
from notices.notice_terms import Rung, rungs_of
from portal.local.replay.office_days import OfficeDays
from portal.local.replay.round_case import Case
from portal.local.replay.round_rows import Ledger
from portal.local.replay.round_wire import FAULTS, Sent, Wires

LOOKS = {Channel.EMAIL: 0.62, Channel.SMS: 0.74}
"""Share of those who look at the page after a first message by this channel; of a reminder fewer do."""
LOOKS_AT_A_REMINDER = 0.6
SIGNS = 0.55
LOOKS_AGAIN = 0.09


class Serving:
    """The ladder of a notice, climbed with the dice of `rng`."""

    def __init__(self, rng: random.Random, ledger: Ledger, days: OfficeDays):
        self.rng, self.ledger, self.days = rng, ledger, days
        self.wires = Wires(rng, ledger)

    def serve(self, case: Case) -> None:
        """From the approval until it was seen or went on paper."""
        rungs, paper_at = rungs_of(case.round.terms), self._paper_at(case)
        bounced: set[str] = set()
        looks_at, may_arrive = None, False
        due = self.days.sendable_at(case.round.approved_at)
        while due is not None:
            now = due + timedelta(seconds=self.rng.uniform(1, 10))
            if looks_at is not None and looks_at <= now or now >= paper_at:
                break
            number = self._next(case, rungs, bounced)
            if number is None:
                if not may_arrive:
                    case.to_paper(PaperReason.NO_CONTACT, now)
                    return
                break
            rung, case.fate.rung = rungs[number], number
            sent = self.wires.send(case, number, rung, now)
            due = self._after(rungs[number + 1], now) if number + 1 < len(rungs) else None
            if sent.broke_at is None:
                may_arrive = True
                looks_at = min(filter(None, (looks_at, self._looks_at(sent, rung))), default=None)
                continue
            due = self.days.sendable_at(sent.broke_at)
            if FAULTS[rung.channel][0] == DeliveryState.BOUNCED:
                bounced.add(rung.channel.contact_kind)
        if looks_at is not None and looks_at < paper_at:
            self.see(case, looks_at)
        else:
            reason = PaperReason.LEFT if paper_at == case.leaves_at else PaperReason.NOT_SEEN
            case.to_paper(reason, paper_at)

    def see(self, case: Case, at: datetime) -> None:
        """The person opens the page; many sign the receipt slip."""
        rng, fate = self.rng, case.fate
        how = SeenBy.CODE if rng.random() < 0.18 else SeenBy.BIRTH_DATE
        sealed = {"origin": f"192.0.2.{rng.randint(1, 254)}"}
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

    def _next(self, case: Case, rungs: tuple[Rung, ...], bounced: set[str]) -> int | None:
        """The next rung there is a contact for."""
        first = 0 if case.fate.rung is None else case.fate.rung + 1
        usable = set(case.member.contacts) - bounced
        return next((n for n in range(first, len(rungs)) if rungs[n].channel.contact_kind in usable), None)

    def _paper_at(self, case: Case) -> datetime:
        """When the notice goes on paper unless it is seen: on its day, or when the person leaves."""
        day = timezone.make_aware(
            datetime.combine(case.round.paper_on, time(0, case.round.round_no % 10, 12))
        )
        return min(filter(None, (day, case.leaves_at)))

    def _after(self, rung: Rung, now: datetime) -> datetime:
        return self.days.sendable_at(now + timedelta(hours=rung.after_hours))

    def _looks_at(self, sent: Sent, rung: Rung) -> datetime | None:
        """Texts are looked at within hours, mails within a day or two; nobody reads at night."""
        share = LOOKS_AT_A_REMINDER if rung.is_reminder else LOOKS[rung.channel]
        if self.rng.random() >= share:
            return None
        middle = 9.0 if rung.channel == Channel.EMAIL else 1.5
        at = sent.out_at + timedelta(hours=self.rng.lognormvariate(0, 1.1) * middle, seconds=45)
        local = timezone.localtime(at)
        if local.hour < 7:
            at += timedelta(hours=7 - local.hour, minutes=self.rng.uniform(0, 90))
        return at
