"""Links as people write them into a text, and which of them are counted."""

import re

from django.conf import settings

LINK = re.compile(r"https?://[^\s<>\"'{}]+[^\s<>\"'{}.,;:!?)\]]")
_OWN_PATHS = ("/u/", "/n/", "/p/")


def counted_links(body: str) -> list[str]:
    """The links of a mail body that may be counted, each once, in the order of the text.

    Never those to pages on which a reader acts: stopping messages, a notice, a poll.
    """
    own = tuple(f"{settings.SITE_URL}{path}" for path in _OWN_PATHS)
    return [link for link in dict.fromkeys(LINK.findall(body)) if not link.startswith(own)]
