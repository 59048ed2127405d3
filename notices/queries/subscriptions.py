"""What a person subscribes to."""

from datetime import date

from enrollment.enums import ConsentPurpose, ContactKind
from enrollment.models import Consent, ContactPoint, Person
from enrollment.queries.consents import latest_consents
from notices.enums import SubscriptionEnd
from notices.models import Subscription

__all__ = [
    "closed_at",
    "has_consent",
    "last_opt_out",
    "latest_consents",
    "open_choices",
    "open_contacts",
    "stopped_after",
]


def open_choices(person: Person) -> set[tuple[str, str]]:
    """(topic code, channel) pairs that hold now."""
    rows = Subscription.objects.filter(person=person, ends_at=None)
    return set(rows.values_list("topic__code", "channel"))


def last_opt_out(person: Person):
    """When the person last stopped messages without signing in, or None."""
    rows = Subscription.objects.filter(person=person, reason=SubscriptionEnd.OPT_OUT)
    return rows.order_by("-ends_at").values_list("ends_at", flat=True).first()


def closed_at(person: Person, moment) -> set[tuple[str, str]]:
    """(topic code, channel) pairs the opt-out of `moment` closed."""
    rows = Subscription.objects.filter(person=person, reason=SubscriptionEnd.OPT_OUT, ends_at=moment)
    return set(rows.values_list("topic__code", "channel"))


def stopped_after(person: Person, day: date) -> set[tuple[str, str]]:
    """(topic code, channel) pairs the person ended on a later day than `day`."""
    rows = Subscription.objects.filter(person=person, ends_at__date__gt=day)
    return set(rows.values_list("topic__code", "channel"))


def has_consent(person: Person, purpose: ConsentPurpose) -> bool:
    latest = Consent.objects.filter(person=person, purpose=purpose).order_by("-id").first()
    return latest is not None and latest.given


def open_contacts(person: Person) -> dict[str, ContactPoint]:
    """The phone and the email in use, by kind."""
    rows = ContactPoint.objects.filter(person=person, ended_at=None, kind__in=ContactKind.values)
    return {row.kind: row for row in rows}
