"""How states of rounds and verdicts of rows look."""

from django import template

from notices.enums.notice import RollVerdict, RoundState

register = template.Library()

_ROUND = {
    RoundState.IN_REVIEW: "information",
    RoundState.SERVING: "primary",
    RoundState.CLOSED: "success",
}
_VERDICT = {
    RollVerdict.MATCHED: "success",
    RollVerdict.UNSURE: "warning",
    RollVerdict.REFUSED: "danger",
}


@register.filter
def round_tone(state: str) -> str:
    return _ROUND.get(state, "gray")


@register.filter
def verdict_tone(verdict: str) -> str:
    return _VERDICT.get(verdict, "gray")
