"""What came of a try to get a working contact."""

from django import forms
from django.utils.translation import gettext_lazy

from notices.enums import CleanupOutcome


class TriedForm(forms.Form):
    outcome = forms.ChoiceField(
        label=gettext_lazy("어떻게 되었나요"),
        choices=[("", gettext_lazy("골라 주세요")), *CleanupOutcome.choices],
    )
