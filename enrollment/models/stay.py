"""Which days a person spent in a household they no longer belong to."""

from django.db import models
from django.db.models import F, Q

from enrollment.models.household import Household, Person


class FormerStay(models.Model):
    """Ledger: `person` was a member of `household` until the day before `ends_on`, then moved on.

    Where somebody lives now stands at `Person.household`; that stay began when the last one here ended.
    Without this a household's past would be judged by the people it has today. No personal data.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="former_stays")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="former_stays")
    starts_on = models.DateField(null=True, help_text="None: from the beginning")
    ends_on = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on__gte=F("starts_on")), name="former_stay_in_order"
            )
        ]
