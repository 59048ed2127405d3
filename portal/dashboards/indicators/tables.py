"""Indicators as files. The values come out in the form in which they can be uploaded again."""

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.common.said import said
from portal.common.templatetags.korean import kdate
from portal.dashboards.indicators.board import Indicators, Peer, tidy
from portal.dashboards.models import IndicatorValue
from portal.dashboards.rules import RULES
from portal.dashboards.tables import Table


def of_now(shown: Indicators) -> Table:
    """Each indicator as it stands, with what it is measured against."""
    header = (
        *(_("지표"), _("값"), _("단위"), _("기간"), _("출처"), _("기준값"), _("기준값의 때")),
        *(_("기준값에서 달라진 만큼"), _("목표값"), _("목표 기한"), _("달성률(%)"), _("비교")),
    )
    rows = [
        (
            followed.name,
            followed.figure.value,
            followed.indicator.unit,
            followed.figure.as_of,
            followed.figure.source,
            followed.indicator.baseline,
            str(said(followed.indicator.baseline_period, followed.indicator.baseline_period_en)),
            followed.change.value if followed.change else None,
            followed.indicator.target,
            followed.indicator.target_on,
            followed.attainment.value if followed.attainment else None,
            ", ".join(_compared(peer) for peer in followed.peers),
        )
        for followed in shown.followed
    ]
    return _table(shown, _("외부 지표"), header, rows)


def _compared(peer: Peer) -> str:
    """With the day it is of, where ours is of another."""
    told = f"{said(peer.value.peer, peer.value.peer_en)} {tidy(peer.value.value)}"
    return f"{told} ({kdate(peer.value.period_on)})" if peer.is_of_another_day else told


def of_values(shown: Indicators) -> Table:
    """Every value in force up to the day, oldest first."""
    values = IndicatorValue.objects.filter(
        indicator__district=shown.district, superseded_at=None, period_on__lte=shown.day
    )
    listed = values.select_related("indicator").order_by("indicator__position", "peer", "period_on")
    rows = [
        (value.indicator.code, value.peer, value.period_on, value.value, value.source, value.indicator.name)
        for value in listed
    ]
    header = (_("지표"), _("비교 대상"), _("기간"), _("값"), _("출처"), _("이름"))
    return _table(shown, _("외부 지표의 값"), header, rows)


TABLES = {"now": of_now, "values": of_values}


def _table(shown: Indicators, title: str, header, rows: list) -> Table:
    meta = [
        (_("제목"), f"{shown.district.display_name} {title}"),
        (_("기준일"), shown.day),
        (_("세는 방법"), RULES["indicator_value"].text),
        (_("내려받은 때"), timezone.now()),
    ]
    return Table(title, header, rows, meta)
