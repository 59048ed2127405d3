"""What the desk's pages about notices on paper share: whose notices, and how a door is shown."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from enrollment.models import Dong, Tong
from enrollment.views.desk.frame import dongs_of
from notices.doors import door_of
from notices.enums.notice import RoundState
from notices.models import AddressedNotice, NoticeRound
from notices.queries import paper as queries
from notices.slip_no import slip_no
from portal.accounts.enums import Permission
from portal.common import masking
from portal.common.access import log_access

SUBJECT = "notice"


@dataclass(frozen=True, slots=True)
class Own:
    """An approved round, the reader's dongs, and their notices of it that are or were on paper."""

    round: NoticeRound
    dongs: list[Dong]
    notices: QuerySet[AddressedNotice]

    @property
    def is_open(self) -> bool:
        return self.round.state == RoundState.SERVING

    @property
    def tongs(self) -> QuerySet[Tong]:
        """The tongs a notice may be given to."""
        return Tong.objects.filter(dong__in=self.dongs, valid_to=None).select_related("dong")


def own_round(request, round_id: int) -> Own:
    """Raises PermissionDenied without a dong, Http404 for another district's round or one not approved."""
    dongs = dongs_of(request, Permission.HANDLE_PAPER)
    rounds = NoticeRound.objects.filter(
        state__in=queries.APPROVED,
        approved_at__isnull=False,
        district__in={dong.district_id for dong in dongs},
    )
    round_ = get_object_or_404(rounds.select_related("kind", "district"), pk=round_id)
    return Own(round_, dongs, queries.of_dongs(dongs).filter(round=round_))


def described(notices: QuerySet[AddressedNotice]) -> QuerySet[AddressedNotice]:
    """With all that a line of a list says."""
    return queries.with_tries(notices).select_related(
        "round__kind", "round__district", "dong__district", "tong__dong__district"
    )


def shown(notice: AddressedNotice) -> dict:
    """A door with a masked name, as it stands in every list."""
    return {
        "notice": notice,
        "no": slip_no(notice),
        "door": door_of(notice.address, notice.round.district),
        "name": masking.name(notice.name or ""),
    }


def log_look(request, notices, *, action: str, reason: str = "") -> None:
    """Write down whose notices leave the server."""
    ids = [notice.pk for notice in notices]
    if ids:
        log_access(request, action=action, subject_type=SUBJECT, subject_ids=ids, reason=reason)
