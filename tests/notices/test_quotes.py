import pytest

from notices.gateways import quotes

OWN = "네, 그렇게 해 주세요.\n\n고맙습니다."
OURS = "소식입니다.\n자세히 보기"
QUOTED = "\n".join(f"> {line}" for line in OURS.split("\n"))


@pytest.mark.parametrize(
    "above",
    [
        "2026년 11월 23일 (월) 오후 3:02, 소통 <sotong@example.kr>님이 작성:",
        "2026년 11월 23일 (월) 오후 3:02, 소통\n<sotong@example.kr>님이 작성:",
        "On Mon, Nov 23, 2026 at 3:02 PM 소통 <sotong@example.kr> wrote:",
        "On Mon, Nov 23, 2026 at 3:02 PM 소통\n<sotong@example.kr>\nwrote:",
        "",
    ],
)
@pytest.mark.parametrize("marked", [True, False])
def test_the_answered_mail_is_left_out(above, marked):
    if not above and not marked:
        return
    assert quotes.cut(f"{OWN}\n\n{above}\n\n{QUOTED if marked else OURS}") == OWN


@pytest.mark.parametrize(
    "above",
    [
        "-----Original Message-----", "-----원본 메시지-----", "--------- 원본 메일 ---------",
        "________________________________\nFrom: 소통 <sotong@example.kr>\nSent: Monday\nTo: a\nSubject: x",
        "보낸 사람: 소통 <sotong@example.kr>\n보낸 날짜: 2026년 11월 23일\n받는 사람: 나\n제목: 소식",
        "-----Original Message-----\nFrom: 소통\nTo: a\nSent: b\nSubject: x", "---- Forwarded Message ----",
    ],
)  # fmt: skip
def test_what_stands_below_a_rule_or_headers_is_left_out(above):
    assert quotes.cut(f"{OWN}\n\n{above}\n\n{OURS}") == OWN


def test_answers_between_and_below_quoted_lines_are_kept():
    above = "On Mon, Nov 23, 2026 소통 <sotong@example.kr> wrote:"
    text = f"{above}\n> 언제가 좋을까요?\n월요일이요.\n> 어디서요?\n도서관이요."
    assert quotes.cut(text) == "월요일이요.\n도서관이요."
    assert quotes.cut(f"{QUOTED}\n\n{OWN}") == OWN


def test_rather_everything_than_nothing():
    assert quotes.cut(QUOTED) == QUOTED
    below = f"-----Original Message-----\n{OURS}\n아래에 씁니다."
    assert quotes.cut(below) == below


@pytest.mark.parametrize(
    "text",
    [
        "2026년 3월에 신청한 담당자님이 작성해 주신 글을 봤어요.\n고맙습니다.",
        "a -- b\n---\nc", "From: 우리 집\n끝",
        "날짜: 내일\n장소: 도서관", "On Monday I wrote to you.\nThank you.", "1 > 0 입니다.",
    ],
    ids=range(6),
)  # fmt: skip
def test_words_that_only_look_like_it_are_kept(text):
    assert quotes.cut(text) == text
