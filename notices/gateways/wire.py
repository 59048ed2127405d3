"""HTTP over kept connections, one for each thread that asks at the same moment."""

import http.client
import logging
import select
from collections.abc import Callable

logger = logging.getLogger(__name__)

TIMEOUT_SECONDS = 30


class NotReached(Exception):
    """No connection: nothing left this machine."""


class Unclear(Exception):
    """The request went out and no usable answer came: it may have been carried out."""


class Wire:
    """Connections are opened when needed, kept, and opened again after they broke."""

    def __init__(self, host: str | None, port: int | None, *, is_plain: bool):
        self._host, self._port, self._is_plain = host, port, is_plain
        # Taking from a list and adding to it are atomic: threads share it without a lock.
        self._idle: list[http.client.HTTPConnection] = []

    def exchange(
        self, method: str, path: str, payload: bytes | None, headers: Callable[[], dict[str, str]]
    ) -> tuple[int, bytes]:
        """(status, body). `headers` are made once the connection stands. Raises NotReached or Unclear."""
        connection = self._take()
        sent = headers()
        if payload is not None:
            sent["Content-Type"] = "application/json; charset=utf-8"
        try:
            connection.request(method, path, body=payload, headers=sent)
            response = connection.getresponse()
            raw = response.read()
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            logger.warning("no answer from the SMS gateway (%s)", type(error).__name__)
            raise Unclear(type(error).__name__) from error
        self._idle.append(connection)
        return response.status, raw

    def close(self) -> None:
        """End the idle connections."""
        while self._idle:
            self._idle.pop().close()

    def _take(self) -> http.client.HTTPConnection:
        """A kept connection that lives, or a new one."""
        while self._idle:
            connection = self._idle.pop()
            if not _was_closed(connection):
                return connection
            connection.close()
        kind = http.client.HTTPConnection if self._is_plain else http.client.HTTPSConnection
        connection = kind(self._host, self._port, timeout=TIMEOUT_SECONDS)
        try:
            connection.connect()
        except OSError as error:
            connection.close()
            logger.warning("SMS gateway cannot be reached (%s)", type(error).__name__)
            raise NotReached(type(error).__name__) from error
        return connection


def _was_closed(connection: http.client.HTTPConnection) -> bool:
    """Whether the other side ended a kept connection: between requests it has nothing else to say."""
    return connection.sock is None or bool(select.select([connection.sock], [], [], 0)[0])
