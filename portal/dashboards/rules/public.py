"""Rules of the figures anybody may read."""

from django.utils.translation import gettext_lazy as _

from portal.dashboards.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    Rule(
        "public_rate",
        _("공개하는 신청률"),
        _(
            "끝난 달의 마지막 날이 끝날 때의 신청 세대를 그날까지 등록된 가장 새로운 전체 세대로 나눕니다. "
            "5세대 미만인 칸, 앞서 밝힌 달과 1~4세대 차이 나는 칸, 합계에서 이들을 알게 하는 칸은 비웁니다."
        ),
    ),
    Rule(
        "public_sent",
        _("공개하는 소식 발송"),
        _(
            "발송을 시작한 달에 셉니다. 연인원은 보내려고 만든 모든 건수이고, "
            "도달은 통신사나 메일 서버가 전달했다고 알려 온 건수입니다. "
            "설문 안내와 다섯 건이 안 되는 소식은 세지 않습니다. "
            "취소한 발송에서는 취소하기 전에 나간 건만 셉니다. "
            "도달은 더 올 결과가 없을 때 밝힙니다."
        ),
    ),
    Rule(
        "public_savings",
        _("공개하는 절감"),
        _(
            "전자로 보내 본인이 열람하고 종이로 전달하지 않은 통지에 열람한 날의 가정을 곱합니다. "
            "열람한 통지가 다섯 건이 안 되는 달은 그 뒤의 달과 함께 셉니다."
        ),
    ),
    Rule(
        "household_count",
        _("전체 세대"),
        _("행정안전부 주민등록 세대현황의 동별 세대수입니다. 시연에서는 추정치이며 출처에 적혀 있습니다."),
    ),
)
