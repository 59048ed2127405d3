"""The gateway texts go through, chosen by the scheme of `SMS_URL`."""

from functools import lru_cache

from notices.gateways.base import HttpGateway
from notices.gateways.nhn import Nhn
from notices.gateways.solapi import Solapi

GATEWAYS: dict[str, type[HttpGateway]] = {gateway.provider: gateway for gateway in (Solapi, Nhn)}


@lru_cache(maxsize=4)
def gateway(url: str) -> HttpGateway:
    """The gateway of this process. Raises KeyError for a scheme nobody speaks."""
    return GATEWAYS[url.partition(":")[0]](url)
