"""Turn settings read as text into what Django expects."""

import base64
from urllib.parse import parse_qsl, unquote, urlsplit

from portal.settings import env


def database(name: str) -> dict:
    """`postgres://user:password@host:port/name?option=value` as a Django database."""
    parts = urlsplit(env.url(name, "postgres", "postgresql"))
    database_name = unquote(parts.path.lstrip("/"))
    if not database_name:
        raise env.WeakSetting(name, "must name a database after the host")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": database_name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname,
        "PORT": parts.port or 5432,
        "OPTIONS": dict(parse_qsl(parts.query)),
        "CONN_MAX_AGE": 300,
        "CONN_HEALTH_CHECKS": True,
    }


def redis_cache(url: str, prefix: str = "sotong") -> dict:
    """One shared cache: rate limits must count over all web processes."""
    return {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": url,
            "KEY_PREFIX": prefix,
        }
    }


def decode_key(text: str) -> bytes:
    """The bytes of a base64 key."""
    return base64.b64decode(text, validate=True)


def decode_key_ring(text: str) -> list[tuple[str, bytes]]:
    """`id:base64,id2:base64` as pairs; the first encrypts, all decrypt."""
    pairs = [entry.strip().partition(":") for entry in text.split(",") if entry.strip()]
    return [(key_id, decode_key(value)) for key_id, _colon, value in pairs]


SOCIAL_SIGN_IN_PAGES = {"kakao": "https://kauth.kakao.com", "naver": "https://nid.naver.com"}


def social_providers() -> tuple[dict, list[str]]:
    """Kakao and Naver, each only when its keys exist: without them a provider answers with an error page."""
    providers, apps = {}, []
    for provider in SOCIAL_SIGN_IN_PAGES:
        client_id = env.optional(f"{provider.upper()}_CLIENT_ID")
        if not client_id:
            continue
        secret = env.required(f"{provider.upper()}_SECRET")
        providers[provider] = {"APPS": [{"client_id": client_id, "secret": secret, "key": ""}]}
        apps.append(f"allauth.socialaccount.providers.{provider}")
    return providers, apps


def policy_with_social(policy: dict, providers: dict) -> dict:
    """The content security policy under which a form may lead on to the sign-in pages of `providers`.

    Browsers check `form-action` also for where the answer to a form redirects to.
    """
    pages = [page for provider, page in SOCIAL_SIGN_IN_PAGES.items() if provider in providers]
    directives = policy["DIRECTIVES"]
    return {**policy, "DIRECTIVES": {**directives, "form-action": [*directives["form-action"], *pages]}}
