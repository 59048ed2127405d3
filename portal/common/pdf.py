"""Pages on paper: a thin layer over reportlab, with the portal's typeface; coordinates from the top left."""

from functools import cache
from io import BytesIO
from xml.sax.saxutils import escape

from django.conf import settings
from django.http import HttpResponse
from reportlab.graphics import renderPDF
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

REGULAR, BOLD = "PretendardGOV-Regular", "PretendardGOV-Bold"
WIDTH, HEIGHT = A4
MARGIN = 42
LINE_SPACING = 1.4


@cache
def load_typeface() -> None:
    """Read the two files of the typeface, once in a process. Raises TTFError when set-up left them out."""
    for name in (REGULAR, BOLD):
        pdfmetrics.registerFont(TTFont(name, settings.PRINT_FONTS / f"{name}.ttf"))


class Sheet:
    """An A4 page in points. `y` grows downwards, as one reads; texts are set by their top left corner."""

    def __init__(self, title: str, language: str = "ko"):
        load_typeface()
        self._file = BytesIO()
        self.canvas = Canvas(self._file, pagesize=A4, lang=language, pageCompression=1)
        self.canvas.setTitle(title)

    def text(
        self, x: float, y: float, text, *, size: float = 12, bold: bool = False, align: str = "left"
    ) -> None:
        """One line."""
        self.canvas.setFont(BOLD if bold else REGULAR, size)
        draw = {"left": "drawString", "right": "drawRightString", "centre": "drawCentredString"}[align]
        getattr(self.canvas, draw)(x, HEIGHT - y - size, str(text))

    def paragraph(
        self, x: float, y: float, width: float, text, *, size: float = 12, bold: bool = False
    ) -> float:
        """Lines broken between words to fit `width`; returns the `y` below them."""
        block = _block(text, size, bold)
        _width, height = block.wrap(width, HEIGHT)
        block.drawOn(self.canvas, x, HEIGHT - y - height)
        return y + height

    def box(
        self, x: float, y: float, width: float, height: float, *, line: float = 0.8, shade: float = 1
    ) -> None:
        """A rectangle; `shade` is its grey, 1 for white."""
        self.canvas.setLineWidth(line)
        self.canvas.setFillGray(shade)
        self.canvas.rect(x, HEIGHT - y - height, width, height, fill=1, stroke=1 if line else 0)
        self.canvas.setFillGray(0)

    def line(self, x: float, y: float, width: float, *, thickness: float = 0.8) -> None:
        self.canvas.setLineWidth(thickness)
        self.canvas.line(x, HEIGHT - y, x + width, HEIGHT - y)

    def tick(self, x: float, y: float, label, *, size: float = 12) -> float:
        """An empty box to tick with its label; returns the `x` behind them."""
        self.box(x, y + 1, size, size, line=1.1)
        self.text(x + size + 5, y, label, size=size)
        return x + size + 5 + pdfmetrics.stringWidth(str(label), REGULAR, size)

    def qr(self, x: float, y: float, side: float, address: str) -> None:
        """`address` as a QR code."""
        code = QrCodeWidget(address, barLevel="M")
        left, bottom, right, top = code.getBounds()
        drawing = Drawing(side, side, transform=[side / (right - left), 0, 0, side / (top - bottom), 0, 0])
        drawing.add(code)
        renderPDF.draw(drawing, self.canvas, x, HEIGHT - y - side)

    def next_page(self) -> None:
        self.canvas.showPage()

    def bytes(self) -> bytes:
        """The finished file."""
        self.canvas.save()
        return self._file.getvalue()


def _block(text, size: float, bold: bool) -> Paragraph:
    name = BOLD if bold else REGULAR
    return Paragraph(
        escape(str(text)),
        ParagraphStyle("text", fontName=name, fontSize=size, leading=size * LINE_SPACING),
    )


def paragraph_height(width: float, text, *, size: float = 12, bold: bool = False) -> float:
    """How high a paragraph of `Sheet.paragraph` becomes."""
    load_typeface()
    return _block(text, size, bold).wrap(width, HEIGHT)[1]


def text_width(text, size: float, *, bold: bool = False) -> float:
    load_typeface()
    return pdfmetrics.stringWidth(str(text), BOLD if bold else REGULAR, size)


def pdf_response(content: bytes, name: str) -> HttpResponse:
    """`content` as a file to save under `name`."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
