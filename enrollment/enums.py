"""Closed lists of the enrollment app."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ApplicationMethod(models.TextChoices):
    ONLINE = "online", _("온라인")
    PAPER = "paper", _("종이 신청서")
    API = "api", _("연계 시스템")


class IntakePlace(models.TextChoices):
    """Where or how an application was obtained (접수처); the channel of the enrollment rate."""

    ONLINE = "online", _("온라인")
    DOOR_TO_DOOR = "door_to_door", _("통장 방문")
    DONG_CENTRE = "dong_centre", _("동 주민센터 창구")
    DISTRICT_OFFICE = "district_office", _("구청")
    LIBRARY = "library", _("도서관")
    SPORTS = "sports", _("체육시설")
    WELFARE = "welfare", _("복지시설")
    OTHER = "other", _("그 밖")


class ApplicationStatus(models.TextChoices):
    ACCEPTED = "accepted", _("접수 완료")
    JOINED = "joined", _("기존 세대에 합침")
    REVERSED = "reversed", _("접수 취소")


class IntakeFormState(models.TextChoices):
    """What became of one numbered form of a batch."""

    ISSUED = "issued", _("통장에게 있음")
    RETURNED = "returned", _("입력 대기")
    ENTERED = "entered", _("입력함")
    REJECTED = "rejected", _("반려")
    MISSING = "missing", _("분실")


class ReviewState(models.TextChoices):
    """What became of an application that could not be placed for sure."""

    WAITING = "waiting", _("확인 중")
    JOINED = "joined", _("기존 세대에 합침")
    OPENED = "opened", _("새 세대로 접수")
    REJECTED = "rejected", _("접수하지 않음")
    EXPIRED = "expired", _("기한이 지나 닫힘")


class MatchReason(models.TextChoices):
    """What an application and a known household have in common, the strongest first."""

    SAME_PERSON = "same_person", _("이름과 생년월일이 같은 사람")
    PERSON_SPELLING = "person_spelling", _("생년월일과 연락처가 같고 이름이 한 글자 다른 사람")
    OTHER_BIRTH_DATE = "other_birth_date", _("이름이 같고 생년월일이 다른 세대원")
    FORMER_HOME = "former_home", _("이 세대가 이사하거나 세대주를 바꾸기 전의 집과 세대주")
    SAME_DWELLING = "same_dwelling", _("같은 집")
    NEAR_ADDRESS = "near_address", _("비슷한 주소")
    SAME_BUILDING = "same_building", _("같은 건물")
    SAME_HEAD = "same_head", _("같은 세대주 이름")
    HEAD_SPELLING = "head_spelling", _("한 글자 다른 세대주 이름")
    SAME_PHONE = "same_phone", _("같은 휴대전화 번호")
    OTHER_NUMBER = "other_number", _("본인으로 보이나 등록된 휴대전화 번호와 다름")


class RejectReason(models.TextChoices):
    """Why a waiting application was not accepted; told to the applicant."""

    REPEATED = "repeated", _("같은 신청서를 이미 접수함")
    UNCLEAR = "unclear", _("신청 내용을 확인할 수 없음")
    NOT_APPLIED = "not_applied", _("본인이 신청하지 않았다고 함")


class DoubleEntryState(models.TextChoices):
    """Where a form stands that was drawn to be typed twice."""

    DRAWN = "drawn", _("두 번째 입력 대기")
    AGREED = "agreed", _("일치")
    DIFFERS = "differs", _("다른 값 확인 대기")
    RESOLVED = "resolved", _("확인 마침")


class Sex(models.TextChoices):
    FEMALE = "female", _("여")
    MALE = "male", _("남")


class Relation(models.TextChoices):
    """Relation of the applicant to the household head (세대주와의 관계)."""

    HEAD = "head", _("세대주")
    SPOUSE = "spouse", _("배우자")
    CHILD = "child", _("자녀")
    PARENT = "parent", _("부모")
    OTHER = "other", _("그 밖의 세대원")


class GuardianRelation(models.TextChoices):
    PARENT = "parent", _("부모")
    LEGAL_GUARDIAN = "legal_guardian", _("법정대리인")


class ContactKind(models.TextChoices):
    MOBILE = "mobile", _("휴대전화")
    EMAIL = "email", _("이메일")


class ContactState(models.TextChoices):
    ACTIVE = "active", _("사용 중")
    DEAD = "dead", _("수신 불가")
    REPLACED = "replaced", _("변경됨")
    ENDED = "ended", _("사용 끝")


class Channel(models.TextChoices):
    """How a person is reached. Each channel reads one kind of contact."""

    SMS = "sms", _("문자")
    EMAIL = "email", _("이메일")
    ALIMTALK = "alimtalk", _("알림톡")

    @property
    def contact_kind(self) -> "ContactKind":
        return ContactKind.EMAIL if self is Channel.EMAIL else ContactKind.MOBILE

    @property
    def wish(self) -> "Channel":
        """The channel a person asks for to be reached by this one: AlimTalk goes where texts are wanted."""
        return Channel.SMS if self is Channel.ALIMTALK else self

    @classmethod
    def wishes(cls) -> "list[Channel]":
        """What people choose among."""
        return [channel for channel in cls if channel.wish is channel]

    @classmethod
    def wish_choices(cls) -> list[tuple]:
        return [(channel.value, channel.label) for channel in cls.wishes()]


class ConsentPurpose(models.TextChoices):
    ENROLLMENT = "enrollment", _("전자행정서비스 제공")
    PUBLIC_INFO = "public_info", _("맞춤형 구정정보 안내")
    E_NOTICE = "e_notice", _("통지서 전자송달")
    POLL = "poll", _("여론조사 참여")
    PROMOTIONAL = "promotional", _("홍보성 정보 안내")


class EndReason(models.TextChoices):
    WITHDRAWN = "withdrawn", _("철회")
    MOVED_OUT = "moved_out", _("전출")
    MOVED_WITHIN = "moved_within", _("구내 이사")
    DECEASED = "deceased", _("사망")
    DEREGISTERED = "deregistered", _("말소")
    REVERSED = "reversed", _("신청 취소")
    MERGED = "merged", _("세대 합침")


LEAVING = (EndReason.WITHDRAWN, EndReason.MOVED_OUT, EndReason.DECEASED, EndReason.DEREGISTERED)
"""Why a person stops using everything; the other reasons only move or correct what is kept."""


class ChangeKind(models.TextChoices):
    """What was changed after enrolling."""

    CONSENT_GIVEN = "consent_given", _("동의")
    CONSENT_ENDED = "consent_ended", _("동의 철회")
    SERVICES = "services", _("서비스 변경")
    CONTACT = "contact", _("연락처 변경")
    PERSON_LEFT = "person_left", _("탈퇴")
    HOUSEHOLD_LEFT = "household_left", _("세대 전체 탈퇴")
    MOVED = "moved", _("구 안에서 이사")
    MEMBER_MOVED = "member_moved", _("세대원 이사")
    HEAD = "head", _("세대주 변경")
    GUARDIAN = "guardian", _("법정대리인 확인")


class ImportState(models.TextChoices):
    """Where a file of applications stands. Checking and running are passes of a worker."""

    UPLOADED = "uploaded", _("열 확인 중")
    CHECKING = "checking", _("미리 확인하는 중")
    CHECKED = "checked", _("등록 전")
    RUNNING = "running", _("등록하는 중")
    FINISHED = "finished", _("등록 마침")
    FAILED = "failed", _("멈춤")


class ImportFailure(models.TextChoices):
    """Why a pass over a file stopped; somebody lets it go on."""

    BUSY = "busy", _("다른 작업과 계속 겹쳤습니다. 잠시 뒤에 이어서 해 주세요.")
    FAULTY = "faulty", _("프로그램 오류가 났습니다. 이어서 해도 되풀이되면 관리자에게 알려 주세요.")


class ImportVerdict(models.TextChoices):
    """What a row of a file is going to be, then what it was."""

    ACCEPTED = "accepted", _("접수")
    JOINED = "joined", _("기존 세대에 합침")
    REVIEW = "review", _("확인 필요")
    REFUSED = "refused", _("반려")
    REPEATED = "repeated", _("이미 들어온 신청")


class CountSource(models.TextChoices):
    """Where a household count comes from; official counts and estimates never mix silently."""

    MOIS = "mois", _("행정안전부 주민등록 세대현황")
    ESTIMATE = "estimate", _("시연용 추정치")


class IdentityDocument(models.TextChoices):
    """What a clerk looked at. Only the kind is kept, never a number."""

    RESIDENT_CARD = "resident_card", _("주민등록증")
    DRIVING_LICENCE = "driving_licence", _("운전면허증")
    PASSPORT = "passport", _("여권")
    FOREIGNER_CARD = "foreigner_card", _("외국인등록증")
    MOBILE_ID = "mobile_id", _("모바일 신분증")


class ReversalSource(models.TextChoices):
    """Where somebody said that they never applied, or that their child may not."""

    LINK = "link", _("접수 안내의 주소")
    MY = "my", _("나의 신청")
    DESK = "desk", _("동 주민센터 창구")
    GUARDIAN = "guardian", _("법정대리인 확인 화면")


class ScanReason(models.TextChoices):
    """Why the scan of a saved form was replaced. A code: the audit trail keeps it, and keeps no words."""

    WRONG_FORM = "wrong_form", _("다른 신청서를 올림")
    UNREADABLE = "unreadable", _("글씨가 보이지 않음")
    INCOMPLETE = "incomplete", _("빠진 쪽이 있음")
    UNSIGNED = "unsigned", _("서명이 보이지 않음")
