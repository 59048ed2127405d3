"""Consent texts in the reader's language."""

from django import template

from enrollment.models import ConsentText

register = template.Library()


@register.filter
def in_language(text: ConsentText, field: str) -> str:
    """A field of a consent text in the reader's language."""
    return text.in_language(field)
