"""The blank application form (전자행정서비스 신청서): two large-type pages a form, numbered, in Korean.

Fields follow the entry page, so a clerk types from top to bottom. Everything but the number is drawn once
and repeated, which keeps the file of a whole batch small.
"""

from collections.abc import Iterable
from functools import partial

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from enrollment.enums import Channel, Relation, Sex
from enrollment.forms.paper_sheet import PaperSheet
from enrollment.models import IntakeBatch, Service, Topic
from enrollment.prints.consent_page import backs, draw_back
from enrollment.queries.consent_texts import current_texts
from portal.common.pdf import MARGIN, WIDTH, Sheet, text_width

INNER = WIDTH - 2 * MARGIN
LABEL = 112
ROW = 36
TYPE = 14


def application_forms_pdf(batch: IntakeBatch, form_nos: Iterable[str]) -> bytes:
    """One file with every page of each form of the batch, with the consent texts in force today."""
    with translation.override("ko"):
        sheet = Sheet(f"전자행정서비스 신청서 {batch}")
        behind = backs(list(current_texts().values()))
        drawn = [partial(_draw_front, sheet, batch), *(partial(draw_back, sheet, back) for back in behind)]
        for page, draw in enumerate(drawn, start=1):
            sheet.canvas.beginForm(f"page{page}")
            draw()
            sheet.canvas.endForm()
        for form_no in form_nos:
            for page in range(1, len(drawn) + 1):
                sheet.canvas.doForm(f"page{page}")
                _draw_number(sheet, form_no, page, len(drawn))
                sheet.next_page()
        return sheet.bytes()


def _draw_number(sheet: Sheet, form_no: str, page: int, pages: int) -> None:
    y, size = (84, 16) if page == 1 else (30, 12)
    sheet.text(MARGIN, y, f"서식 번호  {form_no}", size=size, bold=True)
    sheet.text(WIDTH / 2, 812, f"{form_no} ({page}/{pages})", size=10, align="centre")


def _draw_front(sheet: Sheet, batch: IntakeBatch) -> None:
    sheet.text(MARGIN, 32, batch.dong.district.name, size=12)
    sheet.text(MARGIN, 50, "전자행정서비스 신청서", size=25, bold=True)
    sheet.qr(WIDTH - MARGIN - 74, 28, 74, f"{settings.SITE_URL}{reverse('enroll')}")
    sheet.text(WIDTH - MARGIN - 84, 70, "누리집에서도", size=11, align="right")
    sheet.text(WIDTH - MARGIN - 84, 86, "신청할 수 있습니다", size=11, align="right")
    y = _draw_office_part(sheet, batch, 112)
    y = _heading(sheet, y, "신청인과 주소")
    for name, draw in APPLICANT:
        y = _row(sheet, y, _label(name), draw, batch)
    y = _heading(sheet, y, "연락처")
    for name, draw in CONTACT:
        y = _row(sheet, y, _label(name), draw, batch)
    wishes = (
        ("services", [service.name for service in Service.objects.filter(is_open=True)]),
        ("topics", [topic.name for topic in Topic.objects.filter(is_open=True)]),
        ("channels", [channel.label for channel in Channel.wishes()]),
    )
    y += 8
    for name, labels in wishes:
        y = _wishes(sheet, y, _label(name), labels)
    closing = "주민등록번호는 적지 마세요. 뒷면의 동의에 표시하고 서명해 주세요."
    sheet.text(MARGIN, 786, closing, size=12, bold=True)


def _label(name: str) -> str:
    return str(PaperSheet.base_fields[name].label)


def _draw_office_part(sheet: Sheet, batch: IntakeBatch, y: float) -> float:
    """What is known when the form is printed, and the day the resident writes."""
    tong = f"{batch.dong.name} {batch.leader.tong.number}통 {batch.leader.name}"
    cells = (
        ("신청일(접수일)", "        .      .", 140),
        (_label("place"), str(batch.get_place_display()), 110),
        (_label("collected_by"), tong, 160),
        ("접수번호 (직원)", "", INNER - 410),
    )
    x = MARGIN
    for label, value, width in cells:
        sheet.box(x, y, width, 40)
        sheet.text(x + 6, y + 4, label, size=10)
        sheet.text(x + 6, y + 20, value, size=12)
        x += width
    return y + 46


def _heading(sheet: Sheet, y: float, text: str) -> float:
    sheet.text(MARGIN, y + 6, text, size=15, bold=True)
    return y + 28


def _row(sheet: Sheet, y: float, label: str, draw, batch: IntakeBatch) -> float:
    sheet.box(MARGIN, y, LABEL, ROW, shade=0.95)
    sheet.box(MARGIN + LABEL, y, INNER - LABEL, ROW)
    sheet.text(MARGIN + 8, y + 10, label, size=TYPE)
    draw(sheet, MARGIN + LABEL + 10, y + 10, batch)
    return y + ROW


def _blank(sheet, x, y, batch) -> None:
    """Room to write."""


def _hint(text: str):
    def draw(sheet, x, y, batch) -> None:
        sheet.text(WIDTH - MARGIN - 8, y + 2, text, size=11, align="right")

    return draw


def _tong_ban(sheet, x, y, batch) -> None:
    sheet.text(x, y, f"{batch.dong.name}            통            반", size=TYPE)


def _birth_date(sheet, x, y, batch) -> None:
    sheet.text(x + 60, y, "년            월            일", size=TYPE)


def _mobile(sheet, x, y, batch) -> None:
    sheet.text(x, y, "010  -                     -", size=TYPE)


def _email(sheet, x, y, batch) -> None:
    sheet.text(x + 140, y, "@", size=TYPE)


def _ticks(choices):
    def draw(sheet, x, y, batch) -> None:
        for number, (_value, label) in enumerate(choices, start=1):
            x = sheet.tick(x, y, f"{number} {label}", size=13) + 9

    return draw


APPLICANT = (
    ("tong_ban", _tong_ban),
    ("name", _blank),
    ("birth_date", _birth_date),
    ("sex", _ticks(Sex.choices)),
    ("relation", _ticks(Relation.choices)),
    ("head_name", _hint("신청인이 세대주이면 비워 두세요")),
    ("road_address", _hint("예: 고산자로 270")),
    ("address_detail", _hint("예: 101동 1203호")),
)
CONTACT = (("mobile", _mobile), ("email", _email))


def _wishes(sheet: Sheet, y: float, label: str, labels: list[str]) -> float:
    """Numbered boxes to tick, as many lines as they need; the numbers are the keys a clerk presses."""
    lines, x = 1, MARGIN + LABEL + 10
    places = []
    for number, text in enumerate(labels, start=1):
        width = 13 + 5 + text_width(f"{number} {text}", 13)
        if x + width > WIDTH - MARGIN - 6:
            lines, x = lines + 1, MARGIN + LABEL + 10
        places.append((x, lines, f"{number} {text}"))
        x += width + 16
    height = lines * 22 + 10
    sheet.box(MARGIN, y, LABEL, height, shade=0.95)
    sheet.box(MARGIN + LABEL, y, INNER - LABEL, height)
    sheet.text(MARGIN + 8, y + 8, label, size=TYPE)
    for left, line, text in places:
        sheet.tick(left, y + 8 + (line - 1) * 22, text, size=13)
    return y + height
