import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone
from playwright.sync_api import expect

from notices.channels import mime
from notices.channels.base import Outgoing
from portal.local import demo_accounts
from portal.local.outbox_store import MailStore, Sms, SmsStore

pytestmark = pytest.mark.django_db

FRAME = mime.Frame("성동구 소통 <sotong@example.kr>")


@pytest.fixture
def outbox(settings, tmp_path):
    settings.OUTBOX_DIR = tmp_path
    return tmp_path


def keep_mail(
    folder, *recipients, subject="인증번호 안내", text="인증번호는 123456입니다.", reply_to="", **changes
):
    store = MailStore(folder)
    store.open_for_writing()
    for recipient in recipients:
        outgoing = Outgoing("m1", recipient, subject, text, **changes)
        store.add("sotong@example.kr", [recipient], FRAME.message(outgoing, reply_to))
    store.close()


def keep_sms(folder, *recipients, text="[성동구] 인증번호 123456"):
    store = SmsStore(folder)
    store.open_for_writing()
    store.add(
        [
            Sms(0, timezone.now(), f"M{number}", "G1", "0222865000", to, "SMS", "", text, "4000", "{}", True)
            for number, to in enumerate(recipients)
        ]
    )
    store.close()


def test_before_the_first_message_the_page_says_what_to_do(client, outbox):
    for path in ("/outbox/", "/outbox/sms/"):
        assert "신청하거나 로그인하면" in client.get(path).content.decode()


def test_the_newest_mail_comes_first_and_shows_its_code(client, outbox):
    keep_mail(outbox, *(f"resident{number}@example.kr" for number in range(35)))
    page = client.get("/outbox/").content.decode()
    assert page.index("resident34@example.kr") < page.index("resident5@example.kr")
    assert "resident4@example.kr" not in page
    assert "인증번호는 123456입니다." in page
    assert "resident4@example.kr" in client.get("/outbox/?page=2").content.decode()


def test_messages_are_found_by_a_part_of_the_address(client, outbox):
    keep_mail(outbox, "resident1@example.kr", "other@example.com")
    keep_sms(outbox, "01000001234", "01000005678")
    found = client.get("/outbox/?q=DENT1").content.decode()
    assert "resident1@example.kr" in found and "other@example.com" not in found
    assert "01000005678" in client.get("/outbox/sms/?q=5678").content.decode()
    assert "01000001234" not in client.get("/outbox/sms/?q=5678").content.decode()
    assert "조건에 맞는 이메일이 없습니다" in client.get("/outbox/?q=%25").content.decode()


def test_a_mail_is_read_with_its_links_and_its_markup_as_text(client, outbox):
    link = "http://127.0.0.1:8000/u/abc/"
    html = f'<p onclick="x()"><a href="{link}">그만</a></p>'
    keep_mail(outbox, "a@example.kr", text=f"그만 받기: {link}", html=html, unsubscribe_url=link)
    page = client.get("/outbox/mail/1/").content.decode()
    assert f'<a href="{link}" rel="nofollow">{link}</a>' in page
    assert "&lt;p onclick=&quot;x()&quot;&gt;" in page and "<p onclick" not in page
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in page


def test_what_can_be_pressed_in_a_mail_alone_can_be_pressed_here(client, outbox):
    link, one, two = (f"http://127.0.0.1:8000/p/abc/{query}" for query in ("", "?a=1", "?a=2"))
    html = f'<p><a href="{link}">{link}</a> <a href="{one}">예 &amp; 예</a><a href="javascript:x()">나쁨</a>'
    html += f'<a href="{two}">아니요</a></p>'
    keep_mail(outbox, "a@example.kr", text=f"설문: {link}", html=html)
    keep_mail(outbox, "b@example.kr", text=f"설문: {link}", html=f'<a href="{link}">{link}</a>')
    page = client.get("/outbox/mail/1/").content.decode()
    assert f'href="{one}" rel="nofollow">예 &amp; 예</a>' in page
    assert f'href="{two}" rel="nofollow">아니요</a>' in page
    assert 'href="javascript' not in page
    assert "누를 수 있는 단추" not in client.get("/outbox/mail/2/").content.decode()


def test_a_mail_that_does_not_exist_is_not_found(client, outbox):
    assert client.get("/outbox/mail/1/").status_code == 404
    keep_mail(outbox, "a@example.kr")
    assert client.get("/outbox/mail/2/").status_code == 404


@pytest.mark.django_db
def test_the_accounts_of_the_demonstration_show_their_second_factor(client, outbox):
    assert "시연 계정이 없습니다" in client.get("/outbox/accounts/").content.decode()
    demo_accounts.create()
    page = client.get("/outbox/accounts/").content.decode()
    assert demo_accounts.PASSWORD in page
    with_factor = [account for account in demo_accounts.ACCOUNTS if account.has_second_factor]
    assert page.count("초 남음") == len(with_factor) >= 1
    assert all(account.email in page for account in demo_accounts.ACCOUNTS)


def test_a_real_persons_account_is_not_listed(client, outbox, db):
    demo_accounts.create()
    get_user_model().objects.create_user("real@example.com", "a-long-password-of-theirs")
    assert "real@example.com" not in client.get("/outbox/accounts/").content.decode()


def test_every_page_is_accessible_at_both_widths(page, axe, outbox):
    long = "긴소식" * 40
    axe_pages = ["/outbox/", "/outbox/sms/", "/outbox/accounts/"]
    for path in axe_pages:
        page.goto(page.base + path)
        axe(page)
    keep_mail(
        outbox,
        f"{'a' * 60}@example.kr",
        subject=long[:80],
        text=f"{long}\nhttps://www.sd.go.kr/{'a' * 120}",
        html="<p>x</p>",
        reply_to=f"reply+{'a' * 24}@example.kr",
    )
    keep_sms(outbox, "01000001234", text=f"{long} https://www.sd.go.kr/{'a' * 60}")
    demo_accounts.create()
    for path in [*axe_pages, "/outbox/mail/1/", "/outbox/?q=nobody"]:
        page.goto(page.base + path)
        axe(page)
    for path, button in (("/outbox/mail/1/", "답장 보내기"), ("/outbox/sms/", "문자 보내기")):
        page.goto(page.base + path)
        page.get_by_role("button", name=button).click()
        expect(page.locator(".error-summary")).to_be_focused()
        axe(page)
