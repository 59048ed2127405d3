"""Closed lists of addressed notices: notices to a named person, with evidence and paper in time."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Addressee(models.TextChoices):
    """Whose consent a kind needs, and so who gets the notice."""

    PERSON = "person", _("통지 대상자 본인")
    GUARDIAN = "guardian", _("보호자")


class FieldScope(models.TextChoices):
    """Whether a value of a notice is the same for the whole round or each person's own."""

    ROUND = "round", _("회차 공통")
    PERSON = "person", _("사람마다")


class FieldType(models.TextChoices):
    TEXT = "text", _("글")
    DATE = "date", _("날짜")
    TIME = "time", _("시각")


class RoundState(models.TextChoices):
    """Where a round stands. Only a draft can be changed."""

    DRAFT = "draft", _("작성 중")
    IN_REVIEW = "in_review", _("결재 대기")
    SERVING = "serving", _("송달 중")
    CLOSED = "closed", _("마감")
    CANCELLED = "cancelled", _("취소")


class RollVerdict(models.TextChoices):
    """What a row of the roll came to before anything is sent."""

    MATCHED = "matched", _("전자송달")
    UNSURE = "unsure", _("확인 필요")
    NO_CONSENT = "no_consent", _("동의 없음")
    UNKNOWN = "unknown", _("신청하지 않은 사람")
    REFUSED = "refused", _("읽지 못한 행")


PAPER_VERDICTS = frozenset({RollVerdict.NO_CONSENT, RollVerdict.UNKNOWN})
OPEN_VERDICTS = frozenset({RollVerdict.UNSURE, RollVerdict.REFUSED})
"""A round with such rows is not ready for approval."""


class NoticeState(models.TextChoices):
    """Where one addressed notice stands. `SEEN`, `HANDED_OVER`, `UNSERVED` and `STOPPED` are ends."""

    DRAFT = "draft", _("보내기 전")
    SERVING = "serving", _("전자송달 중")
    SEEN = "seen", _("열람함")
    ON_PAPER = "on_paper", _("종이로 전달 중")
    HANDED_OVER = "handed_over", _("종이로 전달함")
    UNSERVED = "unserved", _("전달하지 못함")
    STOPPED = "stopped", _("멈춤")


SERVED_STATES = frozenset({NoticeState.SEEN, NoticeState.HANDED_OVER})
"""The notice is in the hands of the person or the family."""

OPEN_NOTICE_STATES = frozenset({NoticeState.SERVING, NoticeState.ON_PAPER})


class PaperReason(models.TextChoices):
    """Why a notice goes on paper."""

    NO_CONSENT = "no_consent", _("전자송달에 동의하지 않음")
    UNKNOWN = "unknown", _("신청하지 않은 사람")
    WITHDRAWN = "withdrawn", _("전자송달 동의를 철회함")
    LEFT = "left", _("탈퇴 또는 전출")
    NO_CONTACT = "no_contact", _("쓸 수 있는 연락처가 없음")
    NOT_SEEN = "not_seen", _("기한까지 열람하지 않음")
    NOT_ME = "not_me", _("본인이 아니라고 함")
    LATE = "late", _("전자송달을 할 날이 남지 않음")


class Bar(StrEnum):
    """What keeps somebody from electronic service, whatever contacts there are."""

    LEFT = "left"
    NO_SERVICE = "no_service"
    NOT_AGREED = "not_agreed"

    @property
    def paper_reason(self) -> PaperReason:
        return PaperReason.LEFT if self is Bar.LEFT else PaperReason.WITHDRAWN

    @property
    def note(self) -> "RowNote":
        return RowNote.NOT_AGREED if self is Bar.NOT_AGREED else RowNote.NO_SERVICE


class PaperResult(models.TextChoices):
    """What the bearer of a paper notice reports. The first two serve the notice."""

    IN_PERSON = "in_person", _("본인에게 전달")
    TO_FAMILY = "to_family", _("가족에게 전달")
    ABSENT = "absent", _("부재")
    MOVED = "moved", _("이사")


SERVING_RESULTS = frozenset({PaperResult.IN_PERSON, PaperResult.TO_FAMILY})


class SeenBy(models.TextChoices):
    """How somebody proved to be the person the notice is for."""

    BIRTH_DATE = "birth_date", _("생년월일 확인")
    CODE = "code", _("인증번호 확인")
    ACCOUNT = "account", _("로그인")


class EventKind(models.TextChoices):
    """What the evidence of a notice holds."""

    MATCHED = "matched", _("명단에서 찾음")
    DECIDED = "decided", _("담당자가 확인함")
    APPROVED = "approved", _("결재")
    CONSENT = "consent", _("전자송달 동의 확인")
    DOCUMENT = "document", _("문서 확정")
    POSTED = "posted", _("발송 준비")
    WIRE = "wire", _("발송 결과")
    VIEWED = "viewed", _("열람")
    REFUSED_VIEW = "refused_view", _("확인에 실패한 열람 시도")
    SIGNED = "signed", _("수령증 서명")
    TO_PAPER = "to_paper", _("종이로 바꿈")
    PRINTED = "printed", _("종이 통지서 출력")
    PAPER_RESULT = "paper_result", _("종이 전달 결과")
    REQUESTED = "requested", _("주민의 요청")
    ANSWERED = "answered", _("요청에 답함")
    STOPPED = "stopped", _("멈춤")
    CERTIFIED = "certified", _("증명서 발급")


class RequestKind(models.TextChoices):
    """What the person a notice came to may ask of the office."""

    DEFERRAL = "deferral", _("연기 신청")
    NOT_ME = "not_me", _("제 통지가 아닙니다")


class RequestState(models.TextChoices):
    WAITING = "waiting", _("답변 대기")
    GRANTED = "granted", _("받아들임")
    REFUSED = "refused", _("받아들이지 않음")


class RowNote(models.TextChoices):
    """What is to be said about a row of a roll: why it was refused, is unsure or goes on paper."""

    NO_NAME = "no_name", _("이름이 없습니다. 이름을 적어 주세요.")
    NOTHING_TO_MATCH = (
        "nothing_to_match",
        _("생년월일, 주소, 연락처가 모두 없어 누구인지 알 수 없습니다. 하나를 적어 주세요."),
    )
    FORMULA = "formula", _("수식이 들어 있습니다. 계산한 값을 직접 적어 주세요.")
    BIRTH_DATE = "birth_date", _("생년월일을 읽을 수 없습니다. 숫자 8자리로 적어 주세요. (예: 19900101)")
    BIRTH_CENTURY = "century", _("태어난 해가 두 자리입니다. 네 자리로 적어 주세요. (예: 19900101)")
    DONG = "dong", _("우리 구에 없는 행정동입니다. 동 이름을 확인해 주세요. (예: 행당1동)")
    NO_DONG = "no_dong", _("어느 동 사람인지 알 수 없습니다. 행정동을 적어 주세요.")
    TONG = "tong", _("통·반을 읽을 수 없습니다. 숫자로 적어 주세요. (예: 5통 3반)")
    NO_ADDRESS = "no_address", _("주소가 없어 종이로도 전할 수 없습니다. 주소를 적어 주세요.")
    MISSING = "missing", _("꼭 있어야 하는 항목이 비어 있습니다. 값을 적어 주세요.")
    DATE = "date", _("날짜를 읽을 수 없습니다. 연, 월, 일을 적어 주세요. (예: 2026. 9. 26.)")
    TIME = "time", _("시각을 읽을 수 없습니다. 24시간제로 적어 주세요. (예: 14:30)")
    HALF_DAY = "half_day", _("오전인지 오후인지 알 수 없습니다. 24시간제로 적어 주세요. (예: 14:00)")
    TOO_LONG = "too_long", _("너무 깁니다. 200자까지 적을 수 있습니다.")
    TWICE = "twice", _("같은 사람이 명단에 또 있습니다. 한 행을 빼 주세요.")

    UNKNOWN_TONG = "unknown_tong", _("그 동에 없는 통 번호라 쓰지 않았습니다. 통이 맞는지 확인해 주세요.")
    ELSEWHERE = "elsewhere", _("우리 구 주소가 아닌 것 같습니다. 종이를 전할 수 있는 주소인지 확인해 주세요.")

    SEVERAL = "several", _("조건에 맞는 사람이 여럿입니다.")
    OTHER_BIRTH_DATE = "other_birth", _("이름과 연락처나 주소는 같지만 생년월일이 다릅니다.")
    OTHER_NAME = "other_name", _("생년월일과 연락처는 같지만 이름이 다릅니다.")
    OTHER_HOME = "other_home", _("이름과 생년월일은 같지만 주소가 다릅니다.")
    ONLY_BIRTH_DATE = (
        "only_birth",
        _("이름과 생년월일만 같고, 적힌 주소나 연락처로는 같은 사람인지 알 수 없습니다."),
    )
    ONLY_HOME = "only_home", _("이름과 건물 주소만 같습니다.")

    NO_SERVICE = "no_service", _("이 통지를 받는 서비스를 신청하지 않았습니다.")
    NOT_AGREED = "not_agreed", _("통지서 전자송달에 동의하지 않았습니다.")
    NO_CONTACT = "no_contact", _("송달 단계에 쓸 수 있는 연락처가 없습니다.")

    DROPPED = "dropped", _("이유를 적고 명단에서 뺐습니다.")
