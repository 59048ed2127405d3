"""Taking over a record that was made on paper: the one-time codes a desk gives out."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from enrollment.enums import IdentityDocument
from enrollment.models.household import Person
from portal.common.fields import EncryptedTextField


class ClaimInvitation(models.Model):
    """A one-time code sent to the phone a person holds at the desk. Only a keyed hash of the code is kept.

    A new invitation makes the former of the same person useless (`ended_at`).
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="claim_invitations")
    code_hash = models.CharField(max_length=64, unique=True)
    mobile = EncryptedTextField()
    document = models.CharField(max_length=16, choices=IdentityDocument.choices)
    keeps_account = models.BooleanField(default=False, help_text="The account is shared with the own family")
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(used_at=None) | Q(ended_at=None), name="claim_used_or_ended"),
            models.UniqueConstraint(
                fields=["person"], condition=Q(used_at=None, ended_at=None), name="claim_open_once"
            ),
        ]
