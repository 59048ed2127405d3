"""A campaign as one recipient would read it."""

from dataclasses import dataclass

from enrollment.enums import Channel
from enrollment.models import Person
from notices.domain import audience, render, sealed_ids
from notices.models import Campaign
from notices.validators import sms_text
from portal.common import masking

CANDIDATES = 8
_PURPOSE = "preview"


@dataclass(frozen=True, slots=True)
class Sample:
    """The messages one person gets; None where a channel does not reach the person."""

    person: Person
    email: render.EmailContent | None
    sms: str | None
    sms_measure: sms_text.SmsMeasure | None
    alimtalk: str | None = None


def candidates(campaign: Campaign, limit: int = CANDIDATES) -> list[Person]:
    """A few people of the audience, the same each time; those written down once the campaign is out."""
    if campaign.is_written_down:
        ids = list(
            campaign.deliveries.order_by("person_id").values_list("person_id", flat=True).distinct()[:limit]
        )
    else:
        segment = audience.segment_of(campaign)
        ids = audience.sample(segment, campaign.kind, district=campaign.district_id, limit=limit)
    people = Person.objects.select_related("household__dong").in_bulk(ids)
    return [people[person_id] for person_id in ids]


def token(campaign: Campaign, person: Person) -> str:
    """The name of one person of the audience in a URL of this campaign: no id, and the same each time."""
    return sealed_ids.seal(_PURPOSE, person.pk, campaign.pk)


def chosen(campaign: Campaign, token_text: str) -> Person | None:
    """Who a token names; None when it is not one of this campaign or the person is not in its audience."""
    try:
        ids = sealed_ids.unseal(_PURPOSE, token_text)
    except sealed_ids.BadSeal:
        return None
    person = Person.objects.select_related("household__dong").filter(pk=ids.person_id).first()
    if ids.campaign_id != campaign.pk or person is None or not _channels(campaign, person):
        return None
    return person


def of_person(campaign: Campaign, person: Person, *, is_masked: bool = False) -> Sample:
    """With `is_masked` the name is masked wherever it stands.

    Raises ValidationError when the text holds a placeholder that does not exist.
    """
    reached = _channels(campaign, person)
    content = render.compile_content(campaign)
    # Person 0: whoever looks at a preview must not be able to stop somebody else's messages.
    name = masking.name(person.name) if is_masked else person.name
    recipient = render.Recipient(name=name, dong_name=person.household.dong.name, person_id=0)
    falls_back = campaign.falls_back and bool(campaign.sms_body)
    sms = content.sms(recipient) if Channel.SMS in reached or falls_back else None
    has_alimtalk = Channel.ALIMTALK in reached and campaign.alimtalk_template
    return Sample(
        person=person,
        email=content.email(recipient) if Channel.EMAIL in reached else None,
        sms=sms,
        sms_measure=sms_text.measure(sms) if sms is not None else None,
        alimtalk=content.alimtalk(recipient) if has_alimtalk else None,
    )


def _channels(campaign: Campaign, person: Person) -> set[str]:
    if campaign.is_written_down:
        return set(campaign.deliveries.filter(person=person).values_list("channel", flat=True))
    segment = audience.segment_of(campaign)
    return set(
        audience.contacts_of(segment, campaign.kind, district=campaign.district_id, person_id=person.pk)
    )
