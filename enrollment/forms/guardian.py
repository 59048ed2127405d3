"""What a guardian answers and types to confirm a child's application."""

from django import forms
from django.utils.translation import gettext_lazy as _

from enrollment.domain.guardian import asked, refused_too_much
from enrollment.forms.online.code import CodeForm
from enrollment.forms.online.consents import PREFIX, text_facts
from enrollment.models import Application


class GuardianCodeForm(CodeForm):
    """The code, and a box per consent the form asks for: each is answered alone, none is ticked."""

    def __init__(self, *args, application: Application, **kwargs):
        super().__init__(*args, **kwargs)
        self.application, self.texts = application, asked(application)
        for text in self.texts:
            self.fields[f"{PREFIX}{text.purpose}"] = forms.BooleanField(
                label=_("법정대리인으로서 ‘%(title)s’에 동의합니다.") % {"title": text.in_language("title")},
                required=False,
            )
        self.order_fields([name for name in self.fields if name != "code"])

    def clean(self) -> dict:
        cleaned = super().clean()
        for purpose, told in refused_too_much(self.application, self.agreed).items():
            self.add_error(f"{PREFIX}{purpose}", told)
        return cleaned

    @property
    def agreed(self) -> list[str]:
        """Purposes the guardian consents to."""
        return [text.purpose for text in self.texts if self.cleaned_data.get(f"{PREFIX}{text.purpose}")]

    def required_rows(self) -> list[dict]:
        return self._rows(is_required=True)

    def optional_rows(self) -> list[dict]:
        return self._rows(is_required=False)

    def _rows(self, *, is_required: bool) -> list[dict]:
        return [
            {"text": text_facts(text), "field": self[f"{PREFIX}{text.purpose}"]}
            for text in self.texts
            if text.is_required == is_required
        ]
