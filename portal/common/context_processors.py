"""What every page needs to draw its frame."""

from django.conf import settings

from portal.common.display import display_modes
from portal.common.office import lazy_office


def display(request) -> dict:
    """How this reader wants pages shown, the demonstration strip, and whom to call."""
    modes = display_modes(request)
    return {
        "display_modes": modes,
        "display_class": " ".join(modes),
        "demo_banner": settings.DEMO_BANNER,
        "retention_days": settings.RETENTION_DAYS_AFTER_LEAVING,
        "district": lazy_office(),
    }
