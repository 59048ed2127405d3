"""How many messages a second a gateway may be given, counted over all workers together.

A bucket for each channel in Redis, by the clock of Redis: it fills with the rate and holds one second's
worth. A worker asks before it claims. Messages to one person never wait: they take their share afterwards.
Without a rate in `GATEWAY_RATES` nothing is asked or counted.
"""

import logging
from functools import lru_cache
from time import monotonic

import redis
from django.conf import settings

logger = logging.getLogger(__name__)

_AWAY_SECONDS = 5
"""How long Redis is not asked again after it did not answer."""

_TAKE = """
local clock = redis.call('TIME')
local now = clock[1] + clock[2] / 1000000
local rate, wanted, may_owe = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3] == '1'
local known = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local most = math.max(rate, 1)
local tokens = math.min(most, (tonumber(known[1]) or most) + (now - (tonumber(known[2]) or now)) * rate)
local granted = wanted
if not may_owe then granted = math.max(0, math.min(wanted, math.floor(tokens))) end
redis.call('HSET', KEYS[1], 'tokens', tokens - granted, 'at', now)
redis.call('EXPIRE', KEYS[1], 60)
return granted"""


def allowance(channel: str, wanted: int) -> int:
    """How many of `wanted` messages may go now; they count as gone until given back."""
    rate = settings.GATEWAY_RATES.get(channel)
    if not rate:
        return wanted
    granted = _ask(channel, rate, wanted, may_owe=False)
    return _local(channel).take(wanted) if granted is None else granted


def give_back(channel: str, unused: int) -> None:
    """What was allowed and not needed."""
    _count(channel, -unused)


def spend(channel: str, messages: int) -> None:
    """Messages that wait for nobody: campaigns are slower for it."""
    _count(channel, messages)


def _count(channel: str, messages: int) -> None:
    rate = settings.GATEWAY_RATES.get(channel)
    if rate and messages:
        _ask(channel, rate, messages, may_owe=True)


def _ask(channel: str, rate: float, messages: int, *, may_owe: bool) -> int | None:
    """None when Redis does not answer."""
    if monotonic() < _Redis.away_until:
        return None
    try:
        return _Redis.take()(keys=[f"sotong:rate:{channel}"], args=[rate, messages, int(may_owe)])
    except redis.RedisError as error:
        _Redis.away_until = monotonic() + _AWAY_SECONDS
        logger.warning("rates are kept by each worker for itself, Redis is away (%s)", type(error).__name__)
        return None


class _Redis:
    away_until = 0.0

    @staticmethod
    @lru_cache(maxsize=1)
    def take():
        client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1)
        return client.register_script(_TAKE)


class _LocalBucket:
    """The same for one process, at a share of the rate that is safe whatever the others do."""

    def __init__(self, rate: float):
        self._rate = rate
        self._tokens, self._at = 0.0, monotonic()

    def take(self, wanted: int) -> int:
        now = monotonic()
        self._tokens = min(max(self._rate, 1), self._tokens + (now - self._at) * self._rate)
        self._at = now
        granted = min(wanted, int(self._tokens))
        self._tokens -= granted
        return granted


@lru_cache(maxsize=16)
def _local(channel: str) -> _LocalBucket:
    return _LocalBucket(settings.GATEWAY_RATES[channel] / settings.GATEWAY_RATE_WORKERS)
