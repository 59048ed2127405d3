"""Opinions on pages: how long they are kept, and the tone of a state."""

from django import template
from django.conf import settings

from notices.enums.reply import ReplyState

register = template.Library()

_TONES = {
    ReplyState.RECEIVED: "warning",
    ReplyState.ASSIGNED: "information",
    ReplyState.ANSWERED: "success",
    ReplyState.CLOSED: "gray",
}


@register.simple_tag
def reply_kept_days() -> int:
    """Days after its end until an opinion is erased."""
    return settings.REPLY_RETENTION_DAYS


@register.filter
def reply_tone(state: str) -> str:
    return _TONES[ReplyState(state)]
