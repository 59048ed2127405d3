"""Words of a resident's own page."""

from django import template
from django.utils.html import format_html

from enrollment.enums import ContactKind, EndReason
from enrollment.models import ContactPoint
from portal.common import phone

register = template.Library()


@register.filter
def plain_contact(contact: ContactPoint) -> str:
    """A contact in full: only for the person it belongs to."""
    return phone.display(contact.value) if contact.kind == ContactKind.MOBILE else contact.value


@register.filter
def end_reason(code: str) -> str:
    """Why a service ended, in words."""
    return str(EndReason(code).label) if code in EndReason.values else code


@register.filter
def break_at_domain(contact: str) -> str:
    """A mail address that goes on in the next line, when it must, before its domain and not inside a word."""
    local, at, domain = contact.partition("@")
    if not at:
        return contact
    return format_html('<span class="whole">{}</span><span class="whole">@{}</span>', local, domain)
