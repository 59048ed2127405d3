"""Typed readers for settings that come from the environment.

Every reader names the setting when it refuses, never its value: start-up errors end in logs.
"""

import base64
import binascii
import os
import re
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

# Published with the source code for local runs and tests, and therefore never a secret:
# `secret`, `key` and `key_ring` refuse them.
LOCAL_SECRET_KEY = "local-only-secret-key-published-with-the-source-code-and-never-for-production"
LOCAL_FIELD_ENCRYPTION_KEYS = "local:bG9jYWwtb25seS1maWVsZC1lbmNyeXB0aW9uLWtleSE="
LOCAL_SMS_WEBHOOK_SECRET = "local-only-webhook-secret-published-with-the-source-code"
LOCAL_BLIND_INDEX_KEY = "bG9jYWwtb25seS1ibGluZC1pbmRleC1rZXktISEhISE="
LOCAL_EVIDENCE_KEY = "bG9jYWwtb25seS1ldmlkZW5jZS1rZXktISEhISEhISE="

KEY_BYTES = 32
MIN_DISTINCT_CHARACTERS = 10
TRUE_WORDS = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS = frozenset({"0", "false", "no", "off"})
HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
MAILBOX = re.compile(r"[a-z0-9][a-z0-9._-]{0,37}@" + HOST.pattern)
PLACEHOLDER_WORDS = ("change-me", "changeme", "change_me", "replace-me", "insecure", "example", "local-only")


class MissingSetting(ImproperlyConfigured):
    """A required setting is absent or empty."""

    def __init__(self, name: str):
        super().__init__(f"{name} is not set. Set the environment variable {name}; see .env.sample.")


class WeakSetting(ImproperlyConfigured):
    """A setting is present but unsafe or malformed."""

    def __init__(self, name: str, reason: str):
        super().__init__(f"{name} {reason}. Change the environment variable {name}; see .env.sample.")


def optional(name: str, default: str = "") -> str:
    """The text of a setting, or `default` when it is absent or blank."""
    return os.environ.get(name, "").strip() or default


def required(name: str) -> str:
    """The text of a setting. Raises MissingSetting when it is absent or blank."""
    value = optional(name)
    if not value:
        raise MissingSetting(name)
    return value


def boolean(name: str, default: bool = False) -> bool:
    """A yes-or-no setting. Raises WeakSetting for any other word, so a typo never means no."""
    word = optional(name).lower()
    if not word:
        return default
    if word in TRUE_WORDS:
        return True
    if word in FALSE_WORDS:
        return False
    raise WeakSetting(name, "must be one of true, false, 1, 0, yes, no, on, off")


def integer(name: str, default: int) -> int:
    """A whole number. Raises WeakSetting when the text is not one."""
    text = optional(name)
    if not text:
        return default
    try:
        return int(text)
    except ValueError as error:
        raise WeakSetting(name, "must be a whole number") from error


def comma_list(name: str, default: str = "") -> list[str]:
    """Comma-separated words without blanks; an absent setting gives those of `default`."""
    return [word.strip() for word in optional(name, default).split(",") if word.strip()]


def required_list(name: str) -> list[str]:
    """Comma-separated words. Raises MissingSetting when there are none."""
    words = comma_list(name)
    if not words:
        raise MissingSetting(name)
    return words


def allowed_hosts(name: str = "ALLOWED_HOSTS") -> list[str]:
    """Host names the portal answers to. Raises WeakSetting for `*`: any forged Host header would do."""
    hosts = required_list(name)
    if "*" in hosts:
        raise WeakSetting(name, "must name the hosts instead of *")
    return hosts


def url(name: str, *schemes: str, default: str = "") -> str:
    """An absolute URL with one of `schemes` and a host. Raises MissingSetting or WeakSetting."""
    value = optional(name, default)
    if not value:
        raise MissingSetting(name)
    parts = _split(name, value)
    if schemes and parts.scheme not in schemes:
        raise WeakSetting(name, f"must start with {' or '.join(f'{scheme}://' for scheme in schemes)}")
    if not parts.hostname:
        raise WeakSetting(name, "must name a host")
    if _is_published(parts.username or "") or _is_published(parts.password or ""):
        raise WeakSetting(name, "still holds the placeholder of the sample")
    return value


def host(name: str) -> str:
    """A host name in small letters, or nothing. Raises WeakSetting for anything else."""
    value = optional(name).lower()
    if value and not HOST.fullmatch(value):
        raise WeakSetting(name, "must be a host name")
    return value


def mailbox(name: str) -> str:
    """A mail address in small letters that leaves room for a word behind a plus, or nothing.

    Raises WeakSetting for anything else.
    """
    value = optional(name).lower()
    if value and not MAILBOX.fullmatch(value):
        raise WeakSetting(name, "must be a mail address without a plus, at most 38 characters before the @")
    return value


def secret(name: str, min_length: int = 50) -> str:
    """A long random text. Raises WeakSetting when short, repetitive, or left at a published value."""
    value = required(name)
    if _is_published(value):
        raise WeakSetting(name, "is still a published default")
    if len(value) < min_length:
        raise WeakSetting(name, f"must have at least {min_length} characters")
    if len(set(value)) < MIN_DISTINCT_CHARACTERS:
        raise WeakSetting(name, "is too repetitive to be a secret")
    return value


def key(name: str) -> str:
    """A base64 key of 32 bytes, as text. Raises WeakSetting when it is malformed, repetitive or published."""
    value = required(name)
    _check_key(name, value)
    return value


def key_ring(name: str) -> str:
    """`id:base64-key,id2:...`, as text; the first encrypts, the rest only decrypt.

    Raises WeakSetting when an entry is malformed, an id or a key repeats, or a key is weak or published.
    """
    ids, keys = set(), set()
    for entry in required_list(name):
        key_id, colon, value = entry.partition(":")
        if not (key_id and colon and value):
            raise WeakSetting(name, "must look like id:base64-key,id2:base64-key")
        if key_id in ids or value in keys:
            raise WeakSetting(name, "repeats an id or a key")
        _check_key(name, value)
        ids.add(key_id)
        keys.add(value)
    return required(name)


def _check_key(name: str, value: str) -> None:
    try:
        raw = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError) as error:
        raise WeakSetting(name, f"must be base64 of {KEY_BYTES} random bytes") from error
    if len(raw) != KEY_BYTES:
        raise WeakSetting(name, f"must be base64 of {KEY_BYTES} random bytes")
    if _is_published(value) or raw.isascii():
        # 32 random bytes are all below 128 once in four thousand million: a phrase was typed.
        raise WeakSetting(name, "is a published default or a typed phrase, not random bytes")
    if len(set(raw)) < MIN_DISTINCT_CHARACTERS:
        raise WeakSetting(name, "is too repetitive to be a key")


def _is_published(value: str) -> bool:
    lowered = value.lower()
    published = (
        LOCAL_SECRET_KEY,
        LOCAL_BLIND_INDEX_KEY,
        LOCAL_EVIDENCE_KEY,
        LOCAL_FIELD_ENCRYPTION_KEYS.partition(":")[2],
    )
    return value in published or any(word in lowered for word in PLACEHOLDER_WORDS)


def _split(name: str, value: str):
    try:
        parts = urlsplit(value)
        parts.port  # noqa: B018 - reading it is what validates the number
    except ValueError as error:
        raise WeakSetting(name, "is not a valid URL") from error
    return parts
