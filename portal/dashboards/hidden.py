"""What is said of numbers that stay unsaid: fewer than five, and what would tell such."""

from django.utils.translation import gettext_lazy as _

WORD = _("가림")
"""Stands where the number would."""

WHY = _("다섯보다 적은 수와 그것을 알 수 있는 수는 가립니다.")
FACT = (_("가린 칸"), WHY)
"""Travels with every table that hides a cell."""


def why_unsaid(figure) -> str:
    """Why the value of a figure is kept back; empty for one that is told, and where there is none."""
    return str(WHY) if figure.value is None and figure.note == str(WORD) else ""
