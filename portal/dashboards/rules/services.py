"""Rules of the figures of services, topics and consents."""

from portal.dashboards.rules.rule import Rule

RULES: tuple[Rule, ...] = ()
