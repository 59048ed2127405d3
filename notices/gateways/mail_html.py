"""The words of a mail written in HTML, as a reader sees them: no scripts, no styles, quotes behind `>`.

Anybody writes these pages: each letter is looked at a bounded number of times, whatever is left open.
"""

import html
import re
from collections.abc import Iterator

MOST_CHARACTERS = 1_000_000
"""What stands behind is not looked at; pictures written into a page take most of a long one."""
_UNSEEN = frozenset({"script", "style", "head", "title", "template", "noscript", "object", "svg"})
_RAW = frozenset({"script", "style"})
"""Nothing in them is a tag but their own end."""
_BLOCKS = frozenset(
    "address article blockquote center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr "
    "li main nav ol p pre section table tbody tfoot thead tr ul".split()
)
_CELLS = frozenset({"td", "th"})
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_MANY_LINES = re.compile(r"\n{3,}")
_MOST_DEPTH = 20
_TAG = re.compile(r"</?([a-zA-Z][^\s/>]{0,40})")
_QUOTE_OR_END = re.compile(r"[\"'>]")
_HUGE_LETTER = re.compile(r"&#(?:\d{8,}|[xX][0-9a-fA-F]{8,});?")


def text_of(page: str) -> str:
    """Never raises: markup that is none is read as it stands."""
    reader = _Reader()
    for words, tag in _pieces(page[:MOST_CHARACTERS]):
        reader.read(words, tag)
    return reader.text()


def _pieces(page: str) -> Iterator[tuple[str, str]]:
    """(words, the tag behind them). A tag or comment that never ends makes words of all that follows."""
    place = 0
    while (start := page.find("<", place)) >= 0:
        end = _end_of_markup(page, start)
        if end is None:
            break
        tag = page[start:end]
        yield page[place:start], tag
        if (name := _name(tag)) in _RAW and not tag.startswith("</") and not tag.endswith("/>"):
            end = _end_of_raw(page, name, end)
        place = end
    yield page[place:], ""


def _end_of_markup(page: str, start: int) -> int | None:
    """Behind the tag or comment that begins here, or the sign where none does; None when it has no end."""
    if page.startswith("<!--", start):
        return _behind(page, "-->", start + 4)
    if page.startswith(("<!", "<?"), start):
        return _behind(page, ">", start)
    if not _TAG.match(page, start):
        return start + 1
    place = start
    while sign := _QUOTE_OR_END.search(page, place):
        if sign[0] == ">":
            return sign.end()
        closed = page.find(sign[0], sign.end())
        # A quote without an end is a letter like others: the tag ends where it can.
        place = closed + 1 if closed >= 0 else sign.end()
        if closed < 0:
            return _behind(page, ">", place)
    return None


def _behind(page: str, sign: str, start: int) -> int | None:
    found = page.find(sign, start)
    return None if found < 0 else found + len(sign)


def _end_of_raw(page: str, name: str, start: int) -> int:
    closing = re.compile(rf"</{name}", re.I).search(page, start)
    return closing.start() if closing else len(page)


def _name(tag: str) -> str:
    found = _TAG.match(tag)
    return found[1].lower() if found else ""


class _Reader:
    def __init__(self):
        self._lines: list[str] = []
        self._line: list[str] = []
        self._unseen: list[str] = []
        self._quotes = 0

    def read(self, words: str, tag: str) -> None:
        name = _name(tag)
        if not self._unseen:
            # A sign that begins no tag is a word.
            self._say(words + ("<" if tag == "<" else ""))
        if not name:
            return
        if tag.startswith("</"):
            self._end(name)
        # A script written as <script/> has no end: it would swallow the rest.
        elif not (tag.endswith("/>") and name in _UNSEEN):
            self._begin(name)

    def _say(self, words: str) -> None:
        if words:
            self._line.append(_BLANKS.sub(" ", html.unescape(_HUGE_LETTER.sub("\ufffd", words))))

    def _begin(self, tag: str) -> None:
        if self._unseen or tag in _UNSEEN:
            if tag in _UNSEEN:
                self._unseen.append(tag)
        elif tag == "br":
            self._end_line(keep_blank=True)
        elif tag in _BLOCKS:
            self._end_line()
            if tag == "blockquote":
                self._quotes += 1
            elif tag == "p":
                self._lines.append(self._mark())
        elif tag in _CELLS:
            self._line.append(" ")

    def _end(self, tag: str) -> None:
        if self._unseen:
            if tag == self._unseen[-1]:
                self._unseen.pop()
            elif tag in ("body", "html"):
                self._unseen.clear()
        elif tag in _BLOCKS:
            self._end_line()
            if tag == "blockquote":
                self._quotes = max(0, self._quotes - 1)
            elif tag == "p":
                self._lines.append(self._mark())

    def text(self) -> str:
        self._end_line()
        return _MANY_LINES.sub("\n\n", "\n".join(self._lines)).strip("\n")

    def _end_line(self, *, keep_blank: bool = False) -> None:
        line = "".join(self._line).replace("\xa0", " ").strip()
        self._line.clear()
        if line or keep_blank:
            self._lines.append(f"{self._mark()}{line}".rstrip() if not self._quotes else self._mark() + line)

    def _mark(self) -> str:
        return ">" * min(self._quotes, _MOST_DEPTH) + " " if self._quotes else ""
