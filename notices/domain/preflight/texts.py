"""What is written must be there and sendable: texts of every channel, known placeholders, no resident number,
no character a phone cannot show."""

from notices.domain.preflight.base import Check, Level
from notices.models import Campaign
from notices.validators.campaign import Problems, missing, text_problems


class Texts(Check):
    code = "texts"
    level = Level.REFUSE

    def examine(self, campaign, segment, counts, now):
        return [
            self.found(message, field=field)
            for field, messages in unsendable(campaign).items()
            for message in messages
        ]


def unsendable(campaign: Campaign) -> Problems:
    """What keeps the texts from being sent at all, by field."""
    by_field = text_problems(
        title=campaign.title,
        sms_body=campaign.sms_body,
        email_subject=campaign.email_subject,
        email_body=campaign.email_body,
    )
    for field, messages in missing(campaign).items():
        by_field.setdefault(field, []).extend(messages)
    return by_field
