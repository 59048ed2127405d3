"""Versions of the privacy policy. A version in force is never reworded: the next one gets a number."""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Version:
    """One version; its text is `templates/pages/privacy/<number>.html`."""

    number: int
    effective_from: date
    change: Promise

    @property
    def template(self) -> str:
        return f"pages/privacy/{self.number}.html"


VERSIONS = (
    Version(4, date(2026, 11, 24), _("설문과 의견을 다루는 일을 밝힘")),
    Version(3, date(2026, 11, 23), _("통지를 보내고 증명하는 일을 밝힘")),
    Version(2, date(2026, 11, 1), _("메일 열람을 세는 일을 밝힘")),
    Version(1, date(2012, 9, 1), _("처음 시행")),
)
"""Newest first."""


def version(number: str) -> Version | None:
    """The version with this number, the newest for no number, None for one that never was."""
    if not number:
        return VERSIONS[0]
    return next((found for found in VERSIONS if str(found.number) == number), None)
