"""Remember what a step was done for, so that the next start can skip it."""

import hashlib
from collections.abc import Iterable
from pathlib import Path


def fingerprint(paths: Iterable[Path], *also: str) -> str:
    """A hash over the names and contents of files and over some words."""
    digest = hashlib.sha256(repr(also).encode())
    for path in sorted(paths):
        digest.update(f"{path}\0{path.stat().st_size}\0".encode("utf-8", "surrogateescape"))
        digest.update(path.read_bytes())
    return digest.hexdigest()


def files_under(*folders: Path, pattern: str = "*") -> list[Path]:
    return [path for folder in folders for path in folder.rglob(pattern) if path.is_file()]


class Stamp:
    """A file that holds the fingerprint of the last completed run of a step."""

    def __init__(self, path: Path, wanted: str):
        self.path = path
        self.wanted = wanted

    @property
    def is_fresh(self) -> bool:
        return self.path.exists() and self.path.read_text() == self.wanted

    def set(self) -> None:
        self.path.write_text(self.wanted)
