"""Rules of the turnout of polls."""

from django.utils.translation import gettext_lazy as _

from portal.dashboards.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    Rule(
        "poll_turnout",
        _("마감한 설문의 응답률"),
        _(
            "표에 있는 마감한 설문에서 답한 사람을 더해 안내받은 사람을 더한 수로 나눈 값입니다. "
            "한 사람이 여러 설문에 답하면 답한 만큼 셉니다. 표에서 가린 설문은 빼고 더합니다."
        ),
    ),
    Rule(
        "poll_open_answers",
        _("안내 없이 답함"),
        _(
            "QR 안내문이나 누리집에서 안내 없이 들어온 답을 표에 있는 설문에서 더한 수입니다. "
            "모두 몇 명 가운데 답했는지 알 수 없어 응답률에 넣지 않습니다. 표에서 가린 칸은 빼고 더합니다."
        ),
    ),
    Rule(
        "turnout_by_poll",
        _("설문별 응답률"),
        _(
            "최근에 연 설문 30개입니다. 응답률은 안내받은 사람 가운데 답한 사람의 비율이고, 안내 없이 답한 "
            "사람은 따로 셉니다. 마감한 설문은 마감할 때의 수이고, 진행 중인 설문은 집계한 때의 수입니다. "
            "지난날의 수는 알 수 없습니다. 다섯보다 적은 수는 권한이 없으면 가립니다."
        ),
    ),
)
