"""Rules of the figures of savings."""

from portal.dashboards.rules.rule import Rule

RULES: tuple[Rule, ...] = ()
