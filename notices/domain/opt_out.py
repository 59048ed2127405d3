"""Stopping messages from a link, without signing in: at once, undone as easily, statutory notices apart."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from enrollment.enums import Channel, ConsentPurpose
from enrollment.models import Person, Topic
from notices.domain import opt_out_token, subscribe
from notices.domain.poll import poll_consent
from notices.enums import ADDRESSED_KINDS, CampaignKind, SubscriptionEnd
from notices.models import Campaign
from notices.queries import subscriptions

UNDO_WITHIN = timedelta(hours=24)


class Scope(models.TextChoices):
    TOPIC = "topic", _("이 분야만 그만 받기")
    ALL = "all", _("모든 소식 그만 받기")
    POLLS = "polls", _("설문 안내 그만 받기")


class PreviewLink(Exception):
    """The link of a preview or test send: it belongs to nobody."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who a link belongs to, the message's campaign, and its topic (None when it rests on none).

    `asks`: the message invited to a poll, so stopping it is to be asked no more.
    """

    person: Person
    topic: Topic | None
    campaign: int | None
    asks: bool = False

    @property
    def is_asked(self) -> bool:
        """Whether the person consents to being asked."""
        return subscriptions.has_consent(self.person, ConsentPurpose.POLL)


def visitor(token: str) -> Visitor:
    """Raises BadOptOutToken for a token that is not ours or whose person is no longer kept, PreviewLink
    for one that was made to be looked at.
    """
    ids = opt_out_token.read(token)
    if not ids.person_id:
        raise PreviewLink
    person = Person.objects.filter(pk=ids.person_id).first()
    if person is None:
        raise opt_out_token.BadOptOutToken("nobody")
    campaign = Campaign.objects.filter(pk=ids.campaign_id).select_related("topic").first()
    if campaign is None:
        return Visitor(person=person, topic=None, campaign=None)
    return Visitor(
        person=person,
        topic=None if campaign.kind in ADDRESSED_KINDS else campaign.topic,
        campaign=campaign.pk,
        asks=campaign.kind == CampaignKind.POLL,
    )


def stop(visitor: Visitor, scope: Scope) -> subscribe.Choices:
    """End the subscriptions of one topic or of all, or withdraw the consent to polls; returns the
    subscriptions that were ended."""
    if scope == Scope.POLLS:
        poll_consent.withdraw(visitor.person)
        return set()
    if scope == Scope.TOPIC and visitor.topic:
        return _end(visitor.person, lambda topic, _channel: topic == visitor.topic.code, visitor.campaign)
    return _end(visitor.person, lambda _topic, _channel: True, visitor.campaign)


def one_click(visitor: Visitor) -> subscribe.Choices:
    """RFC 8058: the mail program's own button ends the mails of this topic, of all topics without one; under
    an invitation to a poll, being asked."""
    if visitor.asks:
        return stop(visitor, Scope.POLLS)
    code = visitor.topic.code if visitor.topic else None
    return _end(
        visitor.person,
        lambda topic, channel: channel == Channel.EMAIL and code in (None, topic),
        visitor.campaign,
    )


def by_carrier(person: Person, campaign: int) -> subscribe.Choices:
    """The reader called the free 080 number: no text of ours gets through, so those of every topic end.

    `campaign` is the one whose text came back with that answer; of an invitation to a poll, being asked ends
    too. Not ours to take back: the carrier would go on refusing.
    """
    _ask_no_more(person, campaign)
    return _end(
        person,
        lambda _topic, channel: channel == Channel.SMS,
        campaign,
        reason=SubscriptionEnd.CARRIER_OPT_OUT,
    )


def by_complaint(person: Person, campaign: int) -> subscribe.Choices:
    """The reader called a mail of `campaign` spam: mails of every topic end, and being asked when it was an
    invitation to a poll."""
    _ask_no_more(person, campaign)
    return _end(
        person,
        lambda _topic, channel: channel == Channel.EMAIL,
        campaign,
        reason=SubscriptionEnd.COMPLAINT,
    )


def _ask_no_more(person: Person, campaign: int) -> None:
    if Campaign.objects.filter(pk=campaign, kind=CampaignKind.POLL).exists():
        poll_consent.withdraw(person)


@transaction.atomic
def _end(person: Person, ends, campaign: int | None, *, reason=SubscriptionEnd.OPT_OUT) -> subscribe.Choices:
    current = subscriptions.open_choices(Person.objects.select_for_update().get(pk=person.pk))
    kept = {pair for pair in current if not ends(*pair)}
    _opened, closed = subscribe.set_choices(
        person=person, choices=kept, by=None, reason=reason, campaign=campaign
    )
    return closed


def undoable(person: Person) -> subscribe.Choices:
    """What the last stop of this person ended and can be taken back; empty after a day."""
    moment = subscriptions.last_opt_out(person)
    if moment is None or moment < timezone.now() - UNDO_WITHIN:
        return set()
    return subscriptions.closed_at(person, moment) - subscriptions.open_choices(person)


@transaction.atomic
def undo(person: Person) -> subscribe.Choices:
    """Open again what the last stop ended. Messages it withdrew stay withdrawn."""
    choices = undoable(Person.objects.select_for_update().get(pk=person.pk))
    if choices:
        subscribe.set_choices(
            person=person,
            choices=subscriptions.open_choices(person) | choices,
            by=None,
            reason=SubscriptionEnd.CHANGED,
        )
    return choices
