"""The meaning of a status code, by the provider that reported it (`Receipt.provider`)."""

from notices.gateways import mail_codes, neutral
from notices.gateways.meaning import Meaning
from notices.gateways.texts import GATEWAYS

_BOOKS = {"mail": mail_codes.meaning_of, neutral.PROVIDER: neutral.meaning_of} | {
    name: gateway.meaning_of for name, gateway in GATEWAYS.items()
}


def meaning_of(provider: str, code: str) -> Meaning:
    """Raises KeyError for a provider nobody knows."""
    return _BOOKS[provider](code)
