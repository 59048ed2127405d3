"""Rendering of every Django form as KRDS markup."""

from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect, Select, Textarea
from django.forms.renderers import TemplatesSetting


def krds_class(widget) -> str:
    """The KRDS class of a form control; check boxes and radio buttons are styled by their wrapper."""
    if isinstance(widget, CheckboxInput | CheckboxSelectMultiple | RadioSelect):
        return ""
    if isinstance(widget, Select):
        return "krds-form-select"
    if isinstance(widget, Textarea):
        return "krds-input krds-textarea"
    return "krds-input"


class KrdsBoundField(BoundField):
    """A field whose control carries the KRDS class beside the classes the form gave it."""

    def build_widget_attrs(self, attrs, widget=None):
        attrs = super().build_widget_attrs(attrs, widget)
        widget = widget or self.field.widget
        if getattr(widget, "input_type", "") == "hidden":
            return attrs
        names = [krds_class(widget), widget.attrs.get("class", ""), attrs.get("class", "")]
        if css_class := " ".join(dict.fromkeys(" ".join(names).split())):
            attrs["class"] = css_class
        if attrs.get("aria-invalid") and isinstance(widget, RadioSelect | CheckboxSelectMultiple):
            # The group says that it is in error; a single option of it is not wrong.
            del attrs["aria-invalid"]
        return attrs


class KrdsRenderer(TemplatesSetting):
    """`FORM_RENDERER`: `{{ form }}` and `{{ form.x.as_field_group }}` come out as the components."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
    bound_field_class = KrdsBoundField
