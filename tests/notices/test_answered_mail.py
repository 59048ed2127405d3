import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from notices.gateways import answered_mail, reply_address
from tests.notices import answers, returned
from tests.notices.answers import WORDS

REPLY_ADDRESS = "reply@bounces.example.kr"


@pytest.fixture(autouse=True)
def address(settings):
    settings.REPLY_ADDRESS, settings.BOUNCE_DOMAIN = REPLY_ADDRESS, "bounces.example.kr"


@pytest.fixture
def to():
    return reply_address.address("d12")


def text_of(raw: bytes) -> str:
    return answered_mail.read(raw).text


# The address


def test_an_answer_tells_what_it_answers_whatever_servers_do_to_the_case(to):
    assert to.startswith("reply+") and len(to.partition("@")[0]) <= 64
    assert answered_mail.read(answers.answer(to.upper())).reference == "d12"
    assert answered_mail.read(answers.answer(f"소통 <{to}>, other@example.kr")).reference == "d12"


def test_the_address_is_found_where_the_server_wrote_it(to):
    raw = answers.answer("sotong@example.kr", Delivered_To=to)
    assert answered_mail.read(raw).reference == "d12"


def test_an_address_without_or_with_a_made_up_word_is_answered_without_a_subject(to):
    made_up = REPLY_ADDRESS.replace("@", f"+{'a' * 24}@")
    assert answered_mail.read(answers.answer(REPLY_ADDRESS)).reference == ""
    assert answered_mail.read(answers.answer(made_up)).reference == ""


def test_what_came_for_somebody_else_is_none_of_ours(to, settings):
    assert answered_mail.read(answers.answer("someone@example.kr", Reply_To=to)) is None
    assert answered_mail.read(answers.answer(f"x{to}")) is None
    assert answered_mail.read(answers.answer(f"{to}.example.com")) is None
    settings.REPLY_ADDRESS = ""
    assert answered_mail.read(answers.answer(to)) is None


def test_words_of_the_return_path_open_no_reply_address():
    from notices.gateways import return_path

    word = return_path.address("d12").partition("@")[0].removeprefix("b-")
    assert answered_mail.read(answers.answer(REPLY_ADDRESS.replace("@", f"+{word}@"))).reference == ""


# Letters


@pytest.mark.parametrize(
    ("charset", "codec"),
    [
        ("utf-8", "utf-8"), ("euc-kr", "cp949"), ("EUC-KR", "cp949"), ("ks_c_5601-1987", "cp949"),
        ("cp949", "cp949"), ("windows-949", "cp949"), ("us-ascii", "cp949"), ("us-ascii", "utf-8"),
        ("x-unknown", "utf-8"), ("x-unknown", "cp949"), ("utf-8", "cp949"), ("utf-16", "utf-16"),
    ],
)  # fmt: skip
def test_letters_are_read_whatever_they_are_called(to, charset, codec):
    kind = f"text/plain; charset={charset}"
    assert text_of(answers.raw(to, WORDS.encode(codec), kind, "Content-Transfer-Encoding: 8bit")) == WORDS


def test_korean_as_it_was_written_before_is_read(to):
    body = "가로등이 어두워요.".encode("iso2022_kr")
    assert text_of(answers.raw(to, body, "text/plain; charset=iso-2022-kr")) == "가로등이 어두워요."


def test_a_mail_without_any_names_of_letters_is_read(to):
    raw = f"From: {answers.SENDER}\r\nTo: {to}\r\nSubject: ".encode() + "민원".encode("cp949")
    assert text_of(raw + b"\r\n\r\n" + WORDS.encode("cp949")) == f"민원\n\n{WORDS}"


def test_lines_broken_by_the_program_are_put_together(to):
    body = "가로등이 \r\n어두워요.\r\n끝\r\n".encode()
    flowed = answers.raw(
        to, body, "text/plain; charset=utf-8; format=flowed", "Content-Transfer-Encoding: 8bit"
    )
    assert text_of(flowed) == "가로등이 어두워요.\n끝"


def test_letters_nobody_sees_are_left_out(to):
    assert text_of(answers.answer(to, "가\x00나\x1b[31m다\u1112\u1161\u11ab")) == "가나[31m다한"


# Parts


def test_plain_text_is_read_before_a_page_of_the_same(to):
    assert text_of(answers.two_ways(to, "글", "<p>쪽</p>")) == "글"
    assert text_of(answers.two_ways(to, "  \n", "<p>쪽</p>")) == "쪽"


def test_of_a_page_its_words_are_read_without_scripts_styles_and_markup(to):
    page = (
        "<html><head><title>x</title><style>p{color:red}</style></head><body><script>alert('나쁜')</script>"
        "<p>첫째 &amp; <b>굵게</b></p><div>둘째<br>셋째</div><ul><li>하나</li><li>둘</li></ul>"
        "<noscript>x</noscript><p onclick='x()'>끝&nbsp;입니다</p></body></html>"
    )
    raw = answers.raw(
        to, page.encode("cp949"), "text/html; charset=euc-kr", "Content-Transfer-Encoding: 8bit"
    )
    assert text_of(raw).split() == "첫째 & 굵게 둘째 셋째 하나 둘 끝 입니다".split()
    assert "둘째\n셋째" in text_of(raw)


def test_a_script_that_never_ends_swallows_nothing(to):
    raw = answers.raw(to, "<script/>가<p>나</p>".encode(), "text/html; charset=utf-8")
    assert text_of(raw).split() == ["가", "나"]


def test_a_quoted_page_is_left_out(to):
    page = (
        '<div>고맙습니다.</div><div class="gmail_quote"><div>2026년 11월 23일 (월) 오후 3:02, 소통 '
        "&lt;<a>sotong@example.kr</a>&gt;님이 작성:<br></div><blockquote><p>우리 소식</p></blockquote></div>"
    )
    raw = answers.raw(to, page.encode(), "text/html; charset=utf-8", "Content-Transfer-Encoding: 8bit")
    assert text_of(raw) == "고맙습니다."


def test_files_keep_their_names_by_every_way_to_write_them(to):
    mail = answered_mail.read(answers.answer(to, files=[("가로등 사진.jpg", b"one"), ("plan.pdf", b"two")]))
    assert [(file.name, file.content) for file in mail.files] == [
        ("가로등 사진.jpg", b"one"),
        ("plan.pdf", b"two"),
    ]
    korean = answered_mail.read(answers.named_the_korean_way(to, "뷁 사진.jpg", b"three"))
    assert [(file.name, file.content) for file in korean.files] == [("뷁 사진.jpg", b"three")]
    assert korean.text == WORDS


def test_a_forwarded_mail_is_a_file_and_its_words_are_not_the_writers(to):
    inner = b"From: a@example.kr\r\nSubject: x\r\n\r\nnot mine"
    body = b"--b\r\nContent-Type: text/plain\r\n\r\nmine\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n"
    mail = answered_mail.read(answers.raw(to, body + inner + b"\r\n--b--\r\n", "multipart/mixed; boundary=b"))
    assert mail.text == "mine"
    assert [file.name for file in mail.files] == ["message.rfc822"]


def test_a_subject_of_ones_own_is_read_too(to):
    assert text_of(answers.answer(to, "", subject="언제까지인가요?")) == "언제까지인가요?"
    assert text_of(answers.answer(to, "글", subject="회신: 소식")) == "글"
    assert text_of(answers.answer(to, "글", subject="RE: FW: 소식")) == "글"


def test_the_same_mail_has_the_same_name_by_every_way(to):
    raw = answers.answer(to)
    again = b"Received: from a by b\r\n" + raw.replace(b"\n", b"\r\n")
    assert answered_mail.read(raw).mail_id == answered_mail.read(again).mail_id
    assert answered_mail.read(raw).mail_id != answered_mail.read(answers.answer(to)).mail_id
    nameless = answers.raw(to, b"one"), answers.raw(to, b"two")
    assert len({answered_mail.read(one).mail_id for one in nameless}) == 2


# Machines


@pytest.mark.parametrize(
    "told",
    [
        {"Auto_Submitted": "auto-replied"}, {"Auto_Submitted": "auto-generated (x)"}, {"X_Autoreply": "yes"},
        {"Precedence": "bulk"}, {"Precedence": "auto_reply"}, {"List_Id": "<a.example.kr>"},
        {"X_Auto_Response_Suppress": "DR, OOF, AutoReply"}, {"Return_Path": "<>"}, {"X_Loop": "a"},
        {"subject": "자동응답: 부재중입니다"}, {"subject": "[부재중] 휴가"}, {"subject": "Automatic reply"},
        {"subject": "Out of Office: x"}, {"sender": "MAILER-DAEMON@example.kr"}, {"subject": "읽음: 소식"},
        {"sender": "no-reply@example.kr"}, {"sender": "sotong@example.kr"}, {"sender": REPLY_ADDRESS},
    ],
    ids=range(18),
)  # fmt: skip
def test_what_machines_write_is_no_answer(to, told):
    assert answered_mail.read(answers.answer(to, **told)) is None


@pytest.mark.parametrize(
    "subject", ["부재중 등기는 어디서 받나요?", "휴가 중 쓰레기", "Re: 자동 응답기", "Re: Read: x"]
)
def test_a_subject_that_only_holds_such_words_is_of_a_person(to, subject):
    assert answered_mail.read(answers.answer(to, subject=subject)) is not None


def test_who_says_that_no_machine_wrote_is_believed(to):
    raw = answers.answer(to, Auto_Submitted="no", X_Auto_Response_Suppress="OOF", Precedence="first-class")
    assert answered_mail.read(raw) is not None


@pytest.mark.parametrize("maker", [returned.postfix, returned.qmail, returned.vacation, returned.complaint])
def test_reports_sent_to_the_reply_address_are_no_answers(to, maker):
    assert answered_mail.read(maker(to)) is None


def test_a_sender_nobody_can_write_to_is_none(to):
    assert (
        answered_mail.read(answers.answer(to, sender="소통 <Writer@Example.KR>")).sender
        == "writer@example.kr"
    )
    assert answered_mail.read(answers.raw(to, b"x").replace(answers.SENDER.encode(), b"nobody")).sender == ""


# Whatever comes


def test_a_mail_nested_without_end_stops_nobody(to):
    depth = 3_000
    opened = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(depth)
    )
    mail = answered_mail.read(answers.raw(to, b"--x\r\n" + opened, "multipart/mixed; boundary=x"))
    assert mail is None or mail.text == ""


@hypothesis_settings(max_examples=200)
@given(
    st.binary(max_size=400),
    st.sampled_from(["text/plain", "text/html", 'multipart/mixed; boundary="b"', "x"]),
)
def test_whatever_comes_in_stops_nobody(noise, kind):
    to = reply_address.address("d1")
    for raw in (noise, answers.raw(to, noise, kind), b"To: " + to.encode() + b"\r\n" + noise):
        mail = answered_mail.read(raw)
        assert mail is None or mail.reference in ("d1", "")
        if mail is not None:
            mail.text.encode()
