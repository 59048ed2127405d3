"""Rules of the figures of targets and pace."""

from portal.dashboards.rules.rule import Rule

RULES: tuple[Rule, ...] = ()
