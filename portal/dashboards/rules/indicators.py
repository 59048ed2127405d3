"""Rules of the figures of indicators from outside."""

from django.utils.translation import gettext_lazy as _

from portal.dashboards.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    Rule(
        "indicator_value",
        _("외부 지표"),
        _(
            "포털 밖에서 나온 값을 출처와 기간을 적어 입력한 것으로, 이 포털에서 셈하지 않습니다. "
            "기준일까지 끝난 기간의 값 가운데 가장 새로운 것이며, 값을 고쳐도 고치기 전 값은 남습니다."
        ),
    ),
    Rule(
        "indicator_change",
        _("기준값에서 달라진 만큼"),
        _("지금 값에서 기준값을 뺀 값입니다. 기준값도 밖에서 나온 값입니다."),
    ),
    Rule(
        "indicator_attainment",
        _("외부 지표의 목표 달성률"),
        _(
            "기준값에서 목표값까지 가야 할 만큼 가운데 지금까지 온 만큼입니다. "
            "기준값보다 나빠졌으면 0%이고, 기준값이 없으면 셈하지 않습니다."
        ),
    ),
)
