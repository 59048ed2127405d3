"""What the person asks of the office about a notice, and the answer: a deferral, or “not me”.

Who says “not me” need not have proven anything: a text message may have come to somebody else's phone. The
notice goes on paper at once, whatever the office then finds; one that was seen only when who asks has opened
it, or the office grants it.
"""

from datetime import date, datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.enums import Channel, ContactKind
from notices.domain import outbox
from notices.domain.notice import days, document, evidence, fallback, viewing
from notices.domain.notice.round_hold import hold
from notices.enums.notice import (
    OPEN_NOTICE_STATES,
    Bar,
    EventKind,
    NoticeState,
    PaperReason,
    RequestKind,
    RequestState,
)
from notices.models import AddressedNotice, NoticeRequest
from notices.queries.standing import bars
from portal.accounts.limits import Limit, spend
from portal.common import audit, resident_number

ANSWER_DAYS = 5
"""Working days in which the office answers; sooner when the event is sooner."""
TEXT_LENGTH = 500
LAST_HOUR = timedelta(hours=1)
"""Before the event a deferral can be asked for so long (civil defence act decree, article 30(6))."""

_CHANNELS = {ContactKind.EMAIL: Channel.EMAIL, ContactKind.MOBILE: Channel.SMS}
_TOLD_WITHIN = timedelta(days=2)
"""How long a message about an answer is tried, counted from the end of its rest."""
_PER_NOTICE = (Limit(4, 24 * 60 * 60),)


@transaction.atomic
def ask(
    *, notice: AddressedNotice, kind: RequestKind, text: str = "", by=None, proven: bool = True
) -> NoticeRequest:
    """Write the request down; `proven`: whether who asks has opened the page. “Not me” puts it on paper.

    Raises ValidationError for a deferral without a reason, for what waits already, and when it is too late.
    """
    is_serving = hold([notice.round_id])
    row = AddressedNotice.objects.select_for_update(of=("self",)).select_related("round").get(pk=notice.pk)
    text = text.strip()
    _refuse(row, kind, text)
    now = timezone.now()
    request = NoticeRequest.objects.create(
        notice=row, kind=kind, text=text or None, asked_at=now, due_on=due_on(row)
    )
    evidence.record(
        row, EventKind.REQUESTED, by=by, at=now, request=request.pk, asked=str(kind), proven=proven
    )
    audit.record(by=by, action="notice.ask", obj=request, kind=str(kind))
    # Of a round that is over nothing goes on paper any more: the office answers by itself.
    if is_serving and kind == RequestKind.NOT_ME and (proven or row.state != NoticeState.SEEN):
        fallback.to_paper(notice=row, reason=PaperReason.NOT_ME, by=by)
    notice.refresh_from_db(fields=["state", "paper_reason", "on_paper_at", "next_at", "events", "head"])
    return request


def _refuse(notice: AddressedNotice, kind: RequestKind, text: str) -> None:
    if problem := why_not(notice, kind):
        raise ValidationError(problem)
    if kind == RequestKind.DEFERRAL and not text:
        raise ValidationError(_("이유를 입력하지 않았습니다. 참석하기 어려운 사정을 적어 주세요."))
    if len(text) > TEXT_LENGTH:
        raise ValidationError(_("%(most)s자까지 적을 수 있습니다. 줄여 주세요.") % {"most": TEXT_LENGTH})
    resident_number.refuse(text)
    if not spend("notice_request", str(notice.pk), *_PER_NOTICE):
        raise ValidationError(_("오늘은 더 요청할 수 없습니다. 내일 다시 하거나 전화로 문의해 주세요."))


def why_not(notice: AddressedNotice, kind: RequestKind) -> str:
    """Why this cannot be asked now; empty when it can."""
    if notice.requests.filter(kind=kind, state=RequestState.WAITING).exists():
        return _("이미 접수한 요청이 있습니다. 답변을 기다려 주세요.")
    if timezone.now() > event_at(notice) - LAST_HOUR:
        return _("신청할 수 있는 시간이 지났습니다. 담당 부서에 전화해 주세요.")
    states = OPEN_NOTICE_STATES | {NoticeState.SEEN, NoticeState.HANDED_OVER, NoticeState.UNSERVED}
    if notice.state not in states:
        return _("취소된 통지입니다. 담당 부서에 문의해 주세요.")
    return ""


def event_at(notice: AddressedNotice) -> datetime:
    """When the event begins, as the document says; without a time of day its day is over then."""
    first = document.content_of(notice)["days"][0]
    day = date.fromisoformat(first["on"])
    begins = time.fromisoformat(first["times"][0]) if first["times"] else time.max
    return timezone.make_aware(datetime.combine(day, begins))


def due_on(notice: AddressedNotice) -> date:
    """The day the office answers by: some working days on, and before the event where there is time."""
    today = timezone.localdate()
    last = days.working_day_on_or_before(notice.round.event_on - timedelta(days=1))
    return max(today, min(days.add_working_days(today, ANSWER_DAYS), last))


@transaction.atomic
def answer(*, request: NoticeRequest, granted: bool, text: str, by) -> NoticeRequest:
    """Decide, and tell the person by a contact they designated that there is an answer.

    The message holds no personal data: the answer stands on the page. Raises ValidationError without a text,
    and for a request that was answered by somebody else meanwhile.
    """
    is_serving = hold([request.notice.round_id])
    rows = AddressedNotice.objects.select_for_update(of=("self",))
    row = rows.select_related("round__district", "round__kind").get(pk=request.notice_id)
    request = NoticeRequest.objects.select_for_update().get(pk=request.pk)
    if request.state != RequestState.WAITING:
        raise ValidationError(_("그 사이에 답변한 요청입니다. 답변을 확인해 주세요."))
    text = text.strip()
    if not text:
        raise ValidationError(_("답변을 입력하지 않았습니다. 주민이 알 내용을 적어 주세요."))
    if len(text) > TEXT_LENGTH:
        raise ValidationError(_("%(most)s자까지 적을 수 있습니다. 줄여 주세요.") % {"most": TEXT_LENGTH})
    resident_number.refuse(text)
    request.state = RequestState.GRANTED if granted else RequestState.REFUSED
    request.answer, request.answered_by, request.answered_at = text, by, timezone.now()
    request.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    told = "" if granted and request.kind == RequestKind.NOT_ME else _tell(row, by)
    evidence.record(
        row,
        EventKind.ANSWERED,
        by=by,
        at=request.answered_at,
        request=request.pk,
        asked=str(request.kind),
        result=str(request.state),
        told=told,
    )
    if is_serving and granted and request.kind == RequestKind.NOT_ME:
        fallback.to_paper(notice=row, reason=PaperReason.NOT_ME, by=by)
    audit.record(by=by, action="notice.answer", obj=request, result=str(request.state))
    return request


def _tell(notice: AddressedNotice, by) -> str:
    """Post the message for the next hours of service; the channel, empty when nobody may be reached."""
    contacts, pair = viewing.contacts_of(notice), (notice.person_id, notice.round.kind.service_id)
    # Who takes no electronic service any more gets no message about it either.
    if not contacts or not notice.token or bars([pair]).get(pair, Bar.LEFT):
        return ""
    kind, contact = next(iter(contacts.items()))
    tag = notice.round.district.office.tag
    text = f"{tag} 통지 요청에 답했습니다. {document.address_of(notice)}"
    if kind == ContactKind.EMAIL:
        text = (
            "통지서에 관해 요청하신 것에 답을 드렸습니다.\n\n"
            f"아래 주소에서 본인임을 확인하고 보실 수 있습니다.\n\n{document.address_of(notice)}"
        )
    send_after = days.sendable_at(timezone.now())
    outbox.post(
        purpose="notice_answer",
        channel=_CHANNELS[ContactKind(kind)],
        address=contact.value,
        subject=f"{tag} 통지 요청에 답을 드렸습니다",
        text=text,
        send_after=send_after,
        expires_at=send_after + _TOLD_WITHIN,
        by=by,
    )
    return str(_CHANNELS[ContactKind(kind)])
