"""What every desk page shares: whose dongs it is about."""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from enrollment.models import Dong, IntakeBatch
from enrollment.queries.desk import own_dongs
from enrollment.queries.intake import listed, of_dongs
from portal.accounts.enums import Permission


def dongs_of(request, permission: Permission) -> list[Dong]:
    """The reader's own dongs. Raises PermissionDenied when there is none."""
    dongs = list(own_dongs(request.user, permission))
    if not dongs:
        raise PermissionDenied
    return dongs


def own_batches(request) -> QuerySet[IntakeBatch]:
    """Intake batches of the clerk's own dongs, with figures."""
    return listed(of_dongs(dongs_of(request, Permission.ENTER_APPLICATION)))


def scope_label(dongs: list[Dong]) -> str:
    """Which dongs the page is about, in a word."""
    if len(dongs) == 1:
        return dongs[0].display_name
    district = dongs[0].district
    if len(dongs) == district.dongs.count():
        return _("%(district)s 전체") % {"district": district.display_name}
    return ", ".join(dong.display_name for dong in dongs)
