"""Rules of the figures of indicators from outside."""

from portal.dashboards.rules.rule import Rule

RULES: tuple[Rule, ...] = ()
