"""Links as people write them into a text."""

import re

LINK = re.compile(r"https?://[^\s<>\"'{}]+[^\s<>\"'{}.,;:!?)\]]")


def links_in(text: str) -> list[str]:
    """Every link, in the order of the text."""
    return LINK.findall(text)
