"""Ending what an application opened that was taken back."""

from django.db import transaction

from enrollment.models import Application
from notices.domain import subscribe
from notices.enums import SubscriptionEnd
from notices.models import Subscription
from notices.queries import subscriptions


@transaction.atomic
def on_application_reversed(application: Application, kept_choices: subscribe.Choices, by) -> None:
    """Close the topics the form asked for that began with it or after it; what another form asked for stays.

    Topics that ran before the application are not its work and go on.
    """
    began = Subscription.objects.filter(
        person=application.person,
        ends_at=None,
        starts_at__gte=application.entered_at,
        topic__code__in=application.wanted_topics,
        channel__in=application.wanted_channels,
    )
    ended = set(began.values_list("topic__code", "channel")) - kept_choices
    if ended:
        subscribe.set_choices(
            person=application.person,
            choices=subscriptions.open_choices(application.person) - ended,
            by=by,
            reason=SubscriptionEnd.REVERSED,
        )
