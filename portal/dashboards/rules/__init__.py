"""Every figure of the dashboards names the rule by which it is counted; here they are by code."""

from portal.dashboards.rules import campaigns, enrollment, indicators, intake, savings, services, targets
from portal.dashboards.rules.rule import Rule

SUBJECTS = (enrollment, targets, intake, services, campaigns, indicators, savings)
RULES: dict[str, Rule] = {rule.code: rule for subject in SUBJECTS for rule in subject.RULES}
