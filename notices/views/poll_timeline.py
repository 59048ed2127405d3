"""A poll's history in words, from its audit trail."""

from django.utils.translation import gettext_lazy

from notices.enums.poll import PollState
from notices.models import Poll
from notices.views.office_timeline import past

STEPS = {
    "poll.create": gettext_lazy("기안"),
    "poll.change": gettext_lazy("고침"),
    "poll.submit": gettext_lazy("결재 올림"),
    "poll.send_back": gettext_lazy("기안 중으로 되돌림"),
    "poll.approve": gettext_lazy("승인"),
    "poll.lapse": gettext_lazy("승인이 풀려 열지 않음"),
    "poll.open": gettext_lazy("답변 받기 시작"),
    "poll.close": gettext_lazy("마감"),
    "poll.draw_sample": gettext_lazy("표본을 뽑음"),
    "poll.erase_texts": gettext_lazy("자유롭게 쓴 글을 지움"),
    "poll.cancel": gettext_lazy("취소"),
    "poll.publish": gettext_lazy("결과 공개"),
    "poll.unpublish": gettext_lazy("결과 공개를 거둠"),
}
NEXT = {
    PollState.DRAFT: gettext_lazy("기안 중"),
    PollState.IN_REVIEW: gettext_lazy("결재를 기다리는 중"),
    PollState.APPROVED: gettext_lazy("여는 때를 기다리는 중"),
    PollState.OPEN: gettext_lazy("답변 받는 중"),
}
NOTED = {PollState.DRAFT: "poll.send_back", PollState.CANCELLED: "poll.cancel"}
"""The step whose reason the poll holds now."""


def timeline(poll: Poll) -> list[dict]:
    """Events for `components/timeline.html`, oldest first, with what is going on now at the end.

    Of changes one after the other by the same person the last one is shown.
    """
    events = _without_repeats(past(poll, STEPS, lambda _event: ""))
    last = next((one for one in reversed(events) if one["action"] == NOTED.get(poll.state)), None)
    if last and poll.review_note:
        last["text"] = poll.review_note
    if poll.state in NEXT:
        events.append({"label": NEXT[poll.state], "state": "active"})
    return events


def _without_repeats(events: list[dict]) -> list[dict]:
    kept: list[dict] = []
    for event in events:
        is_same = kept and all(kept[-1][name] == event[name] for name in ("action", "by"))
        if is_same and event["action"] == "poll.change":
            kept.pop()
        kept.append(event)
    return kept
