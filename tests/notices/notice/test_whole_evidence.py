"""From the roll to the last slip: everything a round goes through holds, and is told by the certificates."""

import re
from datetime import date

import pytest

from notices.domain.notice import certificate, follow, ladder, paper, request, round, viewing
from notices.domain.notice.anchor import anchor
from notices.domain.notice.check import faults
from notices.domain.notice.decide import drop_row
from notices.enums.notice import EventKind, NoticeState, PaperResult, RequestKind, SeenBy
from notices.models import AddressedNotice, DirectMessage, NoticeEvent
from portal.accounts.enums import RoleCode
from tests.factories.accounts import staff
from tests.factories.notices import addressee
from tests.notices.notice.papers import clerk
from tests.notices.rolls import draft, row, rows_of
from tests.pdf import pdf_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def made():
    """One seen, one that says it is somebody else's, one never enrolled, one left out."""
    officer = staff(RoleCode.OFFICER)
    born = {"하나가": "19910405", "두나가": "19920506", "셋나가": "19930607", "넷나가": "19940708"}
    for name, number in (("하나가", 10), ("두나가", 12)):
        day = date.fromisoformat(born[name])
        addressee(name=name, birth_date=day, road_address=f"왕십리로 {number}", address_detail="101호")
    places = {"하나가": "왕십리로 10, 101호", "두나가": "왕십리로 12, 101호"}
    rows = [row(name, day, address=places.get(name, "왕십리로 14")) for name, day in born.items()]
    found = draft(*rows, by=officer)
    drop_row(notice=rows_of(found)[3], reason="이사함", by=officer)
    found = round.submit(round=found, by=officer)
    return round.approve(round=found, by=staff(RoleCode.APPROVER))


def kinds(notice) -> set[str]:
    return set(notice.evidence.values_list("kind", flat=True))


def test_a_round_from_the_roll_to_the_last_slip_holds(made):
    AddressedNotice.objects.filter(next_at__isnull=False).update(next_at="2020-01-01T00:00Z")
    ladder.climb_due()
    sent = DirectMessage.objects.filter(purpose="e_notice")
    assert sent.update(state="handed_over", handed_over_at="2026-01-01T00:00Z") == 2
    follow.follow_messages()
    seen, not_me, paper_one, dropped = rows_of(made)
    assert viewing.mark_seen(notice=seen, seen_by=SeenBy.CODE, origin="203.0.113.5")
    viewing.sign(notice=seen)
    for _try in range(viewing.MAX_TRIES):
        viewing.try_birth_date(notice=not_me, typed=date(1900, 1, 1))
    request.ask(notice=not_me, kind=RequestKind.NOT_ME, proven=False)
    desk = clerk()
    told = ((not_me, PaperResult.ABSENT), (not_me, PaperResult.IN_PERSON), (paper_one, PaperResult.MOVED))
    for one, result in told:
        paper.record(notice=AddressedNotice.objects.get(pk=one.pk), result=result, by=desk)
    states = [notice.state for notice in rows_of(made)]
    assert states == [NoticeState.SEEN, NoticeState.HANDED_OVER, NoticeState.ON_PAPER, NoticeState.STOPPED]
    assert {"matched", "approved", "consent", "document", "posted", "wire", "viewed", "signed"} == kinds(seen)
    assert {"refused_view", "requested", "to_paper", "paper_result"} <= kinds(not_me)
    assert anchor().last_event == NoticeEvent.objects.latest("pk").pk
    assert [str(fault) for fault in faults()] == []
    _row, content = certificate.issue(notice=seen, reason="이의신청", by=staff(RoleCode.OFFICER))
    text = re.sub(r"\s+", "", pdf_text(content))
    address = seen.person.contacts.get(kind="email").value
    for told in ("하나가", address, "인증번호확인", "발송넘김", "동의문"):
        assert told in text, told
    assert "203.0.113.5" not in text
    assert dropped.evidence.filter(kind=EventKind.STOPPED).exists()
    assert [str(fault) for fault in faults()] == []
