"""Rules of the figures of targets and of plans for the doors; how fast a target comes nearer is in `pace`."""

from django.utils.translation import gettext_lazy as _

from portal.dashboards.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    Rule(
        "target_attainment",
        _("목표 달성률"),
        _(
            "신청 세대를 목표 세대로 나눈 값입니다. "
            "목표 세대는 전체 세대에 목표 신청률을 곱해 올림한 수입니다. "
            "따로 정한 목표가 없는 동은 구의 목표 신청률로 셉니다."
        ),
    ),
    Rule(
        "target_missing",
        _("목표까지 남은 세대"),
        _("목표 세대에서 신청 세대를 뺀 수입니다. 목표에 이르렀으면 0입니다."),
    ),
    Rule(
        "target_service_attainment",
        _("서비스 목표 달성률"),
        _(
            "서비스를 이용하는 사람을 목표 이용자로 나눈 값입니다. "
            "그날이 끝날 때 그 서비스를 신청 중인 사람을 셉니다."
        ),
    ),
    Rule(
        "what_if_reached_on",
        _("계획대로일 때 목표에 이르는 날"),
        _(
            "방문하는 날에는 방문하는 집 수에 신청하는 비율을 곱한 만큼, "
            "모든 날에는 방문 밖의 접수만큼 신청 세대가 늘어난다고 보고 "
            "목표까지 남은 세대를 채우는 첫날입니다. 첫날은 기준일의 다음 날입니다. "
            "근무일은 토요일, 일요일과 등록된 공휴일을 뺀 날입니다. 10년 안에 이르지 못하면 없습니다."
        ),
    ),
    Rule(
        "what_if_doors_needed",
        _("기한을 지키려면 하루에 방문할 집"),
        _(
            "목표까지 남은 세대에서 기한까지 들어올 방문 밖의 접수를 빼고, "
            "기한까지 방문하는 날과 신청하는 비율로 나누어 올림한 수입니다."
        ),
    ),
)
