"""Takes the pictures of script/screenshots; runs in the environment of the tests, which has Playwright."""

import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

PASSWORD = "sotong-demo-2012"
DESK = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
FIGURES_OF = "2013-09-26"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]


@dataclass(frozen=True)
class Picture:
    name: str
    path: str
    account: str | None = None
    viewport: dict = None
    """Size of the window; the desk when left out."""


PICTURES = (
    Picture("home", "/"),
    Picture("home-phone", "/", viewport=PHONE),
    Picture("enroll-phone", "/enroll/consents/", viewport=PHONE),
    Picture("desk", "/desk/", "dong@example.kr"),
    Picture("paper-entry", "/desk/intake/new/", "dong@example.kr"),
    Picture("tong-phone", "/tong/", "tong@example.kr", PHONE),
    Picture("campaigns", "/office/campaigns/", "officer@example.kr"),
    Picture("approval", "campaign in review", "approver@example.kr"),
    Picture("rounds", "/office/rounds/", "officer@example.kr"),
    Picture("poll-results", "results of the survey"),
    Picture("savings", f"/dashboard/savings/?as_of={FIGURES_OF}", "admin@example.kr"),
    Picture("dashboard", f"/dashboard/?as_of={FIGURES_OF}", "admin@example.kr"),
    Picture("areas", f"/dashboard/areas/?as_of={FIGURES_OF}", "admin@example.kr"),
    Picture("intake", f"/dashboard/intake/?as_of={FIGURES_OF}", "admin@example.kr"),
    Picture("report", "first report", "admin@example.kr"),
    Picture("access-log", "/audit/", "privacy@example.kr"),
    Picture("outbox", "/outbox/"),
)


def main(address: str, folder: Path) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ["SOTONG_CHROMIUM"], args=ARGUMENTS)
        for account in dict.fromkeys(picture.account for picture in PICTURES):
            _photograph(browser, address, folder, account)
        browser.close()


def _photograph(browser: Browser, address: str, folder: Path, account: str | None) -> None:
    """All pictures one account can see, in one signed-in window."""
    context = browser.new_context(locale="ko-KR", timezone_id="Asia/Seoul", base_url=address)
    page = context.new_page()
    if account:
        _sign_in(page, account)
    for picture in (picture for picture in PICTURES if picture.account == account):
        page.set_viewport_size(picture.viewport or DESK)
        _open(page, picture.path)
        page.wait_for_load_state("networkidle")
        page.screenshot(path=folder / f"{picture.name}.png")
        print(f"  {picture.name}.png")
    context.close()


def _open(page: Page, path: str) -> None:
    if path == "/enroll/consents/":
        page.goto("/enroll/")
        page.get_by_role("main").get_by_role("button").last.click()
    elif path == "campaign in review":
        page.goto("/office/")
        page.get_by_role("main").get_by_role("link", name=re.compile("작은도서관")).first.click()
    elif path == "results of the survey":
        page.goto("/polls/")
        page.get_by_role("main").get_by_role("link", name=re.compile("결과|만족도")).first.click()
    elif path == "first report":
        page.goto("/dashboard/reports/")
        page.get_by_role("main").locator("table").get_by_role("link").first.click()
    else:
        page.goto(path)


def _sign_in(page: Page, account: str) -> None:
    page.goto("/accounts/login/staff/")
    page.locator("input[name=login]").fill(account)
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("main").locator("form button[type=submit]").first.click()
    if "/second-factor/" in page.url:
        page.locator("input[name=code]").fill(_second_factor(page, account))
        page.get_by_role("main").locator("form button[type=submit]").first.click()


def _second_factor(page: Page, account: str) -> str:
    """The running code of a demonstration account, as the local outbox shows it."""
    other = page.context.new_page()
    other.goto("/outbox/accounts/")
    row = other.get_by_role("row", name=re.compile(re.escape(account)))
    code = re.search(r"\b(\d{3}\s?\d{3})\b", row.inner_text()).group(1).replace(" ", "")
    other.close()
    return code


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"), Path(sys.argv[2]))
