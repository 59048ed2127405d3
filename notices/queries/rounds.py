"""Rounds of addressed notices as the office looks at them: which ones, and what their steps are called."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from enrollment.enums import Channel
from notices.models import NoticeRound
from notices.notice_terms import Rung
from portal.accounts.access import areas
from portal.accounts.enums import Permission


def rung_label(number: int, rung: Rung) -> str:
    """The name of a step: 1단계 이메일, 3단계 이메일 재안내."""
    words = {"number": number + 1, "channel": Channel(rung.channel).label}
    if rung.is_reminder:
        return _("%(number)s단계 %(channel)s 재안내") % words
    return _("%(number)s단계 %(channel)s") % words


def visible_to(user, permission: Permission = Permission.VIEW_NOTICES) -> QuerySet[NoticeRound]:
    """Rounds of the districts over which `user` holds `permission`, newest first."""
    districts = [area for area in areas(user, permission) if "/" not in area]
    rows = NoticeRound.objects.filter(district__in=districts)
    return rows.select_related("kind", "terms", "district", "drafted_by", "approved_by")
