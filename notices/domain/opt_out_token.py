"""The key in an unsubscribe link: who, and by which campaign. A mail sent again carries the same link."""

from django.conf import settings

from notices.domain import sealed_ids

_PURPOSE = "opt_out"

BadOptOutToken = sealed_ids.BadSeal


def make(person_id: int, campaign_id: int) -> str:
    """The token of a person and a campaign; campaign 0 stands for a preview."""
    return sealed_ids.seal(_PURPOSE, person_id, campaign_id)


def read(token: str) -> sealed_ids.Ids:
    """The ids in a token. Raises BadOptOutToken."""
    return sealed_ids.unseal(_PURPOSE, token)


def url(person_id: int, campaign_id: int) -> str:
    """The absolute address of the page on which a person stops or changes messages."""
    return f"{settings.SITE_URL}/u/{make(person_id, campaign_id)}/"


def one_click_url(page_url: str) -> str:
    """The address a mail program posts to for its own unsubscribe button, from that of the page."""
    return f"{page_url}one-click/"
