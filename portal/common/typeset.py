"""Tagged PDF files (PDF/UA-1): headings, tables and reading order are there for screen readers too.

A template is set with data, never with markup: what people typed reaches it as JSON and stays text.
"""

import json
import threading
import unicodedata
from functools import cache
from pathlib import Path

import typst
from django.conf import settings
from reportlab.pdfbase import pdfmetrics

from portal.common import pdf

FAMILY = "Pretendard GOV"
NO_GLYPH = "□"
"""Printed for a letter the typeface does not have, such as an emoji."""

_KEPT_CONTROLS = "\n"
_ONE_AT_A_TIME = threading.Lock()


def typeset(template: Path, content) -> bytes:
    """`template`, a Typst file that reads `sys.inputs.content`, with `content`; same content, same bytes.

    Raises typst.TypstError when the template is wrong, RuntimeError without the typeface.
    """
    return typst.compile(
        _source(template),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"content": json.dumps(_printable(content), ensure_ascii=False)},
        pdf_standards=["ua-1"],
        timestamp=0,
    )


def _printable(value):
    """PDF/UA refuses a letter without a glyph, and one such letter must not cost a person the document."""
    if isinstance(value, dict):
        return {key: _printable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(item) for item in value]
    if not isinstance(value, str):
        return value
    text = unicodedata.normalize("NFC", value)
    if text.isascii() and text.isprintable():
        return text
    glyphs = _glyphs()
    return "".join(
        letter if letter in _KEPT_CONTROLS or ord(letter) in glyphs else NO_GLYPH
        for letter in text
        if not _is_silent(letter) or letter in _KEPT_CONTROLS
    )


def _is_silent(letter: str) -> bool:
    """Control and formatting characters: nothing to see, but able to turn the direction of writing."""
    return unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Zl", "Zp"}


@cache
def _glyphs() -> frozenset[int]:
    pdf.load_typeface()
    regular, bold = (pdfmetrics.getFont(name).face.charToGlyph for name in (pdf.REGULAR, pdf.BOLD))
    return frozenset(regular) & frozenset(bold)


def _fonts() -> typst.Fonts:
    with _ONE_AT_A_TIME:
        return _read_fonts()


@cache
def _read_fonts() -> typst.Fonts:
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(settings.PRINT_FONTS)]
    )
    if FAMILY not in fonts.families():
        raise RuntimeError(f"The typeface {FAMILY} is not in {settings.PRINT_FONTS}.")
    return fonts


@cache
def _source(template: Path) -> bytes:
    return template.read_bytes()
