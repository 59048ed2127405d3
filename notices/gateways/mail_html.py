"""The words of a mail written in HTML, as a reader sees them: no scripts, no styles, quotes behind `>`."""

import re
from html.parser import HTMLParser

_UNSEEN = frozenset({"script", "style", "head", "title", "template", "noscript", "object", "svg"})
_BLOCKS = frozenset(
    "address article blockquote center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr "
    "li main nav ol p pre section table tbody tfoot thead tr ul".split()
)
_CELLS = frozenset({"td", "th"})
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_MANY_LINES = re.compile(r"\n{3,}")
_MOST_DEPTH = 20


def text_of(page: str) -> str:
    """Never raises: markup that is none is read as it stands."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return reader.text()


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self._lines: list[str] = []
        self._line = ""
        self._unseen: list[str] = []
        self._quotes = 0

    def handle_starttag(self, tag: str, attrs) -> None:
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
            self._line += " "

    def handle_startendtag(self, tag: str, attrs) -> None:
        # A script written as <script/> has no end: it would swallow the rest.
        if tag not in _UNSEEN:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
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

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self._line += _BLANKS.sub(" ", data)

    def text(self) -> str:
        self._end_line()
        return _MANY_LINES.sub("\n\n", "\n".join(self._lines)).strip("\n")

    def _end_line(self, *, keep_blank: bool = False) -> None:
        line = self._line.replace("\xa0", " ").strip()
        self._line = ""
        if line or keep_blank:
            self._lines.append(f"{self._mark()}{line}".rstrip() if not self._quotes else self._mark() + line)

    def _mark(self) -> str:
        return ">" * min(self._quotes, _MOST_DEPTH) + " " if self._quotes else ""
