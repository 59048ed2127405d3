"""Receipts in our own words, for gateways and relays that have no form of their own (provider `signed`)."""

from notices.gateways.meaning import Meaning

PROVIDER = "signed"

STATUSES = tuple(meaning.value for meaning in Meaning if meaning is not Meaning.CONFIGURATION)


def meaning_of(code: str) -> Meaning:
    """Raises ValueError for a word that is none of ours."""
    return Meaning(code)
