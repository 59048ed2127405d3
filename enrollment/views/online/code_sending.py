"""Sending a code to a contact of the draft: once a press, and not again for a page only gone back to."""

from django.utils import timezone

from enrollment.enums import ContactKind
from enrollment.views.online.journey import Journey
from portal.accounts.verification import send_code

KIND_OF_ROLE = {
    "mobile": ContactKind.MOBILE,
    "email": ContactKind.EMAIL,
    "guardian": ContactKind.MOBILE,
}


def send(request, journey: Journey, role: str) -> None:
    """Send a new code. Raises ValidationError when codes are asked for too often."""
    value = journey.contact(role)
    sent = send_code(kind=KIND_OF_ROLE[role], value=value, request=request)
    journey.draft.note_sent(role, value, sent.expires_at)


def send_unless_underway(request, journey: Journey, role: str) -> None:
    """Send a code when none that still works is on its way. Raises ValidationError like `send`."""
    expires_at = journey.draft.code_expires_at(role, journey.contact(role))
    if expires_at is None or expires_at <= timezone.now():
        send(request, journey, role)
