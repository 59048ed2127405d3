"""Answers to a poll, and who was asked. Between the two there is no way back: decision 17."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from enrollment.models import Dong, Person
from notices.enums.poll import AgeBand, Route
from notices.models.poll import Poll
from portal.common.fields import EncryptedTextField


class PollInvitation(models.Model):
    """Somebody who was asked, with the dong and age of the day they were written down.

    Written with the recipients of a campaign that invites (`Campaign.poll`). Whether they answered is not
    told here: see `AnsweredMark`.
    """

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="invitations")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="poll_invitations")
    dong = models.ForeignKey(Dong, on_delete=models.PROTECT, related_name="+")
    age_band = models.CharField(max_length=3, choices=AgeBand.choices)

    class Meta:
        verbose_name = _("설문 안내 받은 사람")
        verbose_name_plural = _("설문 안내 받은 사람")
        constraints = [models.UniqueConstraint(fields=["poll", "person"], name="poll_invites_once")]
        indexes = [models.Index(fields=["poll", "dong", "age_band"], name="poll_invitation_groups")]


class AnsweredMark(models.Model):
    """An invitation, or a browser on the open web, that has answered: a keyed digest, nothing else.

    The key is not in the database, so the table says how many answered and not who. It exists for one ballot
    each and for reminders, and is emptied when the poll closes. No number of a row, no time.
    """

    digest = models.CharField(max_length=32, primary_key=True)
    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="marks")


class SealedBallot(models.Model):
    """A ballot in the box: encrypted, until enough lie there to be mixed and counted (`domain.poll.box`).

    Its mark and it are written in one transaction; mixing takes away what the database itself remembers of
    that. `edit_index`: keyed digest of the poll and of the word only the browser of the voter knows, to
    change the answer.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="sealed_ballots")
    sealed = EncryptedTextField()
    edit_index = models.CharField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["poll", "edit_index"], name="sealed_ballot_of_one_word")
        ]


class Ballot(models.Model):
    """A counted ballot. No time, no running number, no person.

    An anonymous one tells nothing of its route, dong and age band until its poll closes: `sealed_traits`
    holds them, encrypted. Then it keeps what enough people and ballots share (`notices.poll_groups`).
    `answers` is JSON, {code of the question: what was answered}, encrypted because people write about
    themselves.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="ballots")
    route = models.CharField(max_length=8, choices=Route.choices)
    dong = models.ForeignKey(Dong, null=True, on_delete=models.PROTECT, related_name="+")
    age_band = models.CharField(max_length=3, choices=AgeBand.choices, blank=True)
    sealed_traits = EncryptedTextField(null=True)
    answers = EncryptedTextField()
    edit_index = models.CharField(max_length=32)

    class Meta:
        verbose_name = _("답변")
        verbose_name_plural = _("답변")
        constraints = [models.UniqueConstraint(fields=["poll", "edit_index"], name="ballot_of_one_word")]
        indexes = [models.Index(fields=["poll", "route"], name="ballot_routes")]


class BallotSigner(models.Model):
    """Whose ballot it is, of a poll that said so before its first question. The database refuses a row for an
    anonymous poll."""

    ballot = models.OneToOneField(Ballot, primary_key=True, on_delete=models.CASCADE, related_name="signer")
    invitation = models.OneToOneField(PollInvitation, on_delete=models.CASCADE, related_name="signature")


class TurnoutHour(models.Model):
    """How many answered in an hour by a route: the course of the response, told by nobody's ballot."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="turnout_hours")
    route = models.CharField(max_length=8, choices=Route.choices)
    hour = models.DateTimeField()
    answers = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["poll", "route", "hour"], name="turnout_hour_once"),
            models.CheckConstraint(condition=Q(answers__gt=0), name="turnout_hour_has_answers"),
        ]


class TurnoutGroup(models.Model):
    """Invited, reached and answered of a dong, or of an age band, kept when the marks of a closed poll go.

    The invited people are counted twice: `by` dong and `by` age. Those of groups too small to be told are one
    row, without a dong or an age band.
    """

    class By(models.TextChoices):
        DONG = "dong", _("동")
        AGE = "age", _("연령대")

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="turnout_groups")
    by = models.CharField(max_length=4, choices=By.choices)
    dong = models.ForeignKey(Dong, null=True, on_delete=models.PROTECT, related_name="+")
    age_band = models.CharField(max_length=3, choices=AgeBand.choices, blank=True)
    invited = models.PositiveIntegerField()
    reached = models.PositiveIntegerField()
    answered = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["poll", "by", "dong", "age_band"], name="turnout_group_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(by="dong", age_band="") | Q(by="age", dong=None), name="turnout_group_by_one"
            ),
            models.CheckConstraint(
                condition=Q(answered__lte=models.F("invited"), reached__lte=models.F("invited")),
                name="turnout_group_of_the_invited",
            ),
        ]
