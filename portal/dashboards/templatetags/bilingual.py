"""Words entered in Korean, with an English text beside them where somebody gave one."""

from django import template
from django.utils.html import format_html
from django.utils.translation import get_language

from portal.dashboards.indicators.board import said

register = template.Library()


@register.simple_tag
def bilingual(korean: str, english: str):
    """In the reader's language; Korean words on an English page say that they are Korean."""
    words = said(korean, english)
    if words == korean and get_language() != "ko" and korean:
        return format_html('<span lang="ko">{}</span>', korean)
    return words
