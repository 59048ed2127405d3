import base64
import email
from email import policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notices.channels.letter import Blanked, Letter, base64_lines, header_text

VALUES = {"a": "가나다", "b": "x", "c": "https://example.kr/u/" + "z" * 60}


def read(written):
    raw = b"Subject: " + written.subject + b"\r\nMIME-Version: 1.0\r\n" + written.body
    message = email.message_from_bytes(raw, policy=policy.default)
    text, html = message.iter_parts()
    assert text.defects == html.defects == message.defects == []
    return str(message["Subject"]), text.get_content(), html.get_content()


def filled(blanked, values):
    parts = [blanked.pieces[0]]
    for name, piece in zip(blanked.names, blanked.pieces[1:], strict=True):
        parts += (values[name], piece)
    return "".join(parts)


texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=90)
blanked_texts = st.lists(st.sampled_from("abc"), max_size=6).flatmap(
    lambda names: st.lists(texts, min_size=len(names) + 1, max_size=len(names) + 1).map(
        lambda pieces: Blanked(pieces, names)
    )
)


@given(text=blanked_texts, html=blanked_texts, a=texts, b=texts)
def test_any_pieces_and_values_are_read_back_as_they_were_written(text, html, a, b):
    values = {**VALUES, "a": a, "b": b}
    letter = Letter(subject=Blanked(["제목"], []), text=text, html=html)
    written = letter.write(values, {**values, "c": "<b>"})
    _subject, read_text, read_html = read(written)
    assert (read_text, read_html) == (filled(text, values), filled(html, {**values, "c": "<b>"}))
    assert written.body.isascii()
    assert max(len(line) for line in written.body.split(b"\r\n")) <= 100


@pytest.mark.parametrize(
    "subject",
    [
        Blanked(["plain words"], []),
        Blanked(["[성동구] ", "님, 구두바자회에 오세요"], ["a"]),
        Blanked(["", " and ", ""], ["b", "a"]),
        Blanked(["가" * 60, "나" * 60], ["a"]),
    ],
)
def test_subjects_are_read_back(subject):
    letter = Letter(subject=subject, text=Blanked(["t"], []), html=Blanked(["h"], []))
    assert read(letter.write(VALUES, VALUES))[0] == filled(subject, VALUES)


def test_a_value_in_a_subject_cannot_add_a_header():
    letter = Letter(subject=Blanked(["", ""], ["a"]), text=Blanked(["t"], []), html=Blanked(["h"], []))
    assert b"\nBcc" not in letter.write({"a": "x\r\nBcc: b@example.kr"}, {}).subject


def test_lines_of_base64_are_short():
    lines = base64_lines(bytes(1000)).split(b"\r\n")
    assert lines.pop() == b"" and max(map(len, lines)) == 76
    assert base64.b64decode(b"".join(lines)) == bytes(1000)
    assert header_text("=?utf-8?q?x?=") != b"=?utf-8?q?x?="
