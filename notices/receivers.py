"""What notices does when the layers below say something happened."""

from django.dispatch import receiver

from enrollment.enums import ConsentPurpose
from enrollment.signals import (
    application_accepted,
    application_corrected,
    application_expired,
    application_refused,
    application_reversed,
    application_waits,
    applications_imported,
    consent_withdrawn,
    guardian_confirmed,
    people_erased,
    people_merged,
    people_split,
    person_left,
)
from notices.domain import intake_receipt, merged_people, outbox, recipient_list, reversal, stop, subscribe
from notices.domain.notice import fallback, merged, retention
from notices.domain.poll import merged as merged_invitations
from notices.domain.poll import retention as poll_retention
from notices.domain.reply import attachment as reply_files
from notices.domain.reply import merged as merged_replies
from notices.domain.reply import retention as reply_retention
from notices.enums.poll import PollState
from notices.models import AnsweredMark
from portal.common.signals import digests_without_value, direct_message_requested, encrypted_elsewhere


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
def on_application_accepted(*, application, tell=True, **kwargs) -> None:
    """Open what the form asked for, and tell the applicant the receipt number."""
    subscribe.from_application(application)
    if tell:
        intake_receipt.send(application)


@receiver(applications_imported, dispatch_uid="notices.on_applications_imported")
def on_applications_imported(*, application_ids, by=None, tell=True, **kwargs) -> None:
    """The same for a thousand applications of people not known before, set by set."""
    subscribe.from_new_applications(application_ids, by=by)
    if tell:
        intake_receipt.send_many(application_ids)


@receiver(application_corrected, dispatch_uid="notices.on_application_corrected")
def on_application_corrected(*, application, former_choices, by=None, **kwargs) -> None:
    """Close what was opened by mistake, and open what the form asks for."""
    subscribe.from_correction(application, former_choices, by)


@receiver(guardian_confirmed, dispatch_uid="notices.on_guardian_confirmed")
def on_guardian_confirmed(*, application, **kwargs) -> None:
    """Open what a child's form asked for, now that the guardian consents."""
    subscribe.from_application(application)


@receiver(consent_withdrawn, dispatch_uid="notices.on_consent_withdrawn")
def on_consent_withdrawn(*, person, purpose, by=None, **kwargs) -> None:
    """Stop what rests on the consent; notices to the person go on paper."""
    stop.on_consent_withdrawn(person, purpose, by)
    if purpose == ConsentPurpose.E_NOTICE:
        fallback.on_consent_withdrawn(person, by)


@receiver(person_left, dispatch_uid="notices.on_person_left")
def on_person_left(*, person, by=None, **kwargs) -> None:
    """Stop everything that would go to the person; notices go on paper."""
    stop.on_person_left(person, by)
    fallback.on_person_left(person, by)


@receiver(people_erased, dispatch_uid="notices.on_people_erased")
def on_people_erased(*, person_ids, **kwargs) -> None:
    """Blank the numbers and addresses in what providers reported, and forget them in uploaded lists.

    The evidence of notices stays until its own period is over, and what is still to be answered until it is.
    """
    stop.on_people_erased(person_ids)
    recipient_list.on_people_erased(person_ids)
    retention.on_people_erased(person_ids)
    poll_retention.on_people_erased(person_ids)
    reply_retention.on_people_erased(person_ids)


@receiver(application_reversed, dispatch_uid="notices.on_application_reversed")
def on_application_reversed(*, application, kept_choices, by=None, **kwargs) -> None:
    """Close what the application opened, and nothing else."""
    reversal.on_application_reversed(application, kept_choices, by)


@receiver(application_waits, dispatch_uid="notices.on_application_waits")
def on_application_waits(*, waiting, form, tell=True, **kwargs) -> None:
    """Tell the applicant the receipt number and that somebody looks at it."""
    if tell:
        intake_receipt.send_waiting(waiting, form)


@receiver(application_refused, dispatch_uid="notices.on_application_refused")
def on_application_refused(*, waiting, form, tell=True, **kwargs) -> None:
    """Tell the applicant why it was not accepted."""
    if tell:
        intake_receipt.send_refused(waiting, form)


@receiver(application_expired, dispatch_uid="notices.on_application_expired")
def on_application_expired(*, waiting, form, tell=True, **kwargs) -> None:
    """Tell the applicant that nobody decided in time, and to apply again."""
    if tell:
        intake_receipt.send_expired(waiting, form)


@receiver(people_merged, dispatch_uid="notices.on_people_merged")
def on_people_merged(*, merge, **kwargs) -> None:
    """Two records are one person from now on."""
    merged_people.pass_on(merge)
    merged.pass_on(merge)
    merged_invitations.pass_on(merge)
    merged_replies.pass_on(merge)


@receiver(people_split, dispatch_uid="notices.on_people_split")
def on_people_split(*, merge, **kwargs) -> None:
    """Two records are two people again."""
    merged_people.give_back(merge)
    merged.give_back(merge)
    merged_invitations.give_back(merge)
    merged_replies.give_back(merge)


@receiver(digests_without_value, dispatch_uid="notices.marks_of_open_polls")
def marks_of_open_polls(**kwargs) -> int:
    """Who has answered is known by the digest alone: with another key everybody could answer again."""
    return AnsweredMark.objects.filter(poll__state=PollState.OPEN).count()


@receiver(encrypted_elsewhere, dispatch_uid="notices.rotate_reply_files")
def rotate_reply_files(*, rotate: bool, **kwargs) -> int:
    """Files that came with opinions are written anew under the current key."""
    return reply_files.rotate_files(rotate=rotate)
