"""Behind the front of the application form: each consent with its own yes and no, signatures, guardian."""

from collections.abc import Sequence
from dataclasses import dataclass

from enrollment.enums import GuardianRelation
from enrollment.models import ConsentText
from portal.common.pdf import MARGIN, WIDTH, Sheet, paragraph_height

INNER = WIDTH - 2 * MARGIN
ANSWERS = 130
FACTS = (("aim", "목적"), ("items", "항목"), ("retention", "보유 기간"), ("refusal", "거부할 권리"))
TOP, ROOM, BELOW_CONSENTS = 100, 696, 206
SIZES = (12, 11.5, 11, 10.5, 10)
"""Large type; what must stand out in a consent may not be set below nine points (notice on methods of
processing personal data, article 4)."""


@dataclass(frozen=True, slots=True)
class Back:
    """One page behind the front: some consents, and on the last one the signatures."""

    texts: tuple[ConsentText, ...]
    size: float
    is_last: bool


def backs(texts: Sequence[ConsentText]) -> list[Back]:
    """The texts on one page in the largest type that fits, or on several in the smallest.

    Raises ValueError when one text alone is longer than a page.
    """
    for size in SIZES:
        if _heights(texts, size) <= ROOM - BELOW_CONSENTS:
            return [Back(tuple(texts), size, is_last=True)]
    smallest = SIZES[-1]
    filled: list[list[ConsentText]] = [[]]
    for text in texts:
        if _heights([text], smallest) > ROOM:
            raise ValueError(f"Consent text {text.purpose} {text.version} does not fit a page")
        if _heights([*filled[-1], text], smallest) > ROOM:
            filled.append([])
        filled[-1].append(text)
    if _heights(filled[-1], smallest) > ROOM - BELOW_CONSENTS:
        filled.append([])
    last = len(filled) - 1
    return [Back(tuple(page), smallest, is_last=number == last) for number, page in enumerate(filled)]


def draw_back(sheet: Sheet, back: Back) -> None:
    """The texts in full (PIPA article 15(2)), each with its own answer; nothing is bundled."""
    sheet.text(MARGIN, 50, "개인정보 수집·이용 동의", size=18, bold=True)
    lead = "하나씩 읽고 예 또는 아니요에 표시해 주세요. 선택 동의는 하지 않아도 됩니다."
    sheet.text(MARGIN, 76, lead, size=12)
    y = TOP
    for text in back.texts:
        y = _consent(sheet, y, text, back.size)
    if back.is_last:
        y = _signatures(sheet, y + 6)
        _guardian(sheet, y + 8)


def _heights(texts: Sequence[ConsentText], size: float) -> float:
    return sum(_height(text, size) for text in texts)


def _height(text: ConsentText, size: float) -> float:
    title = paragraph_height(INNER - ANSWERS, _title(text), size=size + 2, bold=True)
    return 4 + title + sum(paragraph_height(INNER, fact, size=size) for fact in _facts(text)) + 5


def _title(text: ConsentText) -> str:
    return f"[{'필수 동의' if text.is_required else '선택 동의'}] {text.title}"


def _facts(text: ConsentText) -> list[str]:
    return [f"{label}: {getattr(text, name)}" for name, label in FACTS]


def _consent(sheet: Sheet, y: float, text: ConsentText, size: float) -> float:
    sheet.line(MARGIN, y, INNER)
    bottom = sheet.paragraph(MARGIN, y + 4, INNER - ANSWERS, _title(text), size=size + 2, bold=True)
    x = sheet.tick(WIDTH - MARGIN - ANSWERS + 14, y + 5, "1 예", size=13)
    sheet.tick(x + 12, y + 5, "2 아니요", size=13)
    for fact in _facts(text):
        bottom = sheet.paragraph(MARGIN, bottom, INNER, fact, size=size)
    return bottom + 5


def _signatures(sheet: Sheet, y: float) -> float:
    middle = MARGIN + INNER / 2
    sheet.line(MARGIN, y, INNER)
    sheet.text(MARGIN, y + 10, "위와 같이 전자행정서비스를 신청하고, 표시한 대로 동의합니다.", size=13)
    sheet.text(MARGIN, y + 40, "신청일            년        월        일", size=13)
    sheet.text(middle, y + 40, "신청인", size=13)
    sheet.text(WIDTH - MARGIN, y + 40, "(서명 또는 날인)", size=13, align="right")
    sheet.text(MARGIN, y + 70, "대리인 (대신 냈을 때)  이름", size=13)
    sheet.text(middle + 30, y + 70, "신청인과의 관계", size=13)
    return y + 92


def _guardian(sheet: Sheet, y: float) -> None:
    sheet.box(MARGIN, y, INNER, 92)
    x = MARGIN + 10
    sheet.text(x, y + 8, "법정대리인 (신청인이 14세 미만일 때만)", size=13, bold=True)
    sheet.text(x, y + 36, "이름", size=13)
    sheet.text(x + 190, y + 36, "휴대전화  010  -              -", size=13)
    sheet.text(x, y + 64, "관계", size=13)
    x += 40
    for number, (_value, label) in enumerate(GuardianRelation.choices, start=1):
        x = sheet.tick(x, y + 64, f"{number} {label}", size=13) + 14
    sheet.text(WIDTH - MARGIN - 10, y + 64, "(서명 또는 날인)", size=13, align="right")
