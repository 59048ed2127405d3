"""The Korean that is left on pages read in English."""

import re
from html.parser import HTMLParser

from tests.architecture.test_english import korean
from tests.architecture.test_views import patterns

SPOKEN = ("aria-label", "alt", "title", "placeholder", "content", "label", "data-over", "data-done")
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
# The catalogue of page elements shows Korean samples; it stands in local runs only.
SAMPLES = {"style/"}


class KoreanText(HTMLParser):
    """The Korean a reader of English would meet: text and spoken attributes outside `lang="ko"`."""

    def __init__(self, html: str):
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        language = values.get("lang") or (self.open[-1][1] if self.open else "")
        for name in SPOKEN:
            self._note(values.get(name), language)
        if tag not in VOID:
            self.open.append((tag, language))

    def handle_endtag(self, tag):
        while any(tag == name for name, _language in self.open) and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if self.open and self.open[-1][0] not in ("script", "style"):
            self._note(data, self.open[-1][1])

    def _note(self, text, language):
        if text and language != "ko" and korean(text):
            self.found.append(" ".join(text.split()))


def plain_addresses() -> list[str]:
    return [
        f"/{route}"
        for route, _pattern in patterns()
        if not re.search(r"[<(\\]", route) and route not in SAMPLES and not route.startswith("api/")
    ]


def korean_of(client, addresses, but=()) -> list[str]:
    """What is left in Korean, with its address; `but` lists what may be.

    Passed over: what is no page, and what is not for this reader (the refusal itself is read).
    """
    left, read = [], 0
    for address in addresses:
        response = client.get(address, follow=True)
        if response["Content-Type"].startswith("text/html") and response.status_code in (200, 403, 404):
            read += response.status_code == 200
            found = KoreanText(response.content.decode()).found
            left += [f"{address}: {text}" for text in found if text not in but]
    assert read
    return left
