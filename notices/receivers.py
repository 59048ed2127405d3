"""What notices does when the layers below say something happened."""

from django.dispatch import receiver

from enrollment.signals import application_accepted
from notices.domain import intake_receipt, outbox, subscribe
from portal.common.signals import direct_message_requested


@receiver(direct_message_requested, dispatch_uid="notices.post_direct_message")
def post_direct_message(
    *,
    purpose: str,
    channel: str,
    address: str,
    subject: str,
    text: str,
    html: str = "",
    expires_at=None,
    **kwargs,
) -> None:
    """A layer below asks for one message to one person."""
    outbox.post(
        purpose=purpose,
        channel=channel,
        address=address,
        subject=subject,
        text=text,
        html=html,
        expires_at=expires_at,
    )


@receiver(application_accepted, dispatch_uid="notices.on_application_accepted")
def on_application_accepted(*, application, **kwargs) -> None:
    """Open what the form asked for, and tell the applicant the receipt number."""
    subscribe.from_application(application)
    intake_receipt.send(application)
