"""A real web server on the bench's database: gunicorn with the portal, or with something to put beside it."""

import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

from tests.bench.figures import until
from tests.reliability.worker import ROOT, environment, kill


@contextmanager
def serving(application: str, *, processes: int, path: str) -> Iterator[int]:
    """Yields the port, once `path` is answered by `application`."""
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        port = reserved.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}"]
    command += ["--workers", str(processes), "--no-control-socket", "--backlog", "512"]
    with tempfile.TemporaryDirectory(prefix="sotong-web-") as folder:
        log = Path(folder) / "web.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=environment() | {"DJANGO_SETTINGS_MODULE": "tests.bench.web_settings"},
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        try:
            until(lambda: _answers(port, path), 60, "the web server did not start")
            yield port
        except (AssertionError, TimeoutError) as error:
            error.add_note(log.read_text(errors="replace")[-4000:])
            raise
        finally:
            kill(process)


def _answers(port: int, path: str) -> bool:
    wire = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        wire.request("GET", path)
        return wire.getresponse().status < 500
    except OSError:
        return False
    finally:
        wire.close()
