"""What the three commands say when they cannot start."""

import os
import socket
import stat
import subprocess
from pathlib import Path

import pytest

from tests.runtime.conftest import ROOT, SCRIPT


def run(command: str, *arguments: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [SCRIPT / command, *arguments],
        cwd=cwd,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


def make_program(path: Path, body: str) -> None:
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


@pytest.mark.parametrize("command", ["server", "bench", "screenshots"])
def test_every_command_tells_how_it_is_used(command):
    answer = run(command, "--help")
    assert answer.returncode == 0
    assert answer.stdout.startswith(f"usage: script/{command}")


def test_help_names_the_options_from_any_folder(tmp_path):
    done = run("server", "--help", cwd=tmp_path)
    assert done.returncode == 0
    assert "--port" in done.stdout and "--no-demo" in done.stdout


def test_help_works_through_a_link(tmp_path):
    link = tmp_path / "my server"
    link.symlink_to(SCRIPT / "server")
    done = subprocess.run([link, "--help"], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1"])
def test_a_port_that_is_none_is_refused(port):
    done = run("server", f"--port={port}")
    assert done.returncode == 2
    assert "is not a port: use a number from 1 to 65535" in done.stderr


def test_a_taken_port_is_named_with_a_way_out():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run("server", "--port", str(port))
    assert done.returncode == 1
    assert f"port {port} is already in use" in done.stderr
    assert f"script/server --port {port + 1}" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["server", "manage", "test"])
def test_without_python_each_command_says_what_to_install(tmp_path, command):
    done = run(command, "--help", PATH=str(tmp_path))
    assert done.returncode == 1
    assert "Python 3.11 or newer was not found" in done.stderr
    assert "apt-get install python3" in done.stderr


def test_an_old_python_does_not_count(tmp_path):
    make_program(tmp_path / "python3", "exit 1")
    done = run("server", "--help", PATH=str(tmp_path))
    assert done.returncode == 1
    assert "Python 3.11 or newer was not found" in done.stderr


def test_a_complete_python_is_preferred_to_one_without_venv(tmp_path):
    make_program(tmp_path / "python3.13", "[ $1 = -c ] && exit 3; echo incomplete")
    make_program(tmp_path / "python3", "[ $1 = -c ] && exit 0; echo complete")
    assert run("server", PATH=str(tmp_path)).stdout == "complete\n"
    (tmp_path / "python3").unlink()
    assert run("server", PATH=str(tmp_path)).stdout == "incomplete\n"


def test_manage_without_a_command_shows_its_usage():
    done = run("manage")
    assert done.returncode == 2
    assert done.stdout.startswith("usage: script/manage COMMAND")
