"""What the page of services tells beside its grids, as a file."""

from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.models import District
from portal.dashboards.services.gaps import Gap
from portal.dashboards.tables import Table


def of_gaps(gaps: tuple[Gap, ...], district: District) -> Table:
    """What is missing, with its whole."""
    title = _("신청했지만 닿지 않는 사람")
    header = (_("수치"), _("값"), _("단위"), _("모두"), _("비율(%)"), _("세는 방법"), _("알림"))
    rows = [
        (
            str(gap.figure.rule.title),
            gap.figure.value,
            gap.figure.unit_label,
            gap.figure.denominator,
            gap.percent,
            str(gap.figure.rule.text),
            gap.figure.note,
        )
        for gap in gaps
    ]
    meta = [(_("제목"), f"{district.display_name} {title}")]
    meta += [(_("집계한 때"), gaps[0].figure.taken_at), (_("출처"), gaps[0].figure.source)]
    return Table(title, header, rows, [*meta, (_("내려받은 때"), timezone.now())])
