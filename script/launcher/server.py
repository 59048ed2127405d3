"""script/server: set everything up, run every process of the portal, and end them all together."""

import argparse
import http.client
import time
from collections.abc import Sequence
from contextlib import ExitStack, contextmanager

from launcher import children, preparation, processes
from launcher.environment import portal_environment
from launcher.local_services import LocalServices
from launcher.places import LOGS, VAR, make_folders
from launcher.ports import LOOPBACK, reserve
from launcher.private_server import PrivateServer
from launcher.report import Refusal, end_of, say, step
from launcher.signals import Stopped, ignore_signals, stop_on_signals

DEFAULT_PORT = 8000
READY_SECONDS = 60
WATCH_SECONDS = 0.3


def main(arguments: list[str]) -> int:
    options = _parse(arguments)
    stop_on_signals()
    try:
        _serve(options)
    except Stopped:
        say("Stopped: every process of the portal has ended.")
    return 0


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="script/server",
        description="Set everything up and run the whole portal on this machine. Ctrl-C ends it all.",
        epilog="Uses a private PostgreSQL and Valkey under var/ unless DATABASE_URL and REDIS_URL are set. "
        "EMAIL_URL and SMS_URL, when set, replace the local mail and SMS servers. Logs are in var/log/.",
    )
    parser.add_argument("--port", type=_port, default=DEFAULT_PORT, help=f"web port (default {DEFAULT_PORT})")
    parser.add_argument("--no-demo", action="store_true", help="do not load the demo programme")
    return parser.parse_args(arguments)


def _port(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: use a number from 1 to 65535")
    return int(text)


def _serve(options: argparse.Namespace) -> None:
    make_folders()
    with reserve(options.port) as listener, ExitStack() as stack:
        with preparation.set_up():
            with step("Starting the database and the broker"):
                database_url, redis_url, private = stack.enter_context(preparation.servers(VAR))
            local = LocalServices.choose(options.port)
            environment = portal_environment("local", database_url, redis_url, **local.variables())
            facts = preparation.database_and_static_files(environment, demo=not options.no_demo)
        stack.enter_context(local.published())
        with step("Starting web, workers and scheduler"):
            sinks = stack.enter_context(_running(processes.sinks(local), options.port, environment))
            listener.set_inheritable(True)
            portal = processes.portal(options.port, listener.fileno(), facts["queues"])
            running = stack.enter_context(_running(portal, options.port, environment, [listener.fileno()]))
            _wait_until_it_answers(options.port, running)
        _greet(options, facts["accounts"])
        _watch(sinks + running, private)


@contextmanager
def _running(commands: dict[str, list], port: int, environment: dict[str, str], pass_fds: Sequence[int] = ()):
    """Start the named commands and end them when the block is left."""
    started = []
    try:
        for name, command in commands.items():
            log = LOGS / f"{name.replace(' ', '-')}-{port}.log"
            started.append(children.start(name, command, log, env=environment, pass_fds=pass_fds))
        yield started
    finally:
        ignore_signals()
        children.stop(started)


def _wait_until_it_answers(port: int, running: list[children.Child]) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        _refuse_if_one_ended(running)
        if status := _status_of_front_page(port):
            if status >= 500:
                say(f"The front page answers with error {status}; see {LOGS / f'web-{port}.log'}")
            return
        time.sleep(WATCH_SECONDS)
    raise Refusal(f"the portal did not answer within {READY_SECONDS} seconds.{end_of(running[0].log)}")


def _status_of_front_page(port: int) -> int | None:
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=30)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status
    except OSError:
        return None
    finally:
        connection.close()


def _watch(running: list[children.Child], private: list[PrivateServer]) -> None:
    """Stay until a signal comes. Raises Refusal when a process ends by itself: all others end too."""
    while True:
        _refuse_if_one_ended(running)
        for server in private:
            if not server.lives:
                log = server.folder / "server.log"
                raise Refusal(f"the private {server.kind} ended unexpectedly.{end_of(log)}")
        time.sleep(WATCH_SECONDS)


def _refuse_if_one_ended(running: list[children.Child]) -> None:
    for child in running:
        if child.ended:
            code = child.process.returncode
            raise Refusal(f"{child.name} ended unexpectedly (exit code {code}); stopping.{end_of(child.log)}")


def _greet(options: argparse.Namespace, accounts: str) -> None:
    address = f"http://{LOOPBACK}:{options.port}/"
    say(f"\nThe portal runs at {address}   mail and SMS arrive at {address}outbox/")
    none_yet = "No demo accounts. Make one: script/manage create_administrator EMAIL"
    say(f"\n{accounts}" if accounts else none_yet)
    say("Ctrl-C ends it.")
