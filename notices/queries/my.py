"""A resident's own page: what is kept about the people this user applied as."""

from django.db.models import Q

from enrollment.enums import ConsentPurpose, ContactKind, ContactState, Relation
from enrollment.models import Application, Change, Consent, ContactPoint, EnrollmentPeriod, Person, Topic
from enrollment.queries.consents import unanswered
from enrollment.queries.people import is_here, lacks_head, may_end_household, members_here
from notices.enums.notice import NoticeState
from notices.models import AddressedNotice
from notices.queries import campaigns, subscriptions


def people_of(user):
    """People linked to the account, with household and dong; of records that were joined, the one in use."""
    own = Q(user=user) | Q(absorbed__user=user)
    people = Person.objects.filter(own, merged_into=None).select_related("household__dong")
    return people.order_by("id").distinct()


def running_services(person: Person):
    """The periods of the services somebody uses now."""
    return (
        EnrollmentPeriod.objects.filter(person=person, ends_on=None)
        .select_related("service")
        .order_by("service__position")
    )


def topics_of(person: Person) -> list[dict]:
    """[{topic, channels}] somebody receives now."""
    return _topics(subscriptions.open_choices(person))


def changes_of(person: Person):
    """What was changed of the person, or of the household as a whole, newest first."""
    return Change.objects.filter(Q(person=person) | Q(person=None, household=person.household_id)).order_by(
        "-id"
    )


def what_ends(person: Person) -> dict:
    """What leaving would end."""
    return {
        "services": running_services(person),
        "topics": topics_of(person),
        "contacts": ContactPoint.objects.filter(person=person, ended_at=None).order_by("-kind"),
    }


def everything(person: Person) -> dict:
    """All that is held about a person, and nothing about anybody else of the household."""
    return {
        "person": person,
        "contacts": ContactPoint.objects.filter(person=person).order_by("-id"),
        "services": EnrollmentPeriod.objects.filter(person=person)
        .select_related("service", "source")
        .order_by("-id"),
        "topics": topics_of(person),
        "consents": Consent.objects.filter(person=person)
        .select_related("text", "application")
        .order_by("-id"),
        "applications": Application.objects.filter(person=person)
        .select_related("dong")
        .order_by("-entered_at"),
        "changes": changes_of(person),
        "received": campaigns.received_by(person),
        "notices": AddressedNotice.objects.filter(person=person, erased_at=None)
        .exclude(state=NoticeState.DRAFT)
        .select_related("round__kind")
        .order_by("-id"),
    }


def overview(person: Person) -> dict:
    """Everything the page shows of one person."""
    consents = subscriptions.latest_consents(person)
    choices = subscriptions.open_choices(person)
    contacts = subscriptions.open_contacts(person)
    public_info = consents.get(ConsentPurpose.PUBLIC_INFO)
    return {
        "person": person,
        "contacts": [contacts[kind] for kind in ContactKind.values if kind in contacts],
        "services": running_services(person),
        "topics": _topics(choices),
        "consents": [consents[purpose] for purpose in ConsentPurpose.values if purpose in consents],
        "may_choose": bool(public_info and public_info.given and is_here(person)),
        "dead_contacts": [c for c in contacts.values() if c.state == ContactState.DEAD],
        "to_answer": unanswered(person),
        "is_here": is_here(person),
        "may_move": may_end_household(person),
        "is_head": person.relation == Relation.HEAD,
        "may_move_alone": len(members_here(person.household)) > 1,
        "lacks_head": lacks_head(person.household),
        "changes": changes_of(person),
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
