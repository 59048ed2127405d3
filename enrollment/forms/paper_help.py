"""Help while a form is typed in: addresses that are known, and what looks entered already.

Both are asked by POST with no more fields than they need; without scripts the form is the same without them.
"""

from django.urls import reverse

ASKED_FOR_DUPLICATES = (
    "form_no", "name", "birth_date", "relation", "head_name", "road_address", "address_detail", "mobile",
    "dong", "collected_on",
)  # fmt: skip


def suggest_addresses(form) -> None:
    """Let the address field ask for buildings that begin as typed."""
    form.fields["road_address"].widget.attrs |= {
        "data-address-source": "address-options",
        "data-address-news": "address-news",
        "data-address-next": "id_address_detail",
        "hx-post": reverse("desk_addresses"),
        "hx-trigger": "input changed delay:200ms",
        "hx-params": "csrfmiddlewaretoken,road_address,dong",
        "hx-target": "#address-options",
        "hx-sync": "this:queue last",
    }


def duplicate_trigger() -> dict[str, str]:
    """When and with what the page asks for duplicates."""
    fields = [f"#id_{name}" for name in ASKED_FOR_DUPLICATES]
    anywhere = f"from:({', '.join(fields)})"
    return {
        "when": f"input delay:600ms {anywhere}, change delay:100ms {anywhere}",
        "what": ",".join(("csrfmiddlewaretoken", *ASKED_FOR_DUPLICATES)),
    }
