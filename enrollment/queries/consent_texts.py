"""The consent texts in force."""

from django.utils import timezone

from enrollment.enums import ConsentPurpose
from enrollment.models import ConsentText


def current_texts() -> dict[str, ConsentText]:
    """The text in force today for each purpose: required ones first, then in the order of the enum."""
    texts = (
        ConsentText.objects.filter(effective_from__lte=timezone.localdate())
        .order_by("purpose", "-version")
        .distinct("purpose")
    )
    order = {purpose: position for position, purpose in enumerate(ConsentPurpose.values)}
    ranked = sorted(texts, key=lambda text: (not text.is_required, order[text.purpose]))
    return {text.purpose: text for text in ranked}
