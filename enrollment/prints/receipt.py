"""The intake receipt (접수증) on one page: number, items and date (민원처리법 제9조)."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from enrollment.enums import ApplicationStatus, Channel, IntakePlace
from enrollment.models import Application, Service, Topic
from portal.common.pdf import MARGIN, WIDTH, Sheet
from portal.common.templatetags.korean import kdate, kdatetime

LABEL_WIDTH = 120


def receipt_pdf(application: Application, *, applicant: str) -> bytes:
    """The receipt as a file. `applicant` is the name as the reader may see it."""
    sheet = Sheet(_("접수증 %(receipt_no)s") % {"receipt_no": application.receipt_no}, get_language())
    inner = WIDTH - 2 * MARGIN
    sheet.text(MARGIN, 60, application.dong.district.display_name, size=14)
    sheet.text(MARGIN, 84, _("전자행정서비스 신청 접수증"), size=24, bold=True)
    sheet.box(MARGIN, 136, inner, 74, shade=0.95, line=0)
    sheet.text(MARGIN + 18, 150, _("접수번호"), size=13)
    sheet.text(MARGIN + 18, 172, application.receipt_no, size=24, bold=True)
    y = 234
    for label, value in _rows(application, applicant):
        sheet.text(MARGIN, y, label, size=13, bold=True)
        bottom = sheet.paragraph(MARGIN + LABEL_WIDTH, y - 1, inner - LABEL_WIDTH, value, size=13)
        y = max(bottom, y + 18) + 9
        sheet.line(MARGIN, y, inner, thickness=0.4)
        y += 9
    for text in _closing(application):
        y = sheet.paragraph(MARGIN, y + 6, inner, text, size=12)
    return sheet.bytes()


def _rows(application: Application, applicant: str) -> list[tuple[str, str]]:
    rows = [
        (_("접수일시"), kdatetime(application.entered_at)),
        (_("접수일"), kdate(application.collected_on)),
        (_("접수처"), IntakePlace(application.place).label),
        (_("신청인"), applicant),
        (_("행정동"), application.dong.display_name),
        (_("희망 서비스"), _names(Service, application.wanted_services)),
        (_("관심분야"), _names(Topic, application.wanted_topics)),
        (_("받는 방법"), ", ".join(str(Channel(code).label) for code in application.wanted_channels)),
        (_("상태"), ApplicationStatus(application.status).label),
    ]
    return [(label, str(value)) for label, value in rows if value]


def _names(catalogue, codes) -> str:
    entries = catalogue.objects.filter(code__in=codes)
    return ", ".join(entry.display_name for entry in entries)


def _closing(application: Application) -> list[str]:
    centre = _("문의: %(district)s %(phone)s") % {
        "district": application.dong.district.display_name,
        "phone": application.dong.district.phone,
    }
    return [
        _("신청한 내용은 언제든지 바꾸거나 철회할 수 있습니다. 누리집이나 동 주민센터에서 할 수 있습니다."),
        centre,
    ]
