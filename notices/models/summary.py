"""What campaigns came to, counted once and not by every page: see `portal.common.summary`."""

from django.db import models

from enrollment.enums import Channel
from enrollment.models import District, Person
from notices.models.campaign import Campaign
from notices.models.notice_kind import NoticeKind
from notices.models.notice_round import NoticeRound


class CampaignFigure(models.Model):
    """The deliveries of a campaign by channel and state: counted again while it is sent and receipts come."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="figures")
    channel = models.CharField(max_length=8, choices=Channel.choices)
    state = models.CharField(max_length=12)
    deliveries = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "channel", "state"], name="campaign_figure_once")
        ]


class CampaignTold(models.Model):
    """When the figures of a campaign were counted, and what is not told by states: people (실인원 of this
    campaign), those nothing had been sent to before (`newly_reached`: added up they are the distinct
    recipients of all), opens, clicks, replies and won. `text_kind` is that of its text when it was first
    counted: what settings and names of dongs would make of it later changes no cost."""

    campaign = models.OneToOneField(Campaign, primary_key=True, on_delete=models.CASCADE, related_name="told")
    people = models.PositiveIntegerField(default=0)
    newly_reached = models.PositiveIntegerField(default=0)
    opened = models.PositiveIntegerField(default=0)
    clicked = models.PositiveIntegerField(default=0)
    replies = models.PositiveIntegerField(default=0)
    won = models.PositiveIntegerField(default=0)
    text_kind = models.CharField(max_length=8)
    counted_at = models.DateTimeField()
    is_final = models.BooleanField(default=False)


class ReachedPerson(models.Model):
    """Somebody at least one message of a campaign was sent to, and the first of them."""

    person = models.OneToOneField(
        Person, primary_key=True, on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+", db_constraint=False)


class CountedNotices(models.Model):
    """`addressed`: everybody of the roll who counts, on paper or not, and `sent`: those something was sent to
    electronically, both on the day of the approval; `seen` by the person and never carried; `carried`: sent,
    but taken to paper; `settled`: sent, and since that day seen, carried or stopped.
    """

    addressed = models.IntegerField(default=0)
    sent = models.IntegerField(default=0)
    seen = models.IntegerField(default=0)
    carried = models.IntegerField(default=0)
    settled = models.IntegerField(default=0)

    class Meta:
        abstract = True


class NoticeDay(CountedNotices):
    """Addressed notices of a round by the dong of their people (empty: unknown) and the day it happened."""

    day = models.DateField()
    round = models.ForeignKey(NoticeRound, on_delete=models.CASCADE, related_name="+", db_index=False)
    dong_code = models.CharField(max_length=10, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "dong_code", "day"], name="notice_day_once")]
        indexes = [
            models.Index(fields=["dong_code", "day"], name="notice_day_of_dong"),
            models.Index(fields=["day"], name="notice_day_by_day"),
        ]


class NoticeRoundDay(CountedNotices):
    """`NoticeDay` added up over dongs, so that rounds are read in few rows."""

    round = models.ForeignKey(NoticeRound, on_delete=models.CASCADE, related_name="+", db_index=False)
    day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "day"], name="notice_round_day_once")]


class NoticeDongMonth(models.Model):
    """What `NoticeDay` counts as seen, by month (`month` is its first day) and dong (empty: unknown), over
    all rounds of a kind, cancelled ones too."""

    month = models.DateField()
    district = models.ForeignKey(District, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.ForeignKey(NoticeKind, on_delete=models.CASCADE, related_name="+", db_index=False)
    dong_code = models.CharField(max_length=10, blank=True)
    seen = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "month", "kind", "dong_code"], name="notice_dong_month_once"
            )
        ]
