"""Ending what an application opened that was taken back."""

from django.db import transaction

from enrollment.models import Application
from enrollment.queries.people import in_use
from notices.domain import subscribe
from notices.enums import SubscriptionEnd
from notices.models import Subscription
from notices.queries import subscriptions


@transaction.atomic
def on_application_reversed(application: Application, kept_choices: subscribe.Choices, by) -> None:
    """Close the topics the form asked for that began with it or after it; what another form asked for stays.

    Topics that ran before the application are not its work and go on.
    """
    person = in_use(application.person)
    began = Subscription.objects.filter(
        person=person,
        ends_at=None,
        starts_at__gte=application.entered_at,
        topic__code__in=application.wanted_topics,
        channel__in=application.wanted_channels,
    )
    ended = set(began.values_list("topic__code", "channel")) - kept_choices
    if ended:
        subscribe.set_choices(
            person=person,
            choices=subscriptions.open_choices(person) - ended,
            by=by,
            reason=SubscriptionEnd.REVERSED,
        )
