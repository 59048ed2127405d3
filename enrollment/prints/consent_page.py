"""The back of the application form: each consent with its own yes and no, signatures, the guardian's part."""

from enrollment.enums import GuardianRelation
from enrollment.models import ConsentText, IntakeBatch
from enrollment.queries.consent_texts import current_texts
from portal.common.pdf import MARGIN, WIDTH, Sheet

INNER = WIDTH - 2 * MARGIN
ANSWERS = 116
FACTS = (("aim", "목적"), ("items", "항목"), ("retention", "보유 기간"), ("refusal", "거부할 권리"))


def draw_consent_page(sheet: Sheet, batch: IntakeBatch) -> None:
    """The texts in force on the day of printing, in full (PIPA article 15(2)); nothing is bundled."""
    sheet.text(MARGIN, 50, "개인정보 수집·이용 동의", size=18, bold=True)
    lead = "하나씩 읽고 예 또는 아니요에 표시해 주세요. 선택 동의는 하지 않아도 됩니다."
    sheet.text(MARGIN, 76, lead, size=12)
    y = 100
    for text in current_texts().values():
        y = _consent(sheet, y, text)
    y = _signatures(sheet, y + 6)
    _guardian(sheet, y + 8)


def _consent(sheet: Sheet, y: float, text: ConsentText) -> float:
    sheet.line(MARGIN, y, INNER)
    kind = "필수 동의" if text.is_required else "선택 동의"
    bottom = sheet.paragraph(MARGIN, y + 4, INNER - ANSWERS, f"[{kind}] {text.title}", size=13, bold=True)
    x = sheet.tick(WIDTH - MARGIN - ANSWERS + 14, y + 5, "1 예", size=13)
    sheet.tick(x + 12, y + 5, "2 아니요", size=13)
    facts = "  ".join(f"{label}: {getattr(text, name)}" for name, label in FACTS)
    return sheet.paragraph(MARGIN, bottom + 1, INNER, facts, size=11) + 6


def _signatures(sheet: Sheet, y: float) -> float:
    sheet.line(MARGIN, y, INNER)
    sheet.text(MARGIN, y + 10, "위와 같이 전자행정서비스를 신청하고, 표시한 대로 동의합니다.", size=13)
    sheet.text(MARGIN, y + 40, "신청일            년        월        일", size=13)
    middle = MARGIN + INNER / 2
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
    x += 34
    for number, (_value, label) in enumerate(GuardianRelation.choices, start=1):
        x = sheet.tick(x, y + 64, f"{number} {label}", size=13) + 14
    sheet.text(WIDTH - MARGIN - 10, y + 64, "(서명 또는 날인)", size=13, align="right")
