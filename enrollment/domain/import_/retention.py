"""How long cells of files are kept: as long as somebody may still want them back, and no longer."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from enrollment.domain.import_.passes import MOVING
from enrollment.enums import ImportState
from enrollment.models import ImportFile, ImportRow

UNFINISHED_KEPT = timedelta(days=7)
BAD_ROWS_KEPT = timedelta(days=30)


@transaction.atomic
def forget_cells() -> None:
    """Drop files that were never imported, and erase what is left of refused rows of old ones."""
    now = timezone.now()
    ImportFile.objects.filter(uploaded_at__lte=now - UNFINISHED_KEPT, started_at=None).exclude(
        state__in=MOVING
    ).delete()
    old = ImportFile.objects.filter(state=ImportState.FINISHED, finished_at__lte=now - BAD_ROWS_KEPT)
    ImportRow.objects.filter(file__in=old, cells__isnull=False).update(cells=None)
    old.filter(preface__isnull=False).update(preface=None)
