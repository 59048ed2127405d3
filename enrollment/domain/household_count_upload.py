"""A file between its preview and its import: kept on our side, so that the browser need not be trusted."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from enrollment.domain.household_count_changes import Preview
from enrollment.domain.household_counts import file_name, import_counts
from enrollment.models import HouseholdCountUpload
from portal.accounts.models import User

LIFETIME = timedelta(hours=1)


class ChangedMeanwhile(Exception):
    """Between preview and confirmation somebody else changed the figures in force."""


@transaction.atomic
def hold(*, data: bytes, filename: str, by: User) -> HouseholdCountUpload:
    """Keep a file between its preview and its import: one for each person, and none too old."""
    expired = timezone.now() - LIFETIME
    HouseholdCountUpload.objects.filter(Q(uploaded_at__lte=expired) | Q(uploaded_by=by)).delete()
    return HouseholdCountUpload.objects.create(file_name=file_name(filename), data=data, uploaded_by=by)


def held(*, key: UUID, by: User) -> HouseholdCountUpload | None:
    """The file `by` uploaded under this key, None when it is gone, too old or somebody else's."""
    since = timezone.now() - LIFETIME
    return HouseholdCountUpload.objects.filter(key=key, uploaded_by=by, uploaded_at__gt=since).first()


def discard(*, upload: HouseholdCountUpload) -> None:
    """Let go of a file that is not to be imported; nothing of it was ever in force."""
    upload.delete()


@transaction.atomic
def import_held(*, upload: HouseholdCountUpload, fingerprint: str, district_code: str, by: User) -> Preview:
    """Import a file that was looked at, when it still changes exactly what was shown, and let go of it.

    Raises ChangedMeanwhile when it would change something else, HouseholdCountError as `import_counts` does.
    """
    found = import_counts(
        data=bytes(upload.data), filename=upload.file_name, district_code=district_code, by=by
    )
    if found.fingerprint != fingerprint:
        raise ChangedMeanwhile
    upload.delete()
    return found
