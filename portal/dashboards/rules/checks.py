"""Rules of the nightly comparison of figures with what they were counted from."""

from django.utils.translation import gettext_lazy as _

from portal.dashboards.rules.rule import Rule

RULES = (
    Rule(
        "check_summaries",
        _("미리 집계한 표의 검사"),
        _(
            "미리 집계한 표의 모든 칸을 밤마다 원장에서 다시 세어 견줍니다. "
            "다르면 적어 두고 원장대로 다시 집계합니다."
        ),
    ),
    Rule(
        "check_campaigns",
        _("발송 수치의 검사"),
        _(
            "더는 바뀌지 않을 발송의 건수, 받은 사람, 열람, 링크 누름, 의견, 비용을 발송과 응답의 기록에서 "
            "다시 세어 견줍니다. 늦게 온 열람과 의견, 그 뒤에 한 사람으로 합친 기록은 다른 것으로 보지 않고 "
            "다시 세기만 합니다. 받은 사람을 지운 재안내는 지우기 전의 수치로 남습니다."
        ),
    ),
    Rule(
        "check_kept_days",
        _("남겨 둔 지난날의 검사"),
        _(
            "밤마다 남겨 둔 지난날의 신청 세대를 지금 세는 값과 견줍니다. 그 뒤의 접수, 정정, 변경, 합침, "
            "취소로 설명되지 않으면 알리고, 저절로 고치지 않습니다."
        ),
    ),
    Rule(
        "check_spells",
        _("세대와 세대원의 검사"),
        _(
            "신청 중인 세대마다 서비스를 쓰는 세대원이 있는지, 서비스를 쓰는 사람의 세대가 신청 중인지 "
            "견줍니다. 1은 그렇다, 0은 아니다라는 뜻이고, 저절로 고치지 않습니다."
        ),
    ),
    Rule(
        "check_reports",
        _("월간 보고의 검사"),
        _(
            "보고마다 저장된 수치의 확인값(SHA-256)을 다시 셈해 만들 때의 확인값과 견줍니다. "
            "다르면 그 보고는 수치를 보이지 않습니다."
        ),
    ),
)
