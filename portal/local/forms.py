from django import forms
from django.utils.translation import gettext_lazy as _


class OutboxSearch(forms.Form):
    """Finds messages by a part of the address or number they went to."""

    q = forms.CharField(label=_("받는 주소"), required=False, max_length=100)

    @property
    def fragment(self) -> str:
        """What to look for; nothing when what was typed cannot be an address."""
        return self.cleaned_data["q"].strip() if self.is_valid() else ""
