"""How cells say yes and no, who and where: words to codes, and nothing guessed."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from enrollment.enums import Channel, GuardianRelation, IntakePlace, Relation, Sex
from portal.common import written_number
from portal.common.text import clean

_YES = frozenset(
    (
        "o ㅇ ○ ◯ ● ◎ 〇 ✓ ✔ √ v y yes 예 네 "
        "유 동의 동의함 동의합니다 찬성 신청 희망 수신 1 true ■ ☑ ◉ ◆ 확인 함"
    ).split()
)
_NO = frozenset(
    (
        "x × ✕ ✗ n no 아니오 아니요 무 부동의 미동의 비동의 "
        "동의안함 동의하지않음 거부 미신청 없음 안함 0 false □ ☐ - . 미확인"
    ).split()
)
_NONE = frozenset("없음 없슴 없다 무 해당없음 x × - -- . 미보유 모름 없습니다 ㅡ".split())
_SEXES = {
    Sex.FEMALE: "여 여자 여성 f female 녀", Sex.MALE: "남 남자 남성 m male",
}  # fmt: skip
_RELATIONS = {
    Relation.HEAD: "세대주 본인 세대주본인 호주 본인(세대주)",
    Relation.SPOUSE: "배우자 처 부인 아내 남편 부(夫) 처(妻)",
    Relation.CHILD: "자녀 자 아들 딸 장남 차남 장녀 차녀 삼남 삼녀 자(子) 녀",
    Relation.PARENT: "부모 모 아버지 어머니 부친 모친 부(父) 모(母) 시부 시모 장인 장모",
    Relation.OTHER: "그밖의세대원 기타 세대원 동거인 손자 손녀 형제 자매 "
    "며느리 사위 형 제 누나 동생 조부 조모",
}
_GUARDIANS = {
    GuardianRelation.PARENT: "부모 부 모 아버지 어머니 부친 모친 친권자",
    GuardianRelation.LEGAL_GUARDIAN: "법정대리인 후견인 미성년후견인 보호자 조부 조모",
}
_PLACES = {
    IntakePlace.DOOR_TO_DOOR: "통장방문 통장 방문 가정방문 호별방문 통장수집 방문접수",
    IntakePlace.DONG_CENTRE: "동주민센터창구 동주민센터 주민센터 동사무소 행정복지센터 창구 동 내방",
    IntakePlace.DISTRICT_OFFICE: "구청 구청민원실 민원실",
    IntakePlace.LIBRARY: "도서관 구립도서관",
    IntakePlace.SPORTS: "체육시설 체육센터 체육관",
    IntakePlace.WELFARE: "복지시설 복지관 경로당 노인복지관 사회복지관",
    IntakePlace.OTHER: "그밖 그외 기타",
}
_CHANNELS = {
    Channel.SMS: "문자 sms 문자메시지 휴대전화 휴대폰 핸드폰 문자수신",
    Channel.EMAIL: "이메일 email e-mail 전자우편 메일 이메일수신",
}
_TONG_BAN = re.compile(r"제?(\d{1,3})(?:통[/\-.,·]?|[/\-.,·])제?(\d{1,3})반?|제?(\d{1,3})통?")
_DATE = re.compile(r"\d{4}-(\d\d)-(\d\d)")
_NUMBER = re.compile(r"제?(\d{1,3})(?:통|반)?")
_ALL = frozenset(("전체", "모두", "전부", "모든서비스"))
_BETWEEN = re.compile(r"[,/;|·ㆍ+&、]|\s및\s|\n")


def _flat(table: dict) -> dict[str, str]:
    return {word: code.value for code, words in table.items() for word in words.split()}


SEXES, RELATIONS, GUARDIANS = _flat(_SEXES), _flat(_RELATIONS), _flat(_GUARDIANS)
PLACES, CHANNELS = _flat(_PLACES), _flat(_CHANNELS)


def tight(value) -> str:
    """A cell in one spelling, without spaces, in lower case."""
    return "" if value is None else clean(str(value)).replace(" ", "").lower()


def is_none(text: str) -> bool:
    """Whether a tight text says that there is nothing."""
    return not text or text in _NONE


def yes(value) -> bool:
    """A mark or word as yes or no; a blank is no. Raises ValidationError for anything else."""
    text = tight(value)
    if not text or text in _NO:
        return False
    if text in _YES:
        return True
    raise ValidationError(_("동의인지 아닌지 알 수 없는 표시입니다. ‘예’나 ‘아니요’로 적어 주세요."))


def one_of(words: dict[str, str], value, message: str) -> str:
    """The code of a word, empty for a blank. Raises ValidationError with `message` for an unknown word."""
    text = tight(value)
    if is_none(text):
        return ""
    if text not in words:
        raise ValidationError(message)
    return words[text]


def several_of(words: dict[str, str], value, message: str) -> tuple[str, ...]:
    """The codes of the words of a list; a number is the place of an entry on the form, from 1."""
    if is_none(tight(value)):
        return ()
    codes = list(dict.fromkeys(words.values()))
    if tight(value) in _ALL:
        return tuple(codes)
    chosen = []
    for part in _BETWEEN.split(str(value)):
        text = tight(part)
        if not text:
            continue
        if text in words:
            chosen.append(words[text])
        elif (place := written_number.number_of(text)) and place <= len(codes):
            chosen.append(codes[place - 1])
        else:
            raise ValidationError(message)
    return tuple(dict.fromkeys(chosen))


def number_of(value, message: str) -> int | None:
    """A tong or ban number: 5, 05, 5통, 제5통. Raises ValidationError with `message`."""
    text = tight(value)
    if is_none(text):
        return None
    match = _NUMBER.fullmatch(text)
    if not match or not int(match[1]):
        raise ValidationError(message)
    return int(match[1])


def tong_and_ban(value, message: str) -> tuple[int | None, int | None]:
    """5/3, 05-03, 5통 3반, 제5통 제3반, 5통. Raises ValidationError with `message`."""
    text = tight(value)
    if is_none(text):
        return None, None
    if as_date := _DATE.fullmatch(text):
        # A spreadsheet takes 5/3 for the third of May.
        return int(as_date[1]), int(as_date[2])
    match = _TONG_BAN.fullmatch(text)
    numbers = [int(number) for number in match.groups() if number] if match else [0]
    if not all(numbers):
        raise ValidationError(message)
    return numbers[0], numbers[1] if len(numbers) > 1 else None
