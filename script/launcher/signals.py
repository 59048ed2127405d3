"""Ctrl-C, a polite kill and a closed terminal all mean: end what was started, then leave."""

import signal


class Stopped(BaseException):
    """A signal asked to stop. Not an Exception, so that only the outermost code handles it."""


def stop_on_signals() -> None:
    """Raise Stopped on the first signal and ignore further ones, so that the clean-up is not cut short."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        # nohup starts us with SIGHUP ignored: it asked to stay.
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, _raise_stopped)


def ignore_signals() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def _raise_stopped(number, _frame):
    ignore_signals()
    raise Stopped(number)
