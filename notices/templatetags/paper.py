"""Notices on paper as the home of the desk counts them."""

from django import template

from enrollment.queries.desk import own_dongs
from notices.queries.paper import of_dongs
from notices.queries.paper_figures import figures_of
from portal.accounts.access import may
from portal.accounts.enums import Permission

register = template.Library()


@register.simple_tag
def paper_to_deliver(user) -> dict | None:
    """`open` and `overdue` notices on paper of the dongs of `user`; None for who does not handle them."""
    if not may(user, Permission.HANDLE_PAPER):
        return None
    figures = figures_of(of_dongs(own_dongs(user, Permission.HANDLE_PAPER)))
    return {"open": figures.open, "overdue": figures.overdue}
