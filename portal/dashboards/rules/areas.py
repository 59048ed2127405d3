"""Rules of the figures by neighbourhood."""

from django.utils.translation import gettext_lazy as _

from portal.dashboards.rules.rule import Rule

RULES = (
    Rule(
        "households_gained",
        _("늘어난 세대"),
        _("두 날의 신청 세대의 차이입니다. 그사이 탈퇴하거나 이사한 세대는 뺍니다."),
    ),
    Rule(
        "rate_gained",
        _("늘어난 신청률"),
        _(
            "두 날의 신청률의 차이(%p)입니다. 반올림하기 전의 값을 빼므로 "
            "보이는 두 신청률의 차이와 0.1%p 다를 수 있습니다. 날마다 그날의 전체 세대로 나눕니다."
        ),
    ),
    Rule(
        "households_left",
        _("남은 세대"),
        _("전체 세대에서 신청 세대를 뺀 수입니다."),
    ),
    Rule(
        "households_left_per_leader",
        _("통장 한 사람 앞에 남은 세대"),
        _("남은 세대를 그날 재직 중인 통장의 수로 나누어 일의 자리까지 반올림합니다."),
    ),
    Rule(
        "fair_comparison",
        _("동의 순위"),
        _(
            "신청률만 보면 먼저 시작했거나 세대가 적은 동이 앞섭니다. 그래서 신청률, "
            "같은 기간에 늘어난 신청률, 통장 한 사람 앞에 남은 세대의 순위를 나란히 두고 "
            "하나로 합치지 않습니다. 남은 세대는 적을수록 앞이고, 값이 같으면 순위도 같습니다."
        ),
    ),
    Rule(
        "tong_households",
        _("통·반의 신청 세대"),
        _(
            "그날이 끝날 때 신청 중인 세대를 지금 적혀 있는 통과 반으로 나눕니다. "
            "통을 적지 않았거나 다른 동으로 이사한 세대는 통 미상입니다. "
            "통의 전체 세대는 주민등록 자료에 없어 통과 반의 신청률은 내지 않습니다."
        ),
    ),
)
