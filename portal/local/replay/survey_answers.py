"""The questions of the replayed survey and how people answer them: all invented, and said to be."""

import random

from notices.enums.poll import AgeBand, QuestionKind
from notices.poll_form import Answer, Choice, Form, Question, Section

_DEGREES = (
    Choice("very", "매우 만족", "Very content"),
    Choice("fairly", "만족", "Content"),
    Choice("so", "보통", "Neither"),
    Choice("not", "불만", "Discontent"),
    Choice("notatall", "매우 불만", "Very discontent"),
)
_PROJECTS = (
    Choice("message", "전자소통", "Electronic communication"),
    Choice("care", "보육 시설 늘리기", "More child care"),
    Choice("work", "일자리 연결", "Help to find work"),
    Choice("library", "작은 도서관", "Small libraries"),
    Choice("green", "공원과 하천 가꾸기", "Parks and streams"),
    Choice("safe", "골목길 안전", "Safe alleys"),
)

FORM = Form(
    (
        Section(
            "overall",
            "구정 전반",
            "The district as a whole",
            (
                Question(
                    "content",
                    QuestionKind.SINGLE,
                    "올해 역점사업에 얼마나 만족하십니까?",
                    "How content are you with the priority projects of this year?",
                    choices=_DEGREES,
                ),
                Question(
                    "why",
                    QuestionKind.TEXT,
                    "무엇이 부족했습니까?",
                    "What was lacking?",
                    is_required=False,
                    shown_if=("content", ("not", "notatall")),
                ),
            ),
        ),
        Section(
            "projects",
            "사업별 질문",
            "The projects",
            (
                Question(
                    "useful",
                    QuestionKind.MULTIPLE,
                    "생활에 도움이 된 사업을 골라 주세요. 세 개까지 고를 수 있습니다.",
                    "Which projects helped you? Choose three at most.",
                    choices=_PROJECTS,
                    at_most=3,
                ),
                Question(
                    "message",
                    QuestionKind.SCALE,
                    "전자소통으로 받는 소식이 얼마나 도움이 됩니까?",
                    "How much do the messages of the district help you?",
                    low_label="도움이 안 됨",
                    low_label_en="Not at all",
                    high_label="큰 도움이 됨",
                    high_label_en="Very much",
                ),
                Question(
                    "next",
                    QuestionKind.RANKING,
                    "내년에 먼저 힘쓸 일을 순서대로 골라 주세요. 세 개까지 고를 수 있습니다.",
                    "What should come first next year? Put up to three in order.",
                    choices=_PROJECTS,
                    at_most=3,
                ),
                Question(
                    "wish",
                    QuestionKind.TEXT,
                    "더 바라는 점을 적어 주세요.",
                    "What else do you wish for?",
                    is_required=False,
                ),
            ),
        ),
    )
)

_CONTENT = {"very": 17, "fairly": 42, "so": 30, "not": 8, "notatall": 3}
_POINTS = {5: 26, 4: 39, 3: 23, 2: 8, 1: 4}
_LIKED = {
    AgeBand.TWENTIES: {"work": 6, "library": 2},
    AgeBand.THIRTIES: {"care": 7, "library": 2},
    AgeBand.FORTIES: {"care": 3, "safe": 3, "library": 3},
    AgeBand.FIFTIES: {"work": 3, "green": 3, "message": 2},
    AgeBand.SIXTIES: {"green": 5, "safe": 3},
    AgeBand.FROM_70: {"green": 5, "safe": 4},
}
"""What an age is drawn to, on top of 3 for each project."""
_LACKING = (
    "공사를 언제까지 하는지 알기 어려웠습니다.",
    "평일 낮에만 여는 강좌가 많아 참여하지 못했습니다.",
    "골목에 주차할 곳이 모자랍니다.",
    "소식이 너무 자주 와서 중요한 것을 놓쳤습니다.",
    "하천 산책로에 가로등이 더 있으면 좋겠습니다.",
)
_WISHES = (
    "주말에 여는 도서관이 늘면 좋겠습니다.",
    "어린이집 대기 순서를 문자로 알려 주세요.",
    "횡단보도 신호가 짧아 어르신이 건너기 어렵습니다.",
    "걷기 모임을 저녁에도 열어 주세요.",
    "재활용품을 내놓는 요일을 다시 알려 주세요.",
    "강좌 신청을 휴대전화로도 할 수 있게 해 주세요.",
    "공원에 앉을 곳을 더 놓아 주세요.",
)
_TELLS_WHY, _TELLS_WISH = 0.6, 0.21


def answers(rng: random.Random, band: str) -> dict[str, Answer]:
    """What somebody of an age answers."""
    content = _drawn(rng, _CONTENT)
    given: dict[str, Answer] = {"content": content}
    if content in ("not", "notatall") and rng.random() < _TELLS_WHY:
        given["why"] = rng.choice(_LACKING)
    weights = {choice.code: 3 + _LIKED.get(band, {}).get(choice.code, 0) for choice in _PROJECTS}
    given["useful"] = sorted(_several(rng, weights, rng.choice((1, 2, 2, 3))))
    given["message"] = _drawn(rng, _POINTS)
    given["next"] = _several(rng, weights, rng.choice((1, 2, 3, 3)))
    if rng.random() < _TELLS_WISH:
        given["wish"] = rng.choice(_WISHES)
    return given


def _drawn(rng: random.Random, weights: dict):
    return rng.choices(list(weights), weights.values())[0]


def _several(rng: random.Random, weights: dict[str, int], number: int) -> list[str]:
    left, found = dict(weights), []
    for _one in range(number):
        found.append(_drawn(rng, left))
        del left[found[-1]]
    return found
