"""Rules of the figures of how and when applications come in."""

from portal.dashboards.rules.rule import Rule

RULES: tuple[Rule, ...] = ()
