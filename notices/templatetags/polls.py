"""How polls and their questions look."""

from django import template

from notices.enums.poll import PollState
from notices.poll_form import Form, Question, Section
from notices.poll_words import condition, first_number

register = template.Library()

_TONES = {
    PollState.IN_REVIEW: "information",
    PollState.APPROVED: "information",
    PollState.OPEN: "primary",
    PollState.CLOSED: "success",
}


@register.filter
def poll_tone(state: str) -> str:
    return _TONES.get(state, "gray")


@register.filter
def number_of(form: Form, section: Section) -> int:
    """The number of the first question of a section."""
    return first_number(form, section)


@register.filter
def condition_of(form: Form, question: Question) -> str:
    """When a question is asked, in words."""
    return condition(form, question)
