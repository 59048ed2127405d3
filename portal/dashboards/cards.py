"""How the figures of the overview are laid out, and the lines beneath them."""

from datetime import date

from django.utils.translation import gettext as _

from portal.common.templatetags.korean import households, kdate, kperiod, percent1
from portal.dashboards.overview import Overview


def read(overview: Overview, day: date, today: date) -> dict:
    """`pace` and `gained` for `figure_group`; `span` and `reached` are lines beneath a figure."""
    return {
        "pace": [
            (
                _("근무일마다"),
                [
                    (_("필요"), overview.needed_per_working_day),
                    (_("지금"), overview.actual_per_working_day),
                ],
            ),
            (_("한 달에"), [(_("필요"), overview.needed_per_month), (_("지금"), overview.actual_per_month)]),
        ],
        "gained": [
            (
                "",
                [
                    (_("오늘") if day == today else kdate(day), overview.gained_on_day),
                    (_("이번 주") if day == today else _("그 주"), overview.gained_this_week),
                    (_("지난주") if day == today else _("그 앞 주"), overview.gained_last_week),
                ],
            )
        ],
        "span": _span(overview),
        "reached": _reached(overview),
    }


def _span(overview: Overview) -> str:
    """Between which days eight times in ten the target is reached."""
    earliest, latest = overview.projected_earliest.value, overview.projected_latest.value
    if earliest and latest:
        return _("80%% 범위 %(span)s") % {"span": kperiod(earliest, latest)}
    if earliest:
        return _("이르면 %(day)s, 늦으면 끝을 알 수 없음") % {"day": kdate(earliest)}
    return ""


def _reached(overview: Overview) -> str:
    """The share of the enrolled households, and why the others are not reached."""
    lines = [_("신청 세대의 %(rate)s") % {"rate": percent1(overview.reachable_share.value)}]
    if overview.dead_contacts.value is not None:
        lines.append(_("끊긴 %(count)s") % {"count": households(overview.dead_contacts.value)})
    if overview.no_contact.value is not None:
        lines.append(_("연락처 없는 %(count)s") % {"count": households(overview.no_contact.value)})
    return ", ".join(lines)
