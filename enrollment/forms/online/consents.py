"""Consents: every text is answered on its own, required and optional apart, nothing is ticked in advance."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from enrollment.forms.online.base import PageForm
from enrollment.models import ConsentText
from enrollment.queries.consent_texts import current_texts

PREFIX = "consent_"


class ConsentsForm(PageForm):
    """A box per text in force. `shown` names the versions on the page: a text changed since is asked anew."""

    shown = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.texts = current_texts()
        self.fields["shown"].initial = self.versions
        for purpose, text in self.texts.items():
            self.fields[f"{PREFIX}{purpose}"] = forms.BooleanField(
                label=_("‘%(title)s’에 동의합니다.") % {"title": text.in_language("title")},
                required=text.is_required,
                error_messages={
                    "required": _(
                        "필수 동의에 동의하지 않았습니다. 동의하지 않으면 서비스를 신청할 수 없습니다."
                    )
                },
            )

    @property
    def versions(self) -> str:
        return " ".join(f"{purpose}:{text.version}" for purpose, text in self.texts.items())

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("shown") != self.versions:
            self.data = self._still_said(cleaned.get("shown", ""))
            raise ValidationError(_("동의 내용이 바뀌었습니다. 새 내용을 읽고 다시 선택해 주세요."))
        return cleaned

    def _still_said(self, shown: str) -> dict:
        """What was answered to texts that did not change; a changed one is asked anew, unticked."""
        read = set(shown.split())
        return {
            "shown": self.versions,
            **{
                name: answer
                for name, answer in self.typed().items()
                if f"{name.removeprefix(PREFIX)}:{self._version(name)}" in read
            },
        }

    def _version(self, name: str) -> int | None:
        text = self.texts.get(name.removeprefix(PREFIX))
        return text.version if text else None

    @property
    def answers(self) -> dict[str, bool]:
        """Yes or no per purpose, of a valid page."""
        return {purpose: self.cleaned_data[f"{PREFIX}{purpose}"] for purpose in self.texts}

    def rows(self, *, required: bool) -> list[dict]:
        """Texts with their boxes, required ones or optional ones."""
        return [
            {"text": text_facts(text), "field": self[f"{PREFIX}{purpose}"]}
            for purpose, text in self.texts.items()
            if text.is_required == required
        ]

    def required_rows(self) -> list[dict]:
        return self.rows(required=True)

    def optional_rows(self) -> list[dict]:
        return self.rows(required=False)


def text_facts(text: ConsentText) -> dict:
    """The four things a person is told before consenting (PIPA article 15(2)), in the reader's language."""
    return {
        "title": text.in_language("title"),
        "facts": [
            {"label": _("목적"), "value": text.in_language("aim")},
            {"label": _("항목"), "value": text.in_language("items")},
            {"label": _("보유 기간"), "value": text.in_language("retention")},
            {"label": _("거부할 권리"), "value": text.in_language("refusal")},
        ],
    }
