"""Helpers about sockets and the broker."""

import base64
import json
import socket


def dead_port() -> int:
    """A port at which nothing listens."""
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        return reserved.getsockname()[1]


def arguments_of(message: bytes) -> list:
    """The positional arguments of a task as it lies in the broker."""
    return json.loads(base64.b64decode(json.loads(message)["body"]))[0]
