"""What somebody said follows their record when two turn out to be one person, and goes back with it."""

from django.db import transaction

from enrollment.models import PersonMerge
from notices.models import Reply

_CARRIED = "replies"


@transaction.atomic
def pass_on(merge: PersonMerge) -> None:
    """The kept record sees among its own what was said under the absorbed one."""
    theirs = Reply.objects.select_for_update().filter(person=merge.absorbed_id).order_by("pk")
    merge.carried[_CARRIED] = list(theirs.values_list("pk", flat=True))
    merge.save(update_fields=["carried"])
    theirs.update(person=merge.kept_id)


@transaction.atomic
def give_back(merge: PersonMerge) -> None:
    """Exactly those go back; what was said since stays with the kept record."""
    carried = merge.carried.get(_CARRIED, ())
    Reply.objects.filter(pk__in=carried, person=merge.kept_id).update(person=merge.absorbed_id)
