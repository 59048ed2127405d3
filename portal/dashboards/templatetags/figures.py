"""Whether the figures of a page can be trusted, told on the page itself."""

from datetime import timedelta

from django import template
from django.utils import timezone

from portal.accounts.access import may
from portal.accounts.enums import Permission
from portal.common import figures_check, summary

register = template.Library()

UNSETTLED = timedelta(seconds=60)
"""Workers count what changed within seconds; only what waits longer is worth a word."""


@register.inclusion_tag("components/figures_differ.html", takes_context=True)
def figures_differ(context) -> dict:
    """The banner of dashboards: the newest check differed, or changes wait to be counted."""
    since = summary.unsettled_since()
    waits = since is not None and timezone.now() - since > UNSETTLED
    check = figures_check.unnoticed()
    return {
        "check": check,
        "counting_since": since if waits else None,
        "may_look": check is not None and may(context["request"].user, Permission.CHECK_FIGURES),
    }


@register.inclusion_tag("components/figure.html")
def figure(figure, label="", hero=False, url="", progress=None, target=None, extra="") -> dict:
    """One `Figure` with its grounds one click away; `label` instead of the title of its rule."""
    return {
        "figure": figure,
        "label": label or figure.rule.title,
        "hero": hero,
        "url": url,
        "progress": progress,
        "target": target,
        "extra": extra,
    }
