"""A small round driven through the verbs of the domain, and the shape of what rounds leave behind."""

from datetime import timedelta

from django.utils import timezone

from enrollment.models import ContactPoint, District, EnrollmentPeriod
from notices.domain.notice import fallback, follow, ladder, paper, request, round, viewing
from notices.domain.notice.roll import read_file
from notices.domain.outbox import reference_of
from notices.enums import DeliveryState
from notices.enums.notice import PaperReason, PaperResult, RequestKind, SeenBy
from notices.enums.paper import Receiver, Sheet, UnservedReason
from notices.models import AddressedNotice, DirectMessage, NoticeKind, NoticeRound, Receipt
from notices.queries.kinds import latest_terms
from portal.accounts.enums import RoleCode
from portal.accounts.models import User
from tests.factories.accounts import DISTRICT, staff
from tests.notices.rolls import sheet

VALUES = {
    "starts_at": "09:00",
    "ends_at": "13:00",
    "place": "시험장",
    "course": "기본교육",
    "bring": "신분증",
}
HEADINGS = ("연번", "동", "통", "성명", "생년월일", "주소", "연락처", "소속 민방위대", "연차")


def live() -> NoticeRound:
    """A round of replayed people, from the roll to the closing, with everything the replay tells of."""
    officer, approver = staff(RoleCode.OFFICER), staff(RoleCode.APPROVER)
    made = round.submit(round=_drafted(officer), by=officer)
    made = round.approve(round=made, by=approver)
    seen, deferred, carried, absent, gone, not_me, late = made.notices.order_by("position")
    _climb(made, broken=(absent.pk,))
    _open(seen, SeenBy.BIRTH_DATE)
    _climb(made)
    _climb(made)
    for notice in (deferred, not_me):
        _open(notice, SeenBy.CODE)
    viewing.mark_seen(notice=seen, seen_by=SeenBy.BIRTH_DATE, origin="192.0.2.7")
    for notice, kind, text in ((deferred, RequestKind.DEFERRAL, "출장"), (not_me, RequestKind.NOT_ME, "")):
        asked = request.ask(notice=notice, kind=kind, text=text)
        request.answer(request=asked, granted=True, text="확인했습니다.", by=officer)
    waiting = [carried.pk, absent.pk, gone.pk, late.pk]
    assert fallback.many_to_paper(waiting, reason=PaperReason.NOT_SEEN) == waiting
    for notice in (carried, absent, gone, not_me, late):
        _carry(notice)
    _results(carried, PaperResult.TO_FAMILY)
    _results(not_me, PaperResult.IN_PERSON)
    _results(absent, PaperResult.ABSENT, PaperResult.ABSENT)
    _results(gone, PaperResult.MOVED)
    _results(late, PaperResult.ABSENT)
    _open(late, SeenBy.BIRTH_DATE)
    for notice, reason in ((absent, UnservedReason.NOBODY_HOME), (gone, UnservedReason.MOVED)):
        paper.close_unserved(notice=notice, by=_clerk(notice), reason=reason)
    return round.close(round=made, by=officer)


def shapes_of(events) -> dict[str, set]:
    """For each kind of event what it tells, by name and type, whether it is sealed and somebody acted."""
    shapes: dict[str, set] = {}
    for event in events.iterator(chunk_size=5000):
        told = frozenset((name, type(value).__name__) for name, value in event.detail.items())
        shapes.setdefault(event.kind, set()).add((told, event.sealed is None, event.actor_id is None))
    return shapes


def columns_of(notices) -> dict[tuple, set[frozenset]]:
    """For each end of a notice, the columns that hold something."""
    fields = [field.attname for field in AddressedNotice._meta.concrete_fields]
    # As it happened; that a seen notice says when and how, the database itself demands.
    optional = {"arrived_at", "signed_at", "rung", "seen_at", "seen_by"}
    found: dict[tuple, set[frozenset]] = {}
    for row in notices.values(*fields):
        held = {name for name, value in row.items() if value not in (None, "", 0, [], {})} - optional
        found.setdefault((row["state"], row["paper_reason"] != ""), set()).add(frozenset(held))
    return found


def _drafted(officer: User) -> NoticeRound:
    kind = NoticeKind.objects.get(code="civil_defence")
    terms, district = latest_terms(kind), District.objects.get(code=DISTRICT)
    data = sheet(*_rows(), headings=HEADINGS)
    return round.create(
        district=district,
        kind=kind,
        title="시험 회차",
        event_on=timezone.localdate() + timedelta(days=60),
        values=VALUES,
        roll=read_file(data=data, filename="명부.xlsx", terms=terms, district=district),
        by=officer,
    )


def _rows() -> list[tuple]:
    """Seven people with a telephone and a mailbox, as a roll names them."""
    mailboxes = ContactPoint.objects.filter(kind="email", ended_at=None).values("person")
    liable = EnrollmentPeriod.objects.filter(
        service__code="civil_defence", ends_on=None, person__in=mailboxes, person__household__closed_on=None
    )
    people = [
        period.person for period in liable.select_related("person__household__tong__dong").order_by("-id")[:7]
    ]
    return [
        (
            number,
            person.household.dong.name,
            person.household.tong.number,
            person.name,
            f"{person.birth_date:%Y%m%d}",
            person.household.address,
            None,
            "1소대",
            "3년차",
        )
        for number, person in enumerate(people, 1)
    ]


def _climb(made: NoticeRound, broken: tuple[int, ...] = ()) -> None:
    """One rung for everybody whose ladder goes on, and what the wire makes of it."""
    past = timezone.now() - timedelta(seconds=1)
    made.notices.exclude(next_at=None).update(next_at=past)
    ladder.climb_due()
    messages = DirectMessage.objects.filter(notice_message__notice__round=made, state=DeliveryState.QUEUED)
    for message in messages.select_related("notice_message"):
        sms = message.channel == "sms"
        _tell(
            message,
            DeliveryState.HANDED_OVER,
            handed_over_at=timezone.now(),
            gateway_ref="ref" if sms else "",
        )
        if message.notice_message.notice_id in broken:
            _report(message, "mail", "5.2.2", DeliveryState.BOUNCED, reason="5.2.2")
        elif sms:
            _report(message, "solapi", "4000", DeliveryState.DELIVERED, delivered_at=timezone.now())


def _report(message: DirectMessage, provider: str, code: str, state: DeliveryState, **values) -> None:
    reference = reference_of(message.pk)
    Receipt.objects.create(
        provider=provider,
        event_id=f"lived-{message.pk}",
        reference=reference,
        status_code=code,
        payload="{}",
        occurred_at=timezone.now(),
    )
    _tell(message, state, **values)


def _tell(message: DirectMessage, state: DeliveryState, **values) -> None:
    DirectMessage.objects.filter(pk=message.pk).update(state=state, **values)
    follow.follow_messages()


def _open(notice: AddressedNotice, how: SeenBy) -> None:
    notice.refresh_from_db()
    if how == SeenBy.CODE:
        viewing.mark_seen(notice=notice, seen_by=how, origin="192.0.2.7")
    else:
        assert viewing.try_birth_date(notice=notice, typed=notice.birth_date, origin="192.0.2.7").opened
    viewing.sign(notice=notice)


def _clerk(notice: AddressedNotice) -> User:
    return staff(RoleCode.DONG_STAFF, notice.dong.area_path)


def _carry(notice: AddressedNotice) -> None:
    notice.refresh_from_db()
    for sheet_ in (Sheet.NOTICES, Sheet.SLIPS):
        assert paper.print_run(notices=[notice], what=sheet_, by=_clerk(notice))


def _results(notice: AddressedNotice, *results: PaperResult) -> None:
    for result in results:
        receiver = Receiver.SPOUSE if result == PaperResult.TO_FAMILY else ""
        paper.record(notice=notice, result=result, by=_clerk(notice), receiver=receiver)
