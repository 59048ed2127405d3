import email
import re
from email import policy

import pytest
from django.core.exceptions import ValidationError

from enrollment.models import District
from notices.channels import mime
from notices.channels.base import Outgoing
from notices.domain import opt_out_token, sealed_ids
from notices.domain.render import Recipient, compile_content, html_of
from notices.enums import CampaignKind
from notices.models import Campaign

RESIDENT = Recipient("가나다", "행당1동", 71, "resident@example.kr")


def campaign(**changes):
    values = {
        "pk": 5,
        "kind": CampaignKind.PUBLIC_INFO,
        "title": "구두바자회 안내",
        "email_subject": "{이름}님, 구두바자회에 오세요",
        "email_body": "{이름}님 <안녕>하세요.\n\n{동} 소식: https://www.sd.go.kr/a?b=1&c=2.\n둘째 줄",
        "sms_body": "[성동구] {이름}님 {동} 구두바자회",
        **changes,
    }
    return Campaign(district=District(code="1120000000", name="성동구"), **values)


def parsed(outgoing):
    return email.message_from_bytes(
        mime.Frame("성동구 소통 <sotong@example.kr>").message(outgoing), policy=policy.default
    )


def test_placeholders_are_filled_in_every_part():
    content = compile_content(campaign())
    mail = content.email(RESIDENT)
    assert mail.subject == "가나다님, 구두바자회에 오세요"
    assert mail.text.startswith(
        "가나다님 <안녕>하세요.\n\n행당1동 소식: https://www.sd.go.kr/a?b=1&c=2.\n둘째 줄\n"
    )
    assert content.sms(RESIDENT) == "[성동구] 가나다님 행당1동 구두바자회"


def test_html_is_the_text_escaped_with_links():
    html = compile_content(campaign()).email(RESIDENT).html
    assert "가나다님 &lt;안녕&gt;하세요.</p>\n<p>행당1동 소식: " in html
    assert '<a href="https://www.sd.go.kr/a?b=1&amp;c=2"' in html
    assert "&amp;c=2</a>.<br>\n둘째 줄" in html
    assert '<html lang="ko">' in html and "<table" not in html
    assert "<title>가나다님, 구두바자회에 오세요</title>" in html


def test_a_name_cannot_become_markup_or_a_placeholder():
    mail = compile_content(campaign()).email(Recipient("<b>{동}</b>", "행당1동", 71))
    assert "&lt;b&gt;{동}&lt;/b&gt;님" in mail.html
    assert "<b>{동}</b>님" in mail.text


def test_a_placeholder_that_does_not_exist_is_named():
    for field in ("email_subject", "email_body", "sms_body"):
        with pytest.raises(ValidationError, match="{성명}"):
            compile_content(campaign(**{field: "{성명}님"}))


def test_every_mail_says_how_to_stop_it_once():
    link = opt_out_token.url(71, 5)
    added = compile_content(campaign()).email(RESIDENT)
    assert added.text.count(link) == 1 and f'<a href="{link}"' in added.html
    placed = compile_content(campaign(email_body="끝.\n받지 않기: {수신설정}")).email(RESIDENT)
    assert placed.text.count(link) == 1


def test_a_statutory_notice_offers_no_stop():
    content = compile_content(campaign(kind=CampaignKind.STATUTORY))
    assert "/u/" not in content.email(RESIDENT).text
    assert content.outgoing("email", RESIDENT, "d1").unsubscribe_url == ""


def test_promotional_messages_begin_with_the_mark_of_the_law():
    content = compile_content(campaign(kind=CampaignKind.PROMOTIONAL))
    assert content.email(RESIDENT).subject.startswith("(광고) ")
    assert content.sms(RESIDENT).startswith("(광고) ")


def test_a_name_no_phone_can_show_does_not_stop_the_text():
    assert (
        compile_content(campaign()).sms(Recipient("홍𠮷동", "행당1동", 1))
        == "[성동구] 홍□동님 행당1동 구두바자회"
    )


def test_the_mail_is_read_back_as_it_was_written():
    content = compile_content(campaign())
    message, wanted = parsed(content.outgoing("email", RESIDENT, "d77")), content.email(RESIDENT)
    assert message["Subject"] == "가나다님, 구두바자회에 오세요"
    assert message["From"] == "성동구 소통 <sotong@example.kr>"
    assert message["To"] == "resident@example.kr"
    assert message["List-Unsubscribe"] == f"<{opt_out_token.url(71, 5)}one-click/>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert re.fullmatch(r"<d77\.[0-9a-f]{16}@example\.kr>", message["Message-ID"])
    assert message["Date"].datetime.utcoffset().total_seconds() == 9 * 3600
    assert message.get_content_type() == "multipart/alternative"
    text, html = message.iter_parts()
    assert text.get_content().replace("\r\n", "\n").rstrip("\n") == wanted.text
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert html.get_content().replace("\r\n", "\n") == wanted.html
    assert message.defects == [] and text.defects == [] and html.defects == []


@pytest.mark.parametrize("name", ["", "Sotong, Seongdong", "성동구, 소통"])
def test_any_sender_name_is_read_back(name):
    frame = mime.Frame(f'"{name}" <sotong@example.kr>')
    raw = frame.message(Outgoing("m1", "a@example.kr", "a", "b"))
    [sender] = email.message_from_bytes(raw, policy=policy.default)["From"].addresses
    assert (sender.display_name, sender.addr_spec) == (name, "sotong@example.kr")


def test_the_wire_sees_short_ascii_lines_only():
    raw = mime.Frame("성동구 소통 <sotong@example.kr>").message(
        compile_content(campaign(email_subject="가" * 120)).outgoing("email", RESIDENT, "d1")
    )
    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 200
    assert b"\n" not in raw.replace(b"\r\n", b"")


def test_a_line_break_in_a_subject_cannot_add_a_header():
    message = parsed(Outgoing("m1", "a@example.kr", "제목\r\nBcc: b@example.kr", "본문"))
    assert message["Bcc"] is None
    assert parsed(Outgoing("m1", "a@example.kr", "plain\nBcc: b@example.kr", "body"))["Bcc"] is None


def test_a_mail_without_html_is_one_part_and_answers_of_the_machine_say_so():
    message = parsed(Outgoing("m1", "a@example.kr", "코드", "123456", automatic=True))
    assert message.get_content_type() == "text/plain"
    assert message.get_content().strip() == "123456"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Unsubscribe"] is None


def test_html_of_a_plain_message():
    assert "<p>첫째<br>\n둘째</p>\n<p>끝</p>" in html_of("제목", "첫째\n둘째\n\n끝")


def test_a_token_is_short_sealed_and_read_back():
    token = opt_out_token.make(71, 5)
    assert re.fullmatch(r"[A-Za-z0-9_-]{24}", token)
    assert opt_out_token.read(token) == sealed_ids.Ids(71, 5)
    assert token == opt_out_token.make(71, 5) != opt_out_token.make(72, 5)


@pytest.mark.parametrize("position", range(24))
def test_a_changed_token_is_refused(position):
    token = opt_out_token.make(71, 5)
    other = "A" if token[position] != "A" else "B"
    with pytest.raises(opt_out_token.BadOptOutToken):
        opt_out_token.read(token[:position] + other + token[position + 1 :])


@pytest.mark.parametrize("token", ["", "가나다", "AAAA", "*" * 24, "A" * 28])
def test_what_is_no_token_is_refused(token):
    with pytest.raises(opt_out_token.BadOptOutToken):
        opt_out_token.read(token)


def test_a_token_outlives_a_change_of_the_secret_key(settings):
    token = opt_out_token.make(71, 5)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-" + "0123456789abcdef" * 4
    assert opt_out_token.read(token).person_id == 71
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(opt_out_token.BadOptOutToken):
        opt_out_token.read(token)
