"""What notices does when the layers below say something happened."""

from django.dispatch import receiver

from enrollment.signals import (
    application_accepted,
    consent_withdrawn,
    guardian_confirmed,
    people_erased,
    person_left,
)
from notices.domain import intake_receipt, outbox, stop, subscribe
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


@receiver(guardian_confirmed, dispatch_uid="notices.on_guardian_confirmed")
def on_guardian_confirmed(*, application, **kwargs) -> None:
    """Open what a child's form asked for, now that the guardian consents."""
    subscribe.from_application(application)


@receiver(consent_withdrawn, dispatch_uid="notices.on_consent_withdrawn")
def on_consent_withdrawn(*, person, purpose, by=None, **kwargs) -> None:
    """Stop what rests on the consent."""
    stop.on_consent_withdrawn(person, purpose, by)


@receiver(person_left, dispatch_uid="notices.on_person_left")
def on_person_left(*, person, by=None, **kwargs) -> None:
    """Stop everything that would go to the person."""
    stop.on_person_left(person, by)


@receiver(people_erased, dispatch_uid="notices.on_people_erased")
def on_people_erased(*, person_ids, **kwargs) -> None:
    """Blank the numbers and addresses in what providers reported."""
    stop.on_people_erased(person_ids)
