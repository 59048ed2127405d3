"""Rules of the figures of enrollment."""

from django.utils.translation import gettext_lazy as _

from portal.dashboards.rules.rule import Rule

RULES = (
    Rule(
        "enrolled_households",
        _("신청 세대"),
        _(
            "한 세대는 한 번만 셉니다. "
            "세대원 가운데 한 사람이라도 그날이 끝날 때 신청 중이면 신청 세대입니다."
        ),
    ),
    Rule(
        "enrollment_rate",
        _("신청률"),
        _(
            "신청 세대를 전체 세대로 나눈 값입니다. "
            "전체 세대는 그날까지 등록된 가장 새로운 주민등록 세대수이고, "
            "소수 둘째 자리에서 반올림합니다."
        ),
    ),
)
