"""The civil-defence rounds of the first half of 2013, written down as the domain would have left them."""

import json
import random
from collections.abc import Iterator
from datetime import timedelta

from enrollment.models import District
from notices.domain.notice import document
from notices.domain.notice.approving import content_hash_of
from notices.enums.notice import EventKind, NoticeState, PaperReason, RollVerdict
from notices.models import AddressedNotice, NoticeKind, NoticeRound
from notices.queries.kinds import latest_terms
from portal.local.replay import history
from portal.local.replay.office_days import OfficeDays
from portal.local.replay.round_asking import Asking
from portal.local.replay.round_case import Case, working_moment
from portal.local.replay.round_opening import Office, opened
from portal.local.replay.round_paper import Carrying
from portal.local.replay.round_plan import Member, Plan, plan
from portal.local.replay.round_rows import Chain, Ledger, moment
from portal.local.replay.round_story import Serving

TOKEN_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789"


def serve_rounds(rng: random.Random, office: Office) -> dict[str, int]:
    """Write all rounds and everything that became of them; rows written, by table."""
    ledger, office_days = Ledger(), OfficeDays()
    serving = Serving(rng, ledger, office_days)
    carrying, asking = Carrying(serving, office.clerks), Asking(serving, office.drafter.pk)
    kind = NoticeKind.objects.select_related("service").get(code="civil_defence")
    terms = latest_terms(kind)
    district = District.objects.get(code=history.DISTRICT)
    for number, made in enumerate(plan(rng, office_days), 1):
        round = opened(made, number, kind, terms, district, office)
        _Round(serving, carrying, asking, office, round, made).tell()
    return {"rounds": history.NOTICE_ROUNDS, **ledger.load()}


class _Round:
    """Tells one round from the roll to the closing."""

    def __init__(
        self,
        serving: Serving,
        carrying: Carrying,
        asking: Asking,
        office: Office,
        round: NoticeRound,
        made: Plan,
    ):
        self.serving, self.carrying, self.asking = serving, carrying, asking
        self.rng, self.ledger, self.days = serving.rng, serving.ledger, serving.days
        self.office, self.round, self.made = office, round, made

    def tell(self) -> None:
        notices = list(self._fixed())
        self.round.content_hash = content_hash_of(notices)
        cases = [
            self._case(notice, member) for notice, member in zip(notices, self.made.members, strict=True)
        ]
        for case in cases:
            self.serving.serve(case)
            self.asking.ask(case)
            if case.fate.state == NoticeState.ON_PAPER:
                self.carrying.carry(case)
            self.asking.answer(case)
            self.serving.look_again(case)
        for notice, case in zip(notices, cases, strict=True):
            case.chain.close()
            self._write(notice, case)
        self._close(cases)

    def _fixed(self) -> Iterator[AddressedNotice]:
        """The notices as the approval fixed them."""
        for position, member in enumerate(self.made.members, 1):
            notice = AddressedNotice(
                id=self.ledger.next_id(AddressedNotice),
                round=self.round,
                position=position,
                name=member.name,
                birth_date=member.birth_date,
                address=member.address,
                values=json.dumps(_values(member), ensure_ascii=False),
                verdict=RollVerdict.MATCHED.value,
                person_id=member.person_id,
                state=NoticeState.SERVING.value,
                token="".join(self.rng.choices(TOKEN_LETTERS, k=document.TOKEN_LENGTH)),
            )
            notice.document = document.canonical(document.compose(notice))
            notice.document_hash = document.hash_of(notice.document)
            yield notice

    def _case(self, notice: AddressedNotice, member: Member) -> Case:
        """The notice with what the approval wrote into its evidence."""
        round, chain = self.round, Chain(notice.pk, self.ledger)
        at, by = round.approved_at, self.office.approver.pk
        sealed = {"name": notice.name, "birth_date": notice.birth_date, "address": notice.address}
        row = {"verdict": notice.verdict, "person": notice.person_id, "row": notice.position, "notes": []}
        chain.add(EventKind.MATCHED, at, by=by, sealed=sealed, **row)
        approval = {
            "round_no": round.round_no,
            "content_hash": round.content_hash,
            "drafted_by": round.drafted_by_id,
        }
        chain.add(EventKind.APPROVED, at, by=by, **approval)
        consent = {
            "consent": member.consent_id,
            "text_version": member.text_version,
            "at": moment(member.agreed_at),
            "contacts": sorted(str(kind) for kind in member.contacts),
        }
        chain.add(EventKind.CONSENT, at, by=by, **consent)
        chain.add(EventKind.DOCUMENT, at, by=by, hash=notice.document_hash, terms=round.terms.version)
        return Case(notice.pk, round, member, notice.document_hash, chain)

    def _write(self, notice: AddressedNotice, case: Case) -> None:
        seal, fate, member = self.ledger.seal, case.fate, case.member
        self.ledger.rows.notices.append(
            (
                *(
                    notice.pk,
                    self.round.pk,
                    notice.position,
                    seal(notice.name),
                    seal(notice.birth_date.isoformat()),
                ),
                *(seal(notice.address), seal(notice.values), member.dong_id, member.tong_id, member.ban),
                *(
                    notice.verdict,
                    "[]",
                    [],
                    member.person_id,
                    "",
                    member.consent_id,
                    fate.state.value,
                    notice.token,
                ),
                *(
                    seal(notice.document),
                    notice.document_hash,
                    fate.rung,
                    None,
                    fate.arrived_at,
                    fate.seen_at,
                ),
                *(fate.seen_by, fate.signed_at, 0, fate.paper_reason, fate.on_paper_at, fate.printed_at),
                *(fate.paper_result, fate.paper_result_at, case.chain.events, case.chain.head),
            )
        )

    def _close(self, cases: list[Case]) -> None:
        """The life of the round itself, and the end of it on the working day after the training."""
        round, made, drafter = self.round, self.made, self.office.drafter.pk
        closed_on = self.days.add(round.event_on, 1)
        round.closed_at = working_moment(self.rng, closed_on, 9, 10)
        round.save()
        NoticeRound.objects.filter(pk=round.pk).update(created_at=made.drafted_at, updated_at=round.closed_at)
        lately = [case for case in cases if case.fate.paper_reason == PaperReason.NOT_SEEN]
        steps = [
            (made.drafted_at, drafter, "round.create", {"kind": round.kind.code, "rows": len(cases)}),
            (made.drafted_at + timedelta(minutes=20), drafter, "round.submit", {}),
            (
                *(round.approved_at, self.office.approver.pk, "round.approve"),
                {"round_no": round.round_no, "notices": len(cases), "dropped": 0},
            ),
            (round.closed_at, drafter, "round.close", {}),
        ]
        if lately:
            steps.insert(
                3, (lately[0].fate.on_paper_at, None, "notice_round.to_paper", {"notices": len(lately)})
            )
        for at, actor, action, detail in steps:
            self.ledger.audit(at, actor, action, NoticeRound, round.pk, **detail)


def _values(member: Member) -> dict[str, str]:
    return {"unit": f"{member.tong}통 민방위대", "service_year": f"{member.service_year}년차"}
