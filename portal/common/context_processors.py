"""What every page needs to draw its frame."""

from django.conf import settings
from django.utils.translation import gettext as _

from portal.common.display import display_modes


def display(request) -> dict:
    """How this reader wants pages shown, the demonstration strip, and whom to call."""
    modes = display_modes(request)
    return {
        "display_modes": modes,
        "display_class": " ".join(modes),
        "demo_banner": settings.DEMO_BANNER,
        "retention_days": settings.RETENTION_DAYS_AFTER_LEAVING,
        "district": {
            "name": _("성동구청"),
            "address": _("서울특별시 성동구 고산자로 270"),
            "phone": settings.DISTRICT_PHONE,
        },
    }
