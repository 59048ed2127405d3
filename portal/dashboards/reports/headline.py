"""What a month came to in a few sentences, for the top of the report and the mail."""

from django.utils.translation import gettext as _

from portal.common.templatetags.korean import households, kdate, percent1
from portal.dashboards.figure import Figure
from portal.dashboards.reports.section import Section


def headline(enrollment: Section) -> list[str]:
    """Sentences about the rate and what the month added to it."""
    rate, enrolled = (enrollment.figure(code) for code in ("enrollment_rate", "enrolled_households"))
    return [_rate(rate, enrolled), _gain(enrollment.figure("month_gain"))]


def _rate(rate: Figure, enrolled: Figure) -> str:
    words = {"day": kdate(rate.as_of), "enrolled": households(enrolled.value)}
    if rate.value is None:
        return (
            _("%(day)s 신청 세대는 %(enrolled)s입니다. 등록된 전체 세대수가 없어 신청률은 없습니다.") % words
        )
    words |= {"rate": percent1(rate.value), "all": households(rate.denominator)}
    return _("%(day)s 신청률은 %(rate)s입니다. 전체 %(all)s 가운데 %(enrolled)s가 신청했습니다.") % words


def _gain(gain: Figure) -> str:
    if gain.value == 0:
        return _("한 달 동안 신청 세대가 늘거나 줄지 않았습니다.")
    words = {"number": households(abs(gain.value))}
    if gain.value > 0:
        return _("한 달 동안 신청 세대가 %(number)s 늘었습니다.") % words
    return _("한 달 동안 신청 세대가 %(number)s 줄었습니다.") % words
