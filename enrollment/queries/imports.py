"""Imported files as the desk lists them."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from enrollment.enums import ImportVerdict
from enrollment.models import Dong, ImportFile
from portal.accounts.access import areas
from portal.accounts.enums import Permission


def own_files(user, dongs: list[Dong]) -> QuerySet[ImportFile]:
    """Files of the user's dongs; those of a whole district for whoever enters for the whole district.

    Those the user uploaded for several dongs too, while all of them are the user's.
    """
    districts = [path for path in areas(user, Permission.ENTER_APPLICATION) if "/" not in path]
    return (
        ImportFile.objects.filter(
            Q(dong__in=dongs) | Q(dong=None) & (Q(district__in=districts) | _own_uploads(user, dongs))
        )
        .select_related("district", "dong", "uploaded_by")
        .order_by("-uploaded_at")
    )


def _own_uploads(user, dongs: list[Dong]) -> Q:
    return Q(uploaded_by=user, only_dongs__contained_by=[dong.code for dong in dongs]) & ~Q(only_dongs=[])


ASKING = Q(problems__contains=[{"asks": True}])
"""Rows that go in, but say something a clerk is asked about first."""


def asking(file: ImportFile) -> int:
    """How many rows of a file ask something."""
    return file.rows.filter(ASKING).count()


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows of a file are what."""

    accepted: int = 0
    joined: int = 0
    review: int = 0
    refused: int = 0
    repeated: int = 0

    @property
    def good(self) -> int:
        """Rows that importing writes something of."""
        return self.accepted + self.joined + self.review


def counts(file: ImportFile) -> Counts:
    found = dict(file.rows.exclude(verdict="").values_list("verdict").annotate(Count("id")))
    return Counts(**{ImportVerdict(verdict).value: number for verdict, number in found.items()})
