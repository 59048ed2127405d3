"""What every address of rounds shares: who may, which round, what it says of itself."""

from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework.exceptions import PermissionDenied

from enrollment.models import District
from notices.api import round_examples as examples
from notices.models import NoticeRound
from notices.queries import round_rolls
from notices.queries.rounds import visible_to
from portal.accounts.api_views import SystemView, refusals
from portal.accounts.enums import ApiScope
from portal.common.models import AccessLog

DRAFT = (ApiScope.ROUNDS_DRAFT,)
FOLLOW = (ApiScope.ROUNDS_READ, *DRAFT)
TAG = "rounds"


def round_refusals(*codes: int, on_409: str = "Its state does not allow this now") -> dict:
    return refusals(401, 403, 429, *codes, by_field=examples.REFUSED, on_409=on_409)


class RoundView(SystemView):
    """One round, or all of the district of the token."""

    subject_type = "notice_round"

    def district(self) -> District:
        """Rounds belong to a whole district: a token of one dong has none."""
        found = round_rolls.district_of(self.request.user)
        if found is None:
            raise PermissionDenied(_("구 전체를 맡은 토큰이 있어야 합니다. 구 코드로 발급받아 주세요."))
        return found

    def find(self, pk: int) -> NoticeRound:
        """Log the look, then the round; not found outside the area of the token."""
        found = visible_to(self.request.user).filter(pk=pk).first()
        self.log(AccessLog.Action.VIEW, [found.pk] if found else [])
        if found is None:
            raise Http404
        return found


def told(made: NoticeRound) -> NoticeRound:
    """A round with what its answer says of the rows."""
    return told_all([made])[0]


def told_all(listed: list[NoticeRound]) -> list[NoticeRound]:
    """The same of many, in two statements."""
    parts, states = round_rolls.parts_of(listed), round_rolls.states_of(listed)
    for made in listed:
        made.rows, made.states = parts[made.pk], states[made.pk] if made.approved_at else {}
    return listed
