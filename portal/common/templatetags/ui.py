"""Components that need a little arithmetic or wrap a block of the page. See docs/design.md."""

from bisect import bisect_left
from collections import Counter

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify

register = template.Library()

ALERT_KINDS = ("info", "success", "warning", "danger")
TILE_STEPS = 5


@register.simple_block_tag(end_name="endalert")
def alert(content, kind="info", title="", role="", id=""):
    """A boxed message. `kind`: info, success, warning or danger; `role`: status or alert when it is news."""
    if kind not in ALERT_KINDS:
        raise template.TemplateSyntaxError(f"alert kind {kind!r} is not one of {', '.join(ALERT_KINDS)}")
    context = {"content": content, "kind": kind, "title": title, "role": role, "id": id}
    return render_to_string("components/alert.html", context)


@register.simple_block_tag(end_name="endtable")
def table(content, caption, id="", caption_hidden=False, dense=False, sticky=False):
    """A table that scrolls inside its own labelled region; the block holds thead and tbody."""
    context = {
        "content": content,
        "caption": caption,
        "id": id,
        "caption_hidden": caption_hidden,
        "dense": dense,
        "sticky": sticky,
    }
    return render_to_string("components/table.html", context)


@register.simple_block_tag(end_name="endfilterbar", takes_context=True)
def filterbar(context, content, label, clear_url="", count=None):
    """A GET form of filters above a list; `clear_url` resets, `count` is the number of rows found."""
    values = {"content": content, "label": label, "clear_url": clear_url, "count": count}
    return render_to_string("components/filter_bar.html", values, request=context.get("request"))


@register.simple_block_tag(end_name="endchart")
def chart(content, kind, source, title, summary, target="", target_label="", due="", due_label="", unit=""):
    """A figure over the table in the block. `kind`: line or bar; `source`: the id of that table."""
    context = {
        "content": content,
        "kind": kind,
        "source": source,
        "title": title,
        "summary": summary,
        "target": target,
        "target_label": target_label,
        "due": due,
        "due_label": due_label,
        "unit": unit,
    }
    return render_to_string("components/chart.html", context)


@register.inclusion_tag("components/step_indicator.html")
def step_indicator(steps, current, label=""):
    """`steps`: titles, or {label, url} where a done step may be opened again; `current` counts from 1."""
    items = []
    for number, step in enumerate(steps, start=1):
        title, url = (step["label"], step.get("url", "")) if isinstance(step, dict) else (step, "")
        state = "done" if number < current else "active" if number == current else ""
        items.append(
            {"number": number, "label": title, "url": url if state == "done" else "", "state": state}
        )
    return {"steps": items, "current": current, "total": len(items), "label": label}


@register.inclusion_tag("components/tile_map.html")
def tile_map(tiles, caption, unit="", value_label="", water=()):
    """Schematic map. `tiles`: {label, row, col (from 0), value (number or None), text, url}.

    Tiles are shaded in five steps of equal counts; each shows its own figure, so colour is never alone.
    `water`: (row, col) or (row, col, name) of river cells.
    """
    known = sorted(tile["value"] for tile in tiles if tile.get("value") is not None)
    cells = [{**tile, "step": quantile_step(tile.get("value"), known)} for tile in tiles]
    cells.sort(key=lambda tile: (tile["row"], tile["col"]))
    return {
        "tiles": cells,
        "caption": caption,
        "unit": unit,
        "value_label": value_label,
        "water": [{"row": row, "col": col, "name": "".join(name)} for row, col, *name in water],
        "legend": quantile_legend(known),
        "id": slugify(caption, allow_unicode=True),
    }


def quantile_step(value, ordered: list) -> int:
    """1 (lowest fifth) to 5 (highest) of `value` among `ordered`, 0 when there is no value."""
    if value is None or not ordered:
        return 0
    below = bisect_left(ordered, value)
    return min(TILE_STEPS, 1 + below * TILE_STEPS // len(ordered))


def quantile_legend(ordered: list) -> list[dict]:
    """Lowest and highest value of each step that occurs."""
    groups: dict[int, list] = {}
    for value in ordered:
        groups.setdefault(quantile_step(value, ordered), []).append(value)
    return [{"step": step, "low": values[0], "high": values[-1]} for step, values in sorted(groups.items())]


@register.filter
def share_of(value, whole) -> str:
    """`value` as a percentage of `whole`, 0 to 100 with a decimal point, for SVG and CSS attributes."""
    if not whole or value is None:
        return "0"
    return f"{min(100.0, max(0.0, float(value) / float(whole) * 100)):.1f}"


@register.simple_tag
def bar(value, max, target=None) -> SafeString:
    """A bar inside a table cell, behind the figure of that cell; `target` is a mark, in the unit of `max`."""
    mark = f'<rect class="mark" x="{share_of(target, max)}%" width="2" height="10"/>' if target else ""
    return mark_safe(
        '<svg class="bar" aria-hidden="true" focusable="false" width="100%" height="10">'
        '<rect class="track" width="100%" height="10"/>'
        f'<rect class="fill" width="{share_of(value, max)}%" height="10"/>{mark}</svg>'
    )


@register.filter
def elided_pages(page):
    """Page numbers around the present page, with an ellipsis where some are left out."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)


@register.filter
def all_errors(forms) -> list[dict]:
    """Every error of a form, a formset or a list of forms, in page order, as {message, field_id}. Where
    several fields say the same, each names its field."""
    found = []
    for form in forms_of(forms):
        found += [{"message": message, "field_id": ""} for message in form.non_field_errors()]
        for bound in form:
            target = bound.id_for_label if not bound.use_fieldset else first_option_id(bound)
            found += [{"message": m, "field_id": target, "label": bound.label} for m in bound.errors]
    said = Counter(error["message"] for error in found)
    for error in found:
        if said[error["message"]] > 1 and error.get("label"):
            error["message"] = f"{error['label']}: {error['message']}"
    return found


def forms_of(source) -> list:
    if source is None:
        return []
    if hasattr(source, "non_field_errors"):
        return [source] if source.is_bound else []
    return [form for item in source for form in forms_of(item)]


def first_option_id(bound) -> str:
    widgets = bound.subwidgets
    return widgets[0].id_for_label if widgets else bound.auto_id


@register.filter
def is_check_group(bound) -> bool:
    """Whether a field is a group of radio buttons or check boxes."""
    return getattr(bound.field.widget, "input_type", "") in {"radio", "checkbox"} and bound.use_fieldset


@register.filter
def is_check(bound) -> bool:
    """Whether a field is one check box."""
    return getattr(bound.field.widget, "input_type", "") == "checkbox" and not bound.use_fieldset


@register.filter
def is_list(value) -> bool:
    """Whether a value holds several values to be shown one below the other."""
    return isinstance(value, list | tuple)
