"""A resident's own page: what is kept about the people this user applied as."""

from enrollment.enums import ConsentPurpose, ContactKind, ContactState
from enrollment.models import Application, EnrollmentPeriod, Person, Topic
from notices.queries import campaigns, subscriptions


def people_of(user):
    """People linked to the account, with household and dong."""
    return Person.objects.filter(user=user).select_related("household__dong").order_by("id")


def overview(person: Person) -> dict:
    """Everything the page shows of one person."""
    consents = subscriptions.latest_consents(person)
    choices = subscriptions.open_choices(person)
    contacts = subscriptions.open_contacts(person)
    public_info = consents.get(ConsentPurpose.PUBLIC_INFO)
    return {
        "person": person,
        "contacts": [contacts[kind] for kind in ContactKind.values if kind in contacts],
        "services": EnrollmentPeriod.objects.filter(person=person, ends_on=None)
        .select_related("service")
        .order_by("service__position"),
        "topics": _topics(choices),
        "consents": [consents[purpose] for purpose in ConsentPurpose.values if purpose in consents],
        "may_choose": bool(public_info and public_info.given),
        "dead_contacts": [c for c in contacts.values() if c.state == ContactState.DEAD],
        "received": campaigns.received_by(person),
        "applications": Application.objects.filter(person=person).order_by("-entered_at"),
    }


def _topics(choices: set[tuple[str, str]]) -> list[dict]:
    """[{topic, channels}] of the topics somebody receives, in the order of the catalogue."""
    by_code: dict[str, set[str]] = {}
    for code, channel in choices:
        by_code.setdefault(code, set()).add(channel)
    return [
        {"topic": topic, "channels": by_code[topic.code]} for topic in Topic.objects.filter(code__in=by_code)
    ]
