"""Asking for a number: typed as text, because a number field of browsers swallows what it cannot read and
changes with the wheel of a mouse."""

import re

from django import forms
from django.core.exceptions import ValidationError

_WRITTEN = re.compile(r"[-+]?(?:\d*|\d{1,3}(?:,\d{3})+)(?:\.\d*)?")
"""Digits, with commas between thousands as pages write them: `1e3` or `1_000` nobody writes by hand."""


class _Ranged:
    """`out_of_range` is said of every number that is too small, too large or too long; a message of its own
    in `error_messages` goes before it."""

    beyond: tuple[str, ...]

    def __init__(self, *args, out_of_range="", error_messages=None, **kwargs):
        said = dict.fromkeys(self.beyond, out_of_range) if out_of_range else {}
        super().__init__(*args, error_messages=said | (error_messages or {}), **kwargs)

    def to_python(self, value):
        written = str(value).strip() if value is not None else ""
        if not _WRITTEN.fullmatch(written):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(written.replace(",", ""))


class WrittenInteger(_Ranged, forms.IntegerField):
    """A whole number."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    beyond = ("min_value", "max_value")


class WrittenDecimal(_Ranged, forms.DecimalField):
    """A number with decimals."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    beyond = ("min_value", "max_value", "max_digits", "max_whole_digits")
