"""Private servers start in awkward folders, are shared, and end with their last user however it dies."""

import os
import shutil
import signal
import subprocess
import sys
import time

import psycopg2
import pytest
import redis
from launcher import postgres, postgres_home, programs
from launcher.private_server import PrivateServer
from launcher.report import Refusal

from tests.runtime.conftest import SCRIPT

HOLD_A_SHARE = """
import sys; sys.path.insert(0, sys.argv[1])
from pathlib import Path
from launcher.private_server import PrivateServer
server = PrivateServer("valkey", Path(sys.argv[2]), throw_away=True)
server.begin()
print(server.url(), flush=True)
sys.stdin.read()
"""


@pytest.fixture
def share():
    """Take shares that are given back at the end of the test, whatever happens in it."""
    taken = []

    def take(kind, folder) -> tuple[PrivateServer, str]:
        server = PrivateServer(kind, folder, throw_away=True)
        taken.append(server)
        server.begin()
        return server, server.url()

    yield take
    for server in taken:
        server.leave()


@pytest.fixture
def closed_folder(hangul_folder):
    """A folder that only its owner enters, and whose data elsewhere are removed after the test."""
    hangul_folder.chmod(0o700)
    yield hangul_folder
    postgres.remove_data(hangul_folder / "postgres")


@pytest.fixture
def other_process(hangul_folder):
    """Another user of the server in the folder, in a process of its own."""
    command = [sys.executable, "-c", HOLD_A_SHARE, SCRIPT, hangul_folder / "valkey"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    yield process
    process.kill()
    process.communicate()


def answers(url: str) -> bool:
    try:
        return redis.Redis.from_url(url).ping()
    except redis.ConnectionError:
        return False


def wait_until(condition, seconds=20):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def test_postgres_keeps_its_data_between_starts_and_asks_for_the_password(share, hangul_folder):
    server, url = share("postgres", hangul_folder / "postgres")
    with psycopg2.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE words AS SELECT '소통' AS word")
    connection.close()
    password = url.split(":")[2].partition("@")[0]
    with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
        psycopg2.connect(url.replace(password, "wrong"))
    server.leave()
    with pytest.raises(psycopg2.OperationalError):
        psycopg2.connect(url)

    _server, url = share("postgres", hangul_folder / "postgres")
    with psycopg2.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT word FROM words")
        assert cursor.fetchall() == [("소통",)]
    connection.close()


def test_postgres_starts_after_a_power_cut_left_its_lock_file(share, hangul_folder):
    server, _url = share("postgres", hangul_folder / "postgres")
    data = next(hangul_folder.glob("postgres/data"))
    left_over = (data / "postmaster.pid").read_text()
    server.leave()
    # Our own number: a process that lives but is no PostgreSQL.
    (data / "postmaster.pid").write_text(left_over.replace(left_over.split("\n")[0], str(os.getpid()), 1))
    _server, url = share("postgres", hangul_folder / "postgres")
    psycopg2.connect(url).close()


def test_secrets_on_disk_are_for_the_owner_only(share, hangul_folder):
    share("postgres", hangul_folder / "postgres")
    share("valkey", hangul_folder / "valkey")
    for name in ("postgres/password", "postgres/url", "valkey/url", "valkey/valkey.conf"):
        assert (hangul_folder / name).stat().st_mode & 0o077 == 0, name


def test_a_running_server_is_shared_and_outlives_whoever_started_it(share, hangul_folder, other_process):
    url = other_process.stdout.readline().strip()
    server, own_url = share("valkey", hangul_folder / "valkey")
    assert own_url == url
    other_process.communicate()
    assert answers(url)
    server.leave()
    assert not answers(url)


def test_a_killed_user_leaves_no_server_behind(other_process):
    url = other_process.stdout.readline().strip()
    assert answers(url)
    other_process.send_signal(signal.SIGKILL)
    wait_until(lambda: not answers(url))


def test_a_server_ends_when_its_guardian_is_killed(share, hangul_folder):
    server, url = share("valkey", hangul_folder / "valkey")
    server._starting.kill()
    wait_until(lambda: not answers(url))
    assert not server.lives


def test_a_missing_program_is_said_with_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setattr(programs, "VENV", tmp_path)
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Refusal, match="REDIS_URL"):
        programs.valkey_server()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands its data to another account")
def test_data_outside_a_closed_checkout_belongs_to_that_checkout_alone(closed_folder, share):
    folder = closed_folder / "postgres"
    server, url = share("postgres", folder)
    psycopg2.connect(url).close()
    place = postgres_home.elsewhere(folder)
    assert (place / "data" / "PG_VERSION").exists()
    assert not (folder / "data").exists()
    server.leave()

    # Another checkout in the same place starts with data of its own.
    folder.rename(closed_folder / "before")
    _server, url = share("postgres", folder)
    psycopg2.connect(url).close()
    assert postgres_home.elsewhere(folder) != place
    shutil.rmtree(place)


def test_a_refused_row_leaves_no_personal_data_in_the_log(share, hangul_folder):
    _server, url = share("postgres", hangul_folder / "postgres")
    with psycopg2.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE once (name text PRIMARY KEY)")
        cursor.execute("INSERT INTO once VALUES ('Hong Gildong')")
        with pytest.raises(psycopg2.IntegrityError):
            cursor.execute("INSERT INTO once VALUES ('Hong Gildong')")
    log = (hangul_folder / "postgres" / "server.log").read_text()
    assert "duplicate key value" in log
    assert "Hong Gildong" not in log
