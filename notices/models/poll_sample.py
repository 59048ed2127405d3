"""A random sample for a poll: who could be drawn, the seed, who was."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from enrollment.models import Dong
from notices.enums.poll import SampleUnit
from notices.models.audience import RecipientList
from notices.models.poll import Poll


class PollSample(models.Model):
    """One draw. With the seed and the frames of its strata it can be drawn again and finds the same people.

    The drawn people are a list like an uploaded one (`recipients`), to which a campaign narrows its audience.
    """

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="samples")
    unit = models.CharField(_("뽑는 단위"), max_length=9, choices=SampleUnit.choices)
    size = models.PositiveIntegerField(_("뽑는 수"), validators=[MinValueValidator(1)])
    seed = models.CharField(_("난수 씨앗"), max_length=64)
    by_dong = models.BooleanField(_("동별로 나누어 뽑기"), default=True)
    recipients = models.ForeignKey(RecipientList, null=True, on_delete=models.SET_NULL, related_name="+")
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()


class SampleStratum(models.Model):
    """The units of one dong (of the whole district, without one) that could be drawn, in the order of their
    numbers, and those that were, in the order of the draw."""

    sample = models.ForeignKey(PollSample, on_delete=models.CASCADE, related_name="strata")
    dong = models.ForeignKey(Dong, null=True, on_delete=models.PROTECT, related_name="+")
    frame = ArrayField(models.BigIntegerField())
    drawn = ArrayField(models.BigIntegerField())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sample", "dong"], name="sample_stratum_once", nulls_distinct=False
            ),
        ]
