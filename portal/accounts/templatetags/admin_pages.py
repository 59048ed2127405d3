"""Django's admin in the words of the house: where a page lies, yes and no instead of pictures."""

import json
import re

from django import template
from django.apps import AppConfig
from django.db.models.options import Options
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _

register = template.Library()

_PICTURE = re.compile(r'<img src="[^"]*/icon-(yes|no|unknown)[^"]*" alt="[^"]*">')


@register.simple_tag
def admin_path(*places) -> SafeString:
    """The way to a page: an app, the options of a model, a record or just words; the last is the page."""
    items = [{"label": _("관리 항목"), "url": reverse("admin:index")}, *(_place(place) for place in places)]
    return mark_safe(render_to_string("components/breadcrumb.html", {"items": items}))


def _place(place) -> dict:
    if isinstance(place, AppConfig):
        return {"label": place.verbose_name, "url": reverse("admin:app_list", args=[place.label])}
    if isinstance(place, Options):
        url = reverse(f"admin:{place.app_label}_{place.model_name}_changelist")
        return {"label": capfirst(place.verbose_name_plural), "url": url}
    return {"label": str(place), "url": _record_url(place)}


def _record_url(place) -> str:
    options = getattr(place, "_meta", None)
    if options is None:
        return ""
    try:
        return reverse(f"admin:{options.app_label}_{options.model_name}_change", args=[place.pk])
    except NoReverseMatch:
        return ""


@register.filter
def in_words(cell) -> SafeString:
    """A cell of Django's admin with its pictures for yes and no written out."""
    words = {"yes": _("예"), "no": _("아니요"), "unknown": _("모름")}
    text = cell if hasattr(cell, "__html__") else escape(cell)
    return mark_safe(_PICTURE.sub(lambda match: str(words[match[1]]), text))


@register.filter
def changed_fields(entry) -> str:
    """Names of the fields a change of Django's admin log touched; empty when it does not tell."""
    try:
        parts = json.loads(entry.change_message or "[]")
    except json.JSONDecodeError:
        return ""
    named = [name for part in parts for name in part.get("changed", {}).get("fields", [])]
    return ", ".join(_(name) for name in named)
