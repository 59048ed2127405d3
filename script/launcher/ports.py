"""Loopback ports."""

import errno
import socket

from launcher.report import Refusal

LOOPBACK = "127.0.0.1"


def free_port() -> int:
    """A loopback port that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return probe.getsockname()[1]


def reserve(port: int) -> socket.socket:
    """Bind the web port at once and keep it through the set-up; gunicorn inherits the socket.

    Raises Refusal when another program has it.
    """
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((LOOPBACK, port))
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise Refusal(
                f"port {port} is already in use. Choose another, for example: script/server --port {port + 1}"
            ) from error
        raise Refusal(
            f"port {port} cannot be used: {error.strerror}. Choose one above 1023: script/server --port 8000"
        ) from error
    return listener


def answers(port: int) -> bool:
    """Whether something accepts connections on a loopback port."""
    try:
        socket.create_connection((LOOPBACK, port), timeout=1).close()
    except OSError:
        return False
    return True
