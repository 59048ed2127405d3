"""Fixtures shared by all tests: people to sign in as, a watched browser, an accessibility check."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from notices.models import ElectionPeriod
from portal.accounts import second_factor
from tests import first_state

ROOT = Path(__file__).resolve().parents[1]
WIDTHS = (360, 1280)
MOST_PLANNED_AHEAD = timedelta(days=60)
"""By tests that do not set the clock."""

PATIENCE = 20_000
"""Milliseconds a browser test waits for what must come: a busy machine draws a page in several seconds."""
expect.set_options(timeout=PATIENCE)

# Chromium must not look for its maker's services: the machine of a test may have no way out.
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--font-render-hinting=none",
]

# Only what is wrong leaves the browser: handing over what is right takes longer than the check.
VIOLATIONS = "async () => (await axe.run(document, {resultTypes: ['violations']})).violations"

LONGEST_FIRST = ("tests/portal/local/test_replay.py", "tests/reliability/", "tests/runtime/", "tests/e2e/")
"""Files are shared out among processes: one that takes minutes must not be the last."""


def pytest_collection_modifyitems(items):
    """Browser tests need a committed database, since the server reads it from another thread."""
    for item in items:
        if "page" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.django_db(transaction=True))
    items.sort(key=_turn)


def _turn(item) -> int:
    begins = (turn for turn, start in enumerate(LONGEST_FIRST) if item.nodeid.startswith(start))
    return next(begins, len(LONGEST_FIRST))


@pytest.fixture(scope="session", autouse=True)
def first_state_after_each_test():
    with pytest.MonkeyPatch.context() as monkeypatch:
        first_state.restore_after_each(monkeypatch)
        yield


@pytest.fixture(autouse=True)
def empty_cache():
    """Rate limits are counted in the cache: each test starts from none."""
    cache.clear()


@pytest.fixture(autouse=True)
def no_election_ahead(request):
    """Tests that approve something on the day they run hold in the weeks before an election too."""
    if request.node.get_closest_marker("django_db"):
        request.getfixturevalue("_django_db_helper")
        today = timezone.localdate()
        ElectionPeriod.objects.filter(
            publicity_from__lte=today + MOST_PLANNED_AHEAD, election_on__gte=today
        ).delete()


class SignedInClient(Client):
    """A test client whose `force_login` stands for a whole sign-in, second factor included."""

    def force_login(self, user, backend=None):
        super().force_login(user, backend)
        session = self.session
        second_factor.mark_passed(session, user)
        session.save()


@pytest.fixture
def client():
    return SignedInClient()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    executable = os.environ.get("SOTONG_CHROMIUM")
    launch = {**browser_type_launch_args, "args": CHROMIUM_ARGUMENTS}
    return {**launch, "executable_path": executable} if executable else launch


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {
        **browser_context_args,
        "locale": "ko-KR",
        "timezone_id": "Asia/Seoul",
        "viewport": {"width": 1280, "height": 800},
    }


class Watch:
    """What went wrong in a page while nobody looked."""

    def __init__(self, page):
        self.errors: list[str] = []
        self.expected_statuses: set[int] = set()
        page.on("pageerror", lambda error: self.errors.append(f"page error: {error}"))
        page.on("console", self._console)
        page.on("response", self._response)
        page.on("requestfailed", self._request_failed)

    def expect_status(self, *statuses: int) -> None:
        """A test that provokes a refusal names its status; every other one stays an error."""
        self.expected_statuses.update(statuses)

    def _console(self, message) -> None:
        # A refused request is judged by its status in `_response`, not by the browser's echo of it.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.errors.append(f"console error: {message.text}")

    def _response(self, response) -> None:
        if response.status >= 400 and response.status not in self.expected_statuses:
            self.errors.append(f"status {response.status}: {response.request.method} {response.url}")

    def _request_failed(self, request) -> None:
        if "ERR_ABORTED" not in (request.failure or ""):
            self.errors.append(f"request failed: {request.url} {request.failure}")


@pytest.fixture
def watch(page):
    return page.watch


@pytest.fixture
def page(context, live_server):
    """A browser page on the live server, watched: any browser error fails the test."""
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.watch = Watch(page)
    page.base = live_server.url
    yield page
    assert page.watch.errors == []


@pytest.fixture(scope="session")
def axe_source() -> str:
    return (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture
def axe(axe_source):
    """`axe(page)` fails with every accessibility violation of the page at phone and desk width."""

    def check(page, widths=WIDTHS) -> None:
        page.wait_for_load_state("load")
        page.evaluate(axe_source)
        for width in widths:
            page.set_viewport_size({"width": width, "height": 800})
            found = [
                f"{violation['id']}: {violation['help']} — {node['html'][:160]}"
                for violation in page.evaluate(VIOLATIONS)
                for node in violation["nodes"]
            ]
            assert found == [], f"{page.url} at {width} px"
            scroll = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert scroll <= 0, f"{page.url} scrolls sideways by {scroll} px at {width} px"

    return check


@pytest.fixture
def sign_in(context, live_server, client):
    """`sign_in(user)` puts a signed-in session of `user` into the browser."""

    def enter(user) -> None:
        client.force_login(user)
        context.add_cookies(
            [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
        )

    return enter
