"""Voters of `script/bench polls`: a process that answers a poll over HTTP for one person after the other.

python -m tests.bench.voters PORT: reads JSON lines from standard input, {"mail": path, "text": path, "habit":
name} for a voter or {"bare": path} for one request to the bare view; says "ready", waits for "go", and ends
with how many were done and how many requests that took. Any answer that is not as it must be ends it.
"""

import json
import re
import sys
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from urllib.parse import urlencode

HABITS = ("plain", "plain", "plain", "double", "plain", "late", "plain", "scanned", "plain", "replayed")
"""In turn: who presses once, twice at once, on two devices, whose mail a scanner opened, who sends the page
again."""

_HIDDEN = re.compile(r'<input type="hidden" name="(csrfmiddlewaretoken|kept|at|word)" value="([^"]*)"')
_ANSWERS = {"q1": {"answer": "good"}, "q3": {"answer": "park"}, "q4": {"answer": "4"}, "q5": {}}


class Browser:
    """Cookies and a connection of their own."""

    requests = 0

    def __init__(self, port: int):
        self._wire = HTTPConnection("127.0.0.1", port, timeout=60)
        self._cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, data: dict | None = None, *, status: int = 200) -> str:
        """The page, or where it leads to; raises AssertionError for another status."""
        body = urlencode(data) if data is not None else None
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._wire.request(method, path, body, headers)
        answer = self._wire.getresponse()
        text = answer.read().decode()
        Browser.requests += 1
        for line in answer.headers.get_all("Set-Cookie", ()):
            self._cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        assert answer.status == status, f"{method} {answer.status} instead of {status}"
        return answer.headers["Location"] if status == 302 else text

    def sheet(self, path: str) -> dict:
        """Opens the poll and answers up to the last question: what the last button would send."""
        page = self.ask("GET", path)
        while True:
            fields = {name: unescape(value) for name, value in _HIDDEN.findall(page)}
            fields |= _ANSWERS[fields["at"]]
            if 'value="submit"' in page:
                return {**fields, "go": "submit"}
            page = self.ask("POST", path, {**fields, "go": "next"})

    def hand_in(self, path: str, sheet: dict) -> None:
        self.ask("GET", self.ask("POST", path, sheet, status=302))

    def twin(self, port: int) -> "Browser":
        other = Browser(port)
        other._cookies = dict(self._cookies)
        return other


def vote(port: int, mail: str, text: str, habit: str) -> None:
    """One person's ballot, with what people, their devices and their mail programs do besides."""
    browser, other = Browser(port), Browser(port)
    if habit == "scanned":
        other.ask("GET", f"{mail}?a=poor")
        other.ask("HEAD", mail)
    late = other.sheet(text) if habit == "late" else None
    sheet = browser.sheet(mail)
    if habit == "double":
        twin = browser.twin(port)
        with ThreadPoolExecutor(2) as hands:
            presses = [hands.submit(one.hand_in, mail, sheet) for one in (browser, twin)]
            for press in presses:
                press.result()
    else:
        browser.hand_in(mail, sheet)
    if late:
        other.hand_in(text, late)
    if habit == "replayed":
        browser.hand_in(mail, sheet)


def main(port: int) -> None:
    jobs = [json.loads(line) for line in iter(sys.stdin.readline, "\n")]
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    assert sys.stdin.readline() == "go\n"
    for job in jobs:
        if "bare" in job:
            Browser(port).ask("POST", job["bare"], {}, status=204)
        else:
            vote(port, **job)
    sys.stdout.write(f"{len(jobs)} {Browser.requests}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]))
