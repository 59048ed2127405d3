"""Closed lists of the notices app, with the groups of states named beside them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CampaignKind(models.TextChoices):
    """What a campaign is in law (information network act, article 50): decides consent, hours and marks."""

    STATUTORY = "statutory", _("법정 통지")
    PUBLIC_INFO = "public_info", _("구정 정보")
    PROMOTIONAL = "promotional", _("홍보성 정보")
    POLL = "poll", _("설문 안내")

    @classmethod
    def written(cls) -> list[tuple[str, str]]:
        """Choices for who writes something new: an invitation to a poll is made from the poll alone."""
        return [choice for choice in cls.choices if choice[0] != cls.POLL]


ADDRESSED_KINDS = frozenset({CampaignKind.STATUTORY, CampaignKind.POLL})
"""Meant for each person by name: they rest on a consent alone, ask for no subscription to a topic, and of a
family that shares a phone each gets their own."""


class CampaignState(models.TextChoices):
    DRAFT = "draft", _("기안 중")
    IN_REVIEW = "in_review", _("결재 대기")
    APPROVED = "approved", _("승인됨")
    SCHEDULED = "scheduled", _("예약됨")
    SENDING = "sending", _("발송 중")
    PAUSED = "paused", _("일시 멈춤")
    FINISHED = "finished", _("발송 완료")
    CANCELLED = "cancelled", _("취소됨")


class StartMode(models.TextChoices):
    """When an approved campaign begins."""

    ON_APPROVAL = "on_approval", _("승인하면 바로")
    AT_TIME = "at_time", _("정한 때에")
    BY_HAND = "by_hand", _("승인 뒤 직접 시작")


class PastResponse(models.TextChoices):
    """What people made of an earlier campaign, as a condition of the next."""

    RECEIVED = "received", _("받은 사람")
    NOT_RECEIVED = "not_received", _("받지 못한 사람")
    OPENED = "opened", _("열어 본 사람")
    NOT_OPENED = "not_opened", _("이메일을 열어 보지 않은 사람")
    CLICKED = "clicked", _("이메일의 링크를 누른 사람")
    NOT_CLICKED = "not_clicked", _("이메일의 링크를 누르지 않은 사람")
    FAILED = "failed", _("실패했거나 취소하여 받지 못한 사람")
    FAILED_OR_UNSURE = "failed_or_unsure", _("실패, 취소했거나 나갔는지 확인되지 않은 사람")


UNREACHED_RESPONSES = frozenset({PastResponse.FAILED, PastResponse.FAILED_OR_UNSURE})
"""Meant for them, it arrived by no channel: in vain, or kept back because the campaign was cancelled."""

MEASURED_RESPONSES = frozenset(PastResponse) - {
    *UNREACHED_RESPONSES,
    *(PastResponse.RECEIVED, PastResponse.NOT_RECEIVED),
}
"""Known only of a campaign that counts openings and links followed."""


class LeftOut(models.TextChoices):
    """Why somebody an audience describes gets nothing: the nearest reason."""

    NO_CONSENT = "no_consent", _("동의하지 않음")
    OLD_CONSENT = "old_consent", _("동의한 지 2년이 지남")
    OPTED_OUT = "opted_out", _("받지 않기로 함")
    NO_SUBSCRIPTION = "no_subscription", _("이 분야를 이 방법으로 받지 않음")
    NO_CONTACT = "no_contact", _("이 방법의 연락처가 없음")
    DEAD_CONTACT = "dead_contact", _("연락처를 쓸 수 없음")
    SHARED_CONTACT = "shared_contact", _("같은 연락처의 가족이 받음")


class ListVerdict(models.TextChoices):
    """What a row of an uploaded list came to."""

    MATCHED = "matched", _("찾음")
    UNSURE = "unsure", _("확실하지 않음")
    UNMATCHED = "unmatched", _("찾지 못함")


class ListReason(models.TextChoices):
    """Why a row of an uploaded list names nobody for sure."""

    NO_NAME = "no_name", _("이름이 없습니다. 이름을 적어 주세요.")
    NOTHING_TO_MATCH = (
        "nothing_to_match",
        _("생년월일이나 연락처가 없습니다. 이름과 함께 하나는 적어 주세요."),
    )
    UNREADABLE = "unreadable", _("생년월일이나 연락처를 읽을 수 없습니다. 적은 모양을 확인해 주세요.")
    FORMULA = "formula", _("칸에 수식이 있습니다. 값으로 바꾸어 주세요.")
    NOT_ENROLLED = "not_enrolled", _("이 구에서 신청한 사람 가운데 없습니다.")
    SEVERAL = "several", _("맞는 사람이 둘 이상입니다. 생년월일과 연락처를 모두 적어 주세요.")
    CONTRADICTION = (
        "contradiction",
        _("생년월일과 연락처가 같은 사람을 가리키지 않습니다. 어느 쪽이 맞는지 확인해 주세요."),
    )


class PauseReason(models.TextChoices):
    """Why a campaign rests. Only one that rests for the night goes on by itself."""

    BY_HAND = "by_hand", _("담당자가 멈춤")
    FAILURES = "failures", _("실패가 많아 멈춤")
    QUIET_HOURS = "quiet_hours", _("밤 시간이라 멈춤")
    CONFIGURATION = "configuration", _("발송 설정 문제로 멈춤")


class DeliveryState(models.TextChoices):
    QUEUED = "queued", _("대기")
    CLAIMED = "claimed", _("발송 준비")
    HANDED_OVER = "handed_over", _("발송 넘김")
    ACCEPTED = "accepted", _("통신사 접수")
    DELIVERED = "delivered", _("도달")
    OPENED = "opened", _("열람")
    FAILED = "failed", _("실패")
    BOUNCED = "bounced", _("반송")
    EXPIRED = "expired", _("기한 지남")
    WITHDRAWN = "withdrawn", _("철회로 멈춤")
    UNCONFIRMED = "unconfirmed", _("확인 안 됨")
    FELL_BACK = "fell_back", _("대체 발송")


PENDING_STATES = frozenset({DeliveryState.QUEUED, DeliveryState.CLAIMED})
"""Not yet out of our hands: a campaign with such rows is not finished."""

SENT_STATES = frozenset(
    {DeliveryState.HANDED_OVER, DeliveryState.ACCEPTED, DeliveryState.DELIVERED, DeliveryState.OPENED}
)
"""Handed to a mail server or gateway that took responsibility for it."""

ARRIVED_STATES = frozenset({DeliveryState.DELIVERED, DeliveryState.OPENED})

UNSENT_STATES = frozenset(
    {DeliveryState.FAILED, DeliveryState.BOUNCED, DeliveryState.EXPIRED, DeliveryState.WITHDRAWN}
)

STATE_RANK: dict[str, int] = {
    DeliveryState.QUEUED: 0,
    DeliveryState.CLAIMED: 1,
    DeliveryState.UNCONFIRMED: 2,
    DeliveryState.HANDED_OVER: 3,
    DeliveryState.ACCEPTED: 4,
    DeliveryState.FAILED: 5,
    DeliveryState.BOUNCED: 5,
    DeliveryState.EXPIRED: 5,
    DeliveryState.WITHDRAWN: 5,
    DeliveryState.FELL_BACK: 5,
    DeliveryState.DELIVERED: 6,
    DeliveryState.OPENED: 7,
}
"""States only move to a higher rank: receipts may come early, late, repeated or out of order."""


class ChunkState(models.TextChoices):
    QUEUED = "queued", _("대기")
    CLAIMED = "claimed", _("처리 중")
    DONE = "done", _("끝남")


class SubscriptionEnd(models.TextChoices):
    OPT_OUT = "opt_out", _("받지 않기")
    CARRIER_OPT_OUT = "carrier_opt_out", _("080 수신거부")
    COMPLAINT = "complaint", _("스팸 신고")
    CHANGED = "changed", _("설정 변경")
    CONSENT_WITHDRAWN = "consent_withdrawn", _("동의 철회")
    LEFT = "left", _("탈퇴")
    REVERSED = "reversed", _("신청 취소")
    MERGED = "merged", _("같은 사람으로 합침")


class StopReason(models.TextChoices):
    """Why a queued message was stopped at the last moment before hand-over."""

    LEFT = "left", _("탈퇴 또는 전출")
    MERGED = "merged", _("같은 사람으로 합침")
    CONTACT_CHANGED = "contact_changed", _("연락처 변경")
    CONTACT_DEAD = "contact_dead", _("수신 불가 연락처")
    CONSENT_WITHDRAWN = "consent_withdrawn", _("동의 철회")
    OLD_CONSENT = "old_consent", _("동의한 지 2년이 지남")
    OPT_OUT = "opt_out", _("받지 않기")
    CAMPAIGN_CANCELLED = "campaign_cancelled", _("발송 취소")
    NOT_NEEDED = "not_needed", _("더 보낼 필요가 없음")
    ANSWERED = "answered", _("이미 답함")


class HandOverReason(models.TextChoices):
    """Why a hand-over did not happen or is in doubt, where no provider gave a code of its own."""

    BAD_ADDRESS = "bad_address", _("쓸 수 없는 주소")
    TOO_LONG = "too_long", _("문자 길이 초과")
    UNREACHABLE = "unreachable", _("발송 서버에 연결할 수 없음")
    CONNECTION_LOST = "connection_lost", _("발송 중 연결 끊김")
    WORKER_LOST = "worker_lost", _("발송 작업 중단")
    NO_ANSWER = "no_answer", _("발송 서버의 응답 없음")
    NOT_IN_ANSWER = "not_in_answer", _("발송 서버의 응답에 없음")
    UNKNOWN_TO_GATEWAY = "unknown_to_gateway", _("발송 서버에 기록 없음")
    NOT_WRITTEN = "not_written", _("내용을 만들지 못함")
    NO_RECEIPT = "no_receipt", _("통신사의 수신 결과가 오지 않음")


class ResponseKind(models.TextChoices):
    """What somebody, or something, did with a mail."""

    OPEN = "open", _("열람")
    CLICK = "click", _("링크 누름")


class CleanupOutcome(models.TextChoices):
    """What came of a try to get a working contact. A corrected one is a change of its own."""

    CALLED = "called", _("전화로 물어봄")
    VISITED = "visited", _("찾아가서 물어봄")
    UNREACHED = "unreached", _("만나지 못함")
