"""The meaning of a status code, by the provider that reported it (`Receipt.provider`)."""

from notices.gateways import mail_codes, solapi_codes
from notices.gateways.meaning import Meaning

_BOOKS = {"solapi": solapi_codes.meaning_of, "mail": mail_codes.meaning_of}


def meaning_of(provider: str, code: str) -> Meaning:
    """Raises KeyError for a provider nobody knows."""
    return _BOOKS[provider](code)
