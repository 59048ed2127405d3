import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.common import file_kinds
from portal.common.file_kinds import Unaccepted, kind_of
from tests.factories import documents, scans

MAKERS = {
    file_kinds.PDF: scans.pdf,
    file_kinds.JPEG: scans.jpeg,
    file_kinds.PNG: scans.png,
    file_kinds.HWP: documents.hwp,
    file_kinds.HWPX: documents.hwpx,
    file_kinds.DOCX: documents.docx,
    file_kinds.XLSX: documents.xlsx,
}
MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"


def why(content: bytes) -> str:
    with pytest.raises(Unaccepted) as refused:
        kind_of(content)
    return refused.value.reason


@pytest.mark.parametrize("kind", MAKERS, ids=lambda kind: kind.endings[0])
def test_what_an_office_takes_is_told_by_its_content(kind):
    assert kind_of(MAKERS[kind]()) is kind


@pytest.mark.parametrize(
    "content",
    [
        b"", b"words", b"MZ\x90\x00 program", b"<html><script>alert(1)</script>", b"GIF89a;", b"#!/bin/sh",
        documents.packed({"a.exe": "MZ"}), documents.packed({"mimetype": "application/epub+zip"}),
        documents.packed({"word/document.xml": "<w/>"}), documents.hwp(sign=b"something else"),
    ],
    ids=range(10),
)  # fmt: skip
def test_anything_else_is_refused_whatever_it_is_called(content):
    assert why(content) == "kind"


@pytest.mark.parametrize(
    "content",
    [
        documents.docx(**{"word/vbaProject.bin": "x"}), documents.docx(**{"word/activeX/activeX1.bin": "x"}),
        documents.xlsx(**{"xl/macrosheets/sheet1.xml": "x"}),
        documents.packed({"[Content_Types].xml": f"<Types>{MACROS}</Types>", "word/document.xml": "<w/>"}),
        documents.hwp(flags=0x09), documents.hwp(other="BIN0001.eps"),
        documents.hwpx({"Scripts/sourceScripts.js": "function OnDocument_Open() { run('x'); }"}),
    ],
    ids=range(7),
)  # fmt: skip
def test_documents_that_act_by_themselves_are_refused(content):
    assert why(content) == "macros"


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7 and nothing more", scans.jpeg()[:200], scans.png()[:60],
        documents.hwp()[:900], documents.docx()[:80], documents.hwp(flags=0x03), documents.hwp(flags=0x11),
    ],
    ids=range(7),
)  # fmt: skip
def test_what_is_broken_or_under_a_password_is_refused(content):
    assert why(content) == "damaged"


def test_an_archive_that_unpacks_to_more_than_anybody_wrote_is_refused():
    bomb = documents.docx(**{"word/media/image1.bmp": b"\0" * (file_kinds._MOST_UNPACKED + 1)})
    assert len(bomb) < 1_000_000
    assert why(bomb) == "damaged"


@given(st.sampled_from(sorted(MAKERS, key=lambda kind: kind.endings)), st.integers(0, 2**32))
def test_no_damage_does_more_than_refuse_the_file(kind, seed):
    dice = random.Random(seed)
    content = bytearray(MAKERS[kind]())
    for _hit in range(dice.randint(1, 30)):
        content[dice.randrange(len(content))] = dice.randrange(256)
    try:
        assert kind_of(bytes(content)) in file_kinds.ALL
    except Unaccepted as refused:
        assert refused.reason in ("kind", "damaged", "macros")
