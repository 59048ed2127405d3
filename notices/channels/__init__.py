"""Channels: how one message becomes bytes on a wire, and what came of it. They know no models."""

from notices.channels.alimtalk import AlimtalkChannel
from notices.channels.base import Channel
from notices.channels.email import EmailChannel
from notices.channels.sms import SmsChannel

_CHANNELS: dict[str, Channel] = {
    "email": EmailChannel(),
    "sms": SmsChannel(),
    "alimtalk": AlimtalkChannel(),
}


def of(code: str) -> Channel:
    """The channel by its code (`enrollment.enums.Channel`). Raises KeyError for an unknown one."""
    return _CHANNELS[code]


def codes() -> tuple[str, ...]:
    """The codes of all channels messages can go by."""
    return tuple(_CHANNELS)
