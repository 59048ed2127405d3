"""What some of the people asked of the office, and what it answered."""

from datetime import datetime, timedelta

from django.utils import timezone

from notices.domain.notice.request import ANSWER_DAYS
from notices.enums.notice import EventKind, NoticeState, PaperReason, RequestKind, RequestState
from notices.models import AddressedNotice, DirectMessage, NoticeRequest
from portal.local.replay.round_case import Case, working_moment
from portal.local.replay.round_story import Serving

DEFERS = 0.011
NOT_ME = 0.0012
REASONS = (
    "그날 출장이 있어 참석하기 어렵습니다. 다음 회차로 옮겨 주세요.",
    "다리를 다쳐 치료를 받고 있습니다.",
    "회사 교대 근무와 겹칩니다. 다른 날로 부탁드립니다.",
    "가족의 수술이 그날로 잡혀 있습니다.",
)
GRANTED = "사정을 확인했습니다. 다음 보충교육 때 다시 통지해 드립니다."
REFUSED = "제출하신 사정만으로는 미룰 수 없습니다. 증명할 서류가 있으면 담당 부서로 보내 주세요."
NOT_YOU = "연락처가 바뀐 것을 확인했습니다. 통지서는 종이로 전달하고 연락처를 고쳤습니다."


class Asking:
    """Requests: few people ask."""

    def __init__(self, serving: Serving, officer_id: int):
        self.rng, self.ledger, self.days = serving.rng, serving.ledger, serving.days
        self.officer_id = officer_id
        self._waiting: dict[int, tuple[int, RequestKind, datetime, str | None]] = {}

    def ask(self, case: Case) -> None:
        """After looking at the page some ask for another day; a few got what was not meant for them."""
        dice, fate = self.rng.random(), case.fate
        if fate.state != NoticeState.SEEN or dice >= DEFERS + NOT_ME:
            return
        kind = RequestKind.NOT_ME if dice >= DEFERS else RequestKind.DEFERRAL
        at = max(fate.seen_at, fate.signed_at or fate.seen_at) + timedelta(minutes=self.rng.uniform(2, 50))
        pk = self.ledger.next_id(NoticeRequest)
        case.chain.add(EventKind.REQUESTED, at, request=pk, asked=kind.value, proven=True)
        self.ledger.audit(at, None, "notice.ask", NoticeRequest, pk, kind=kind.value)
        self._waiting[case.id] = (
            pk,
            kind,
            at,
            self.rng.choice(REASONS) if kind == RequestKind.DEFERRAL else None,
        )
        if kind == RequestKind.NOT_ME:
            case.to_paper(PaperReason.NOT_ME, at)
            self.ledger.audit(
                at, None, "notice.to_paper", AddressedNotice, case.id, reason=PaperReason.NOT_ME.value
            )

    def answer(self, case: Case) -> None:
        """The office answers within its working days, and tells so by a text."""
        if case.id not in self._waiting:
            return
        pk, kind, asked_at, text = self._waiting.pop(case.id)
        asked_on, rng = timezone.localdate(asked_at), self.rng
        before = self.days.on_or_before(case.round.event_on - timedelta(days=1))
        due_on = max(asked_on, min(self.days.add(asked_on, ANSWER_DAYS), before))
        answered_at = working_moment(rng, min(self.days.add(asked_on, rng.randint(1, 3)), due_on))
        granted = kind == RequestKind.NOT_ME or rng.random() < 0.75
        state = RequestState.GRANTED if granted else RequestState.REFUSED
        words = NOT_YOU if kind == RequestKind.NOT_ME else GRANTED if granted else REFUSED
        seal = self.ledger.seal
        self.ledger.rows.requests.append(
            (
                *(pk, case.id, kind.value, seal(text) if text else None, state.value, asked_at, due_on),
                *(seal(words), self.officer_id, answered_at),
            )
        )
        detail = {"request": pk, "asked": kind.value, "result": state.value, "told": "sms"}
        case.chain.add(EventKind.ANSWERED, answered_at, by=self.officer_id, **detail)
        self.ledger.audit(
            answered_at, self.officer_id, "notice.answer", NoticeRequest, pk, result=state.value
        )
        message = self.ledger.next_id(DirectMessage)
        told = {"purpose": "notice_answer", "channel": "sms"}
        self.ledger.audit(answered_at, self.officer_id, "direct_message.post", DirectMessage, message, **told)
