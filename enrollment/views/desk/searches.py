"""Searches a clerk has open: personal data, so they live in the encrypted session, never in a URL."""

import secrets

_KEY, _LIMIT = "household_searches", 5


def remember(session, typed: dict[str, str]) -> str:
    """Keep what was typed and return the name of the search; the oldest of more than five is forgotten."""
    name = secrets.token_urlsafe(6)
    searches = {**session.get(_KEY, {}), name: typed}
    session[_KEY] = dict(list(searches.items())[-_LIMIT:])
    return name


def recall(session, name: str) -> dict[str, str] | None:
    """What was typed for a search, or None when it is no longer known."""
    return session.get(_KEY, {}).get(name)
