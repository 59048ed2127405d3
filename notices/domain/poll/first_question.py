"""The first question of a poll in a mail: its choices as links, so that one tap begins the answer.

A tap opens the page with the choice made and records nothing: whoever reads the mail ahead of its reader, a
scanner or a preview, answers nothing.
"""

from dataclasses import dataclass
from html import escape

from notices.enums.poll import QuestionKind
from notices.models import Poll
from notices.poll_form import Form, Question

_ONE_TAP = frozenset({QuestionKind.SINGLE, QuestionKind.SCALE})
_BUTTON = (
    "display:inline-block;min-width:28px;margin:4px 6px 4px 0;padding:10px 16px;border:1px solid #0b50d0;"
    "border-radius:6px;color:#0b50d0;text-align:center;text-decoration:none"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a mail asks: `ends` says what the ends of a scale mean, `choices` are (code, label)."""

    text: str
    ends: str
    choices: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Markup:
    """HTML around the address of a reader's poll."""

    pieces: tuple[str, ...]

    def at(self, url: str) -> str:
        return escape(url).join(self.pieces)


def asked(poll: Poll) -> Asked | None:
    """None when the first question takes more than one tap."""
    question = next(iter(Form.from_json(poll.form).questions), None)
    if question is None or question.kind not in _ONE_TAP:
        return None
    return Asked(question.text, _ends(question), _choices(question))


def markup(found: Asked) -> Markup:
    """The question as HTML."""
    links = "".join(_link(code, label) for code, label in found.choices)
    ends = f"{escape(found.ends)}<br>\n" if found.ends else ""
    text = f"<strong>{escape(found.text)}</strong><br>\n{ends}{links}"
    # Before each link stands the mark of the address.
    return Markup(tuple(text.split("\1")))


def _choices(question: Question) -> list[tuple[str, str]]:
    if question.kind == QuestionKind.SCALE:
        return [(str(point), str(point)) for point in question.points]
    return [(choice.code, choice.label) for choice in question.choices]


def _link(code: str, label: str) -> str:
    return f'<a href="\1?a={escape(code)}" style="{_BUTTON}">{escape(label)}</a>\n'


def _ends(question: Question) -> str:
    """What the ends of a scale mean."""
    if question.kind != QuestionKind.SCALE or not (question.low_label or question.high_label):
        return ""
    low, high = f"{question.scale_from}: {question.low_label}", f"{question.scale_to}: {question.high_label}"
    return f"{low}, {high}"
