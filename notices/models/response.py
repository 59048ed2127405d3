"""What people did with a mail, where its campaign measures that at all."""

from django.db import models
from django.db.models import Q

from notices.enums import ResponseKind
from notices.models.delivery import Delivery


class MessageResponse(models.Model):
    """A mail was shown, or one of its links followed: the first time each, by machines and by people.

    Nothing of the reader is kept, no address and no browser, and it never proves that a person read anything:
    whoever has the mail can show it. `link_no` counts the links of the content from 1, an opening has 0.
    `counted_at` is when it was judged and the delivery followed; several links in one second are a machine's.
    """

    delivery = models.ForeignKey(
        Delivery, on_delete=models.CASCADE, related_name="responses", db_constraint=False, db_index=False
    )
    kind = models.CharField(max_length=5, choices=ResponseKind.choices)
    link_no = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField()
    by_machine = models.BooleanField(default=False)
    counted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["delivery", "kind", "link_no", "by_machine"], name="response_first_of_each"
            ),
            models.CheckConstraint(
                condition=Q(kind=ResponseKind.OPEN, link_no=0) | Q(kind=ResponseKind.CLICK, link_no__gt=0),
                name="response_link_of_a_click",
            ),
        ]
        indexes = [models.Index(fields=["at"], condition=Q(counted_at=None), name="response_uncounted")]
