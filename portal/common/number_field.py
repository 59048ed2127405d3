"""Asking for a number: typed as text, because a number field of browsers swallows what it cannot read and
changes with the wheel of a mouse."""

from django import forms


class _Ranged:
    """`out_of_range` is said of every number that is too small, too large or too long; a message of its own
    in `error_messages` goes before it."""

    beyond: tuple[str, ...]

    def __init__(self, *args, out_of_range="", error_messages=None, **kwargs):
        said = dict.fromkeys(self.beyond, out_of_range) if out_of_range else {}
        super().__init__(*args, error_messages=said | (error_messages or {}), **kwargs)


class WrittenInteger(_Ranged, forms.IntegerField):
    """A whole number."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    beyond = ("min_value", "max_value")


class WrittenDecimal(_Ranged, forms.DecimalField):
    """A number with decimals."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    beyond = ("min_value", "max_value", "max_digits", "max_whole_digits")
