"""How often something may be asked for: counters in the shared cache, so all web processes count together."""

import time
from dataclasses import dataclass

from django.core.cache import cache

from portal.common.crypto import blind_index


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `amount` times in each window of `seconds`."""

    amount: int
    seconds: int


def spend(scope: str, key: str, *limits: Limit) -> bool:
    """Count one more and tell whether all limits still hold. The cache never learns `key`, which may be an
    address or a link: with the window it would tell who did something, and when.
    """
    return all([_count(scope, key, limit) <= limit.amount for limit in limits])


def is_spent(scope: str, key: str, *limits: Limit) -> bool:
    """Whether one of the limits is reached, counting nothing: the next `spend` would be too many."""
    names = {_name(scope, key, limit): limit.amount for limit in limits}
    counted = cache.get_many(names)
    return any(counted.get(name, 0) >= amount for name, amount in names.items())


def _count(scope: str, key: str, limit: Limit) -> int:
    name = _name(scope, key, limit)
    # The window is part of the name, so the counter cannot expire between these two calls.
    cache.add(name, 0, timeout=2 * limit.seconds)
    return cache.incr(name)


def _name(scope: str, key: str, limit: Limit) -> str:
    window = int(time.time()) // limit.seconds
    return f"limit:{scope}:{blind_index(f'limit.{scope}', key)}:{limit.seconds}:{window}"
