"""Rules of what people ask for most, and how the office keeps up."""

from django.utils.translation import gettext_lazy as _

from portal.dashboards.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    Rule(
        "most_asked",
        _("가장 많이 묻는 것"),
        _(
            "기준일까지 90일 동안 들어온 의견을 지금 정해진 관심분야와 답변 부서로 나누어 셉니다. "
            "다섯 건이 안 되는 것은 그것을 알 수 있는 것과 함께 ‘그 밖’에 모읍니다. "
            "발송 현황과 견주면 한 발송에 온 몇 건을 알 수 있어, 의견을 배정하거나 "
            "작은 수를 볼 권한이 있는 사람에게만 보입니다."
        ),
    ),
    Rule(
        "opinions_received",
        _("들어온 의견"),
        _(
            "기준일까지 90일 동안 들어온 의견을 셉니다. 소식, 통지, 설문에 답한 것과 "
            "스스로 보낸 것을 모두 셉니다. 한 건부터 네 건까지는 밝히지 않습니다."
        ),
    ),
    Rule(
        "days_to_answer",
        _("답변까지 걸린 날"),
        _(
            "기준일까지 90일 동안 답변한 의견에서 들어온 날부터 답변한 날까지의 근무일을 세어 "
            "작은 것부터 놓았을 때의 가운데 값입니다. 들어온 날 답변하면 0일입니다. "
            "답변한 의견이 다섯 건이 안 되면 밝히지 않습니다."
        ),
    ),
    Rule(
        "opinions_overdue",
        _("답변 기한이 지난 의견"),
        _(
            "답변을 바란 의견 가운데 기준일 전에 기한이 지났고 기준일이 끝날 때 끝나지 않은 것을 "
            "셉니다. 언제 들어왔는지는 따지지 않습니다. 한 건부터 네 건까지는 ‘5건 미만’이라고 알립니다."
        ),
    ),
)
