"""The English catalogue says everything the sources say, and fills in the same values."""

import re
import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "script" / "launcher"))

import catalogue  # noqa: E402  - the script that gathers the messages

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}|%%|</?\w+[^>]*>")
# What English has to quote as it is written: examples to type, placeholders, marks on messages.
QUOTED = re.compile(
    r"고산자로 270|101동 1203호|홍길동|‘가나다’|\[성동구\]|\{(이름|동|수신설정|설문|주소|행사일)\}"
    r"|‘\(광고\)’|‘무료수신거부’|‘세대수’|‘행정구역’|2022년06월_세대수"
)


def texts_of(message) -> list[str]:
    return list(message.string) if message.pluralizable else [message.string]


@pytest.fixture(scope="module")
def written():
    return [message for message in catalogue.read() if message.id]


def test_nothing_in_the_sources_is_missing(written):
    wanted = {(message.context, message.id) for message in catalogue.gather() if message.id}
    kept = {(message.context, message.id) for message in written}
    assert wanted - kept == set(), "Run script/messages and translate what it lists."


def test_every_message_has_its_english_text(written):
    assert catalogue.untranslated(catalogue.read()) == []
    assert [message.id for message in written if message.fuzzy] == []
    assert [message.id for message in written if len(texts_of(message)) != 1 + message.pluralizable] == []


def test_placeholders_and_tags_are_the_same(written):
    different = [
        (message.id, text)
        for message in written
        for text in texts_of(message)
        if Counter(PLACEHOLDER.findall(text))
        != Counter(PLACEHOLDER.findall(message.id[0] if message.pluralizable else message.id))
    ]
    assert different == []


def test_english_is_not_korean(written):
    # Words to be written in a file are quoted as they are written there.
    texts = [re.sub("‘[가-힣0-9 ]+’", "", text) for message in written for text in texts_of(message)]
    left = [text for text in texts if korean(text)]
    assert left == []


def korean(text: str) -> bool:
    return bool(catalogue.HANGUL.search(QUOTED.sub("", text)))


@pytest.mark.parametrize(
    ("name", "source", "expected"),
    [
        ("a.py", 'x = _("가") + gettext("hello")', [(None, "가")]),
        ("a.py", 'ngettext("%(n)s개", "%(n)s개들", n)', [(None, ("%(n)s개", "%(n)s개들"))]),
        ("a.py", '_("가 "\n  "나")', [(None, "가 나")]),
        ("a.html", "{% load i18n %}{% comment %}나{% endcomment %}\n{% translate '가' %}", [(None, "가")]),
        ("a.html", '{% translate "건" context "신청서" as unit %}', [("신청서", "건")]),
        ("a.html", '{% include "b.html" with label=_("가") %}', [(None, "가")]),
        (
            "a.html",
            "{% blocktranslate count n=1 trimmed %}\n {{ n }}개{% plural %} {{ n }}개{% endblocktranslate %}",
            [(None, ("%(n)s개", "%(n)s개"))],
        ),
    ],
)
def test_gathers_what_gettext_will_look_up(tmp_path, name, source, expected):
    folder = tmp_path / ("portal" if name.endswith(".py") else "templates")
    folder.mkdir()
    (folder / name).write_text(source, encoding="utf-8")
    assert [(message.context, message.id) for message in catalogue.gather(tmp_path) if message.id] == expected
