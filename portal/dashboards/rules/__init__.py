"""Every figure of the dashboards names the rule by which it is counted; here they are by code."""

from django.utils.translation import gettext_lazy as _

from portal.dashboards.rules import (
    areas,
    campaigns,
    checks,
    enrollment,
    indicators,
    intake,
    pace,
    polls,
    public,
    replies,
    reports,
    savings,
    services,
    targets,
)
from portal.dashboards.rules.rule import Rule, Subject

SUBJECTS = (
    Subject("enrollment", _("신청률"), enrollment.RULES),
    Subject("areas", _("동네별"), areas.RULES),
    Subject("pace", _("목표까지의 속도"), pace.RULES),
    Subject("targets", _("목표와 계획"), targets.RULES),
    Subject("intake", _("접수 흐름"), intake.RULES),
    Subject("services", _("서비스와 소식"), services.RULES),
    Subject("campaigns", _("발송과 통지"), campaigns.RULES),
    Subject("replies", _("주민 의견"), replies.RULES),
    Subject("indicators", _("외부 지표"), indicators.RULES),
    Subject("savings", _("절감"), savings.RULES),
    Subject("polls", _("설문"), polls.RULES),
    Subject("reports", _("월간 보고"), reports.RULES),
    Subject("public", _("공개 통계"), public.RULES),
    Subject("checks", _("수치 검사"), checks.RULES),
)
RULES: dict[str, Rule] = {rule.code: rule for subject in SUBJECTS for rule in subject.rules}
