"""The meaning of a status code, by the provider that reported it (`Receipt.provider`)."""

from notices.gateways import mail_codes, neutral
from notices.gateways.meaning import GONE, Meaning
from notices.gateways.texts import GATEWAYS

_BOOKS = {"mail": mail_codes.meaning_of, neutral.PROVIDER: neutral.meaning_of} | {
    name: gateway.meaning_of for name, gateway in GATEWAYS.items()
}

_UNDECIDED = frozenset({Meaning.UNREACHED, Meaning.SOFT_BOUNCED, Meaning.WAITING})


def meaning_of(provider: str, code: str) -> Meaning:
    """Raises KeyError for a provider nobody knows."""
    return _BOOKS[provider](code)


def of_mail(reason: str) -> Meaning:
    """The meaning of the reason kept with a mail: a word of ours, or a code of mail."""
    is_ours = reason in neutral.STATUSES
    return neutral.meaning_of(reason) if is_ours else mail_codes.meaning_of(reason)


def is_undecided(reason: str) -> bool:
    """Whether a message refused for this reason may still arrive, whoever said so."""
    if of_mail(reason) in _UNDECIDED:
        return True
    return any(
        reason in gateway.codes and gateway.meaning_of(reason) in _UNDECIDED for gateway in GATEWAYS.values()
    )


def says_gone(channel: str, reason: str) -> bool:
    """Whether the reason kept with a message says that there is no such number or mailbox."""
    if of_mail(reason) in GONE:
        return True
    return channel != "email" and any(
        reason in gateway.codes and gateway.meaning_of(reason) in GONE for gateway in GATEWAYS.values()
    )
