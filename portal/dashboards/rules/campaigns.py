"""Rules of the figures of campaigns and notices."""

from portal.dashboards.rules.rule import Rule

RULES: tuple[Rule, ...] = ()
