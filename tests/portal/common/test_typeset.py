"""Tagged PDF: structure for screen readers, typed text that stays text, the same bytes every time."""

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
import typst
from pypdf import PdfReader

from portal.common import typeset as module
from portal.common.typeset import NO_GLYPH, typeset
from tests.pdf import pdf_text

TEMPLATE = """
#let content = json(bytes(sys.inputs.content))
#set document(title: content.title)
#set text(font: "Pretendard GOV", lang: "ko", region: "KR")
= #content.title
#for line in content.lines { par(line) }
"""


@pytest.fixture
def template(tmp_path):
    path = tmp_path / "letter.typ"
    path.write_text(TEMPLATE, encoding="utf-8")
    return path


def letter(template, *lines) -> bytes:
    return typeset(template, {"title": "알림", "lines": lines})


def test_tagged_and_in_korean(template):
    root = PdfReader(BytesIO(letter(template, "내용"))).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "ko-KR"
    assert "/StructTreeRoot" in root
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()


@pytest.mark.parametrize(
    "typed",
    [
        '#read("/etc/passwd")',
        "#let x = 1",
        "*굵게* _기울임_ $x^2$",
        "= 제목",
        "@ref <label> `code`",
        "\\u{1F600} \\ #",
    ],
)
def test_typed_markup_is_printed_as_it_stands(template, typed):
    assert typed in pdf_text(letter(template, typed))


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("집 😀 앞", f"집 {NO_GLYPH} 앞"),
        ("가\x00나\x07다", "가나다"),
        ("가\u202e나\u200b다", "가나다"),
        ("똠펲뷁", "똠펲뷁"),
    ],
)
def test_a_letter_without_a_glyph_costs_nobody_the_document(template, typed, printed):
    assert printed in pdf_text(letter(template, typed))


def test_same_content_same_bytes_from_several_threads(template):
    with ThreadPoolExecutor(4) as pool:
        made = set(pool.map(lambda _turn: letter(template, "같은 글"), range(12)))
    assert len(made) == 1
    assert letter(template, "다른 글") not in made


def test_a_wrong_template_is_an_error(tmp_path):
    wrong = tmp_path / "wrong.typ"
    wrong.write_text("#nothing-such()", encoding="utf-8")
    with pytest.raises(typst.TypstError):
        typeset(wrong, {})


def test_without_the_typeface_nothing_is_printed(template, settings, tmp_path):
    settings.PRINT_FONTS = tmp_path
    module._read_fonts.cache_clear()
    try:
        with pytest.raises(RuntimeError, match="Pretendard GOV"):
            letter(template, "내용")
    finally:
        module._read_fonts.cache_clear()
