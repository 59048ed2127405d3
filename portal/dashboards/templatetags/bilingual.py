"""Words entered in Korean, with an English text beside them where somebody gave one."""

from django import template
from django.utils.html import format_html
from django.utils.translation import get_language

from portal.common.said import said

register = template.Library()


@register.simple_tag
def bilingual(korean: str, english: str):
    """In the reader's language; Korean words on an English page say that they are Korean."""
    words = said(korean, english)
    if words.text and words.lang != get_language():
        return format_html('<span lang="{}">{}</span>', words.lang, words.text)
    return words.text
