"""The one sentence an administrator takes along: whether the target is reached in time."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from portal.common.templatetags.korean import intcomma0, kdate, percent1
from portal.dashboards.pace import Pace


@dataclass(frozen=True, slots=True)
class Verdict:
    """`label` says it in two words, in a `tone` of badges; `text` in one sentence."""

    label: str
    tone: str
    text: str


def read(pace: Pace | None) -> Verdict | None:
    """None where there is no pace to judge."""
    if pace is None:
        return None
    facts = {
        "rate": percent1(pace.target.rate_percent),
        "due": kdate(pace.target.due_on),
        "missing": intcomma0(pace.missing),
    }
    if pace.is_reached:
        return Verdict(_("목표 달성"), "success", _("목표 %(rate)s에 이르렀습니다.") % facts)
    if not pace.days_left:
        text = _("기한 %(due)s이 지났습니다. 목표 %(rate)s까지 %(missing)s세대가 모자랍니다.")
        return Verdict(_("기한 넘김"), "danger", text % facts)
    return _on_the_way(pace, facts)


def _on_the_way(pace: Pace, facts: dict[str, str]) -> Verdict:
    reached_on = pace.projection.on
    if reached_on is None:
        text = _("지금 속도로는 10년 안에 목표 %(rate)s에 이르지 못합니다. 기한은 %(due)s입니다.")
        return Verdict(_("속도 부족"), "danger", text % facts)
    late = (reached_on - pace.target.due_on).days
    facts |= {"day": kdate(reached_on), "days": intcomma0(abs(late))}
    if late > 0:
        text = _("지금 속도라면 목표 %(rate)s에 기한보다 %(days)s일 늦은 %(day)s에 이릅니다.")
        return Verdict(_("속도 부족"), "warning", text % facts)
    if late == 0:
        text = _("지금 속도라면 목표 %(rate)s에 기한인 %(day)s에 이릅니다.")
    else:
        text = _("지금 속도라면 목표 %(rate)s에 기한보다 %(days)s일 이른 %(day)s에 이릅니다.")
    return Verdict(_("순조로움"), "success", text % facts)
