"""The whole start, as a newcomer sees it."""

import http.client
import os
import signal
import subprocess
import time
from urllib.parse import urlsplit

import psycopg2
import pytest
from launcher.ports import free_port

from tests.runtime.conftest import ROOT, SCRIPT

SECONDS_TO_START = 120


@pytest.fixture
def new_database():
    """The URL of an empty database beside the one of the tests."""
    url, name = os.environ["DATABASE_URL"], "sotong_server_test"
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name}")
        yield urlsplit(url)._replace(path=f"/{name}").geturl()
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
    connection.close()


@pytest.fixture
def running_server(new_database):
    """script/server without demo data on a free port, and that port; ended in any case."""
    port = free_port()
    environment = os.environ | {
        "DATABASE_URL": new_database,
        "REDIS_URL": urlsplit(os.environ["REDIS_URL"])._replace(path="/9").geturl(),
    }
    command = [SCRIPT / "server", "--no-demo", "--port", str(port)]
    process = subprocess.Popen(command, cwd="/", env=environment, stdout=subprocess.PIPE, text=True)
    yield process, port
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)


def lines_until(process: subprocess.Popen, last: str) -> list[str]:
    lines, deadline = [], time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        line = process.stdout.readline()
        assert line, "it ended: " + "".join(lines)
        lines.append(line)
        if line.startswith(last):
            return lines
    raise AssertionError("it did not start in time: " + "".join(lines))


def status_of(port: int, path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path)
    status = connection.getresponse().status
    connection.close()
    return status


def descendants(pid: int) -> set[int]:
    found = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    parents = dict(tuple(map(int, line.split())) for line in found.splitlines())
    family = {pid}
    while more := {child for child, parent in parents.items() if parent in family} - family:
        family |= more
    return family - {pid}


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.slow
@pytest.mark.skipif(not (ROOT / ".venv").exists(), reason="script/test makes the environment it starts from")
def test_it_starts_answers_and_ends_everything_it_started(running_server):
    process, port = running_server
    told = "".join(lines_until(process, "Ctrl-C ends it"))
    assert f"http://127.0.0.1:{port}/" in told
    assert status_of(port, "/") == 200
    family = descendants(process.pid)
    # Web, a worker for each of four queues, the scheduler, mail and SMS; most fork more.
    assert len(family) >= 8
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=60) == 0
    assert [pid for pid in family if is_alive(pid)] == []
    with pytest.raises(ConnectionRefusedError):
        status_of(port, "/")


@pytest.mark.slow
@pytest.mark.skipif(not (ROOT / ".venv").exists(), reason="script/test makes the environment it starts from")
def test_one_process_that_dies_ends_all_and_is_named(running_server):
    process, _port = running_server
    lines_until(process, "Ctrl-C ends it")
    children = subprocess.run(
        ["ps", "--ppid", str(process.pid), "-o", "pid=,args="], capture_output=True, text=True, check=True
    ).stdout
    scheduler = next(line for line in children.splitlines() if " beat " in line)
    family = descendants(process.pid)
    os.kill(int(scheduler.split()[0]), signal.SIGKILL)
    assert process.wait(timeout=60) == 1
    assert [pid for pid in family if is_alive(pid)] == []
