"""Rules of the figures of monthly reports."""

from django.utils.translation import gettext_lazy as _

from portal.dashboards.rules.rule import Rule

RULES = (
    Rule(
        "month_gain",
        _("한 달 동안 늘어난 세대"),
        _("그달의 마지막 날 신청 세대에서 지난달 마지막 날의 신청 세대를 뺀 값입니다."),
    ),
)
