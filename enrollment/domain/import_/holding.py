"""What a chunk locks, in the order in which the desk does: papers, dwellings, households, then the counter.

Somebody who locks in another order waits for the import while the import waits for them.
"""

from collections.abc import Iterable, Sequence

from django.db import connection

from enrollment.domain.import_.judged import Judged
from enrollment.domain.match import Verdict
from enrollment.models import Household, IntakeForm


class ChangedMeanwhile(Exception):
    """Somebody merged or closed a household between looking and locking: judge the chunk once more."""


def hold(judged: Iterable[Judged]) -> None:
    """Lock what `accept` locks before it looks for a household: papers of batches, then dwellings.

    For many in one order, so that two chunks never block each other.
    """
    good = [item for item in judged if item.is_good]
    _hold_papers([item for item in good if item.reading.intake.form_no])
    keys = sorted({item.reading.traits.address_key for item in good})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(key) FROM "
            "(SELECT DISTINCT hashtextextended('dwelling:' || k, 0) AS key "
            "FROM unnest(%s::text[]) k ORDER BY 1) s",
            [keys],
        )


def _hold_papers(numbered: list[Judged]) -> None:
    if numbered:
        papers = IntakeForm.objects.select_for_update(of=("self",)).filter(
            dong__in={item.reading.form.dong.code for item in numbered},
            form_no__in=[item.reading.intake.form_no for item in numbered],
        )
        list(papers.order_by("pk").values_list("pk"))


def hold_homes(good: Sequence[Judged]) -> dict[int, Household]:
    """Households known before, locked; whoever changes one takes the counter of receipts only then.

    Raises ChangedMeanwhile.
    """
    ids = {item.match.household_id for item in good if item.match.verdict is Verdict.SURE} - {None}
    locked = Household.objects.select_for_update().filter(pk__in=ids, closed_on=None).order_by("pk")
    found = {home.pk: home for home in locked} if ids else {}
    if len(found) < len(ids):
        raise ChangedMeanwhile
    return found
