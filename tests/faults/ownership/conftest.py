"""Owners and readers as processes of their own: the programs that they run, and how a test talks to them."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from reedbed.engine.ownership import Ownership

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PRELUDE = """
import ctypes, os, signal, sys, time
from pathlib import Path
from reedbed.engine.ownership import Ownership, ReadShare, ownership_status
from reedbed.errors import ReedbedError
database = Path(sys.argv[1])
def own(role="cli", timeout_seconds=0.0):
    return Ownership.acquire(database, role=role, timeout_seconds=timeout_seconds, versions={})
def tell(word):
    print(word, flush=True)
"""
HOLD = "owner = own(sys.argv[2]); tell('held'); sys.stdin.read(); owner.release()"
READ = "share = ReadShare.acquire(database, role=sys.argv[2]); tell('held'); sys.stdin.read(); share.release()"
IGNORE = "signal.signal(signal.SIGTERM, signal.SIG_IGN); " + HOLD
# A fork that Python does not see runs none of its hooks: the child keeps the descriptor, and with it the lock.
FORK_IN_C = """
{take}
child = ctypes.CDLL(None).fork()
if child == 0:
    os.close(1)
    time.sleep(60)
    os._exit(0)
tell(f'held {{child}}')
sys.stdin.read()
"""
FORK_IN_PYTHON = """
owner = own()
child = os.fork()
if child == 0:
    if sys.argv[2] == 'releases':
        owner.release()
    os.close(1)
    time.sleep(60)
    os._exit(0)
tell(f'held {child}')
sys.stdin.read()
"""
# Each round: wait for the starting shot, try once, say how it went, and let go only when all have tried.
RACE = """
for line in sys.stdin:
    try:
        owner = own()
    except ReedbedError as error:
        owner = None
        tell(error.code)
    else:
        tell('won')
    sys.stdin.readline()
    if owner is not None:
        owner.release()
    tell('ready')
"""
PROGRAMS = {"hold": HOLD, "read": READ, "ignore": IGNORE, "race": RACE, "fork in python": FORK_IN_PYTHON}


class Actor(subprocess.Popen[str]):
    """A process that runs one of the programs; `first_word` is what it said when it was ready."""

    first_word = ""

    def hears(self) -> str:
        assert self.stdout is not None
        return self.stdout.readline().strip()

    def says(self, line: str = "") -> None:
        assert self.stdin is not None
        self.stdin.write(line + "\n")
        self.stdin.flush()


class Actors:
    """Starts processes; a program is one of `PROGRAMS` by name, or Python text."""

    def start(self, program: str, *arguments: object) -> Actor:
        return Actor(
            [sys.executable, "-c", PRELUDE + PROGRAMS.get(program, program), *map(str, arguments)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    @contextmanager
    def running(self, program: str, *arguments: object) -> Iterator[Actor]:
        """A process that has said its first word, killed at the end of the block."""
        with self.start(program, *arguments) as actor:
            try:
                actor.first_word = actor.hears()
                yield actor
            finally:
                actor.kill()

    @contextmanager
    def orphaned_lock(self, database: Path, take: str) -> Iterator[int]:
        """The pid of a child forked by C code that holds what its killed parent took."""
        with self.running(FORK_IN_C.format(take=take), database) as parent:
            child = int(parent.first_word.split()[1])
            parent.kill()
            parent.wait()
            try:
                yield child
            finally:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(child, signal.SIGKILL)


@pytest.fixture
def actors() -> Actors:
    return Actors()


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "store.db"


@pytest.fixture
def own() -> Callable[..., Ownership]:
    """Become the owner in this process, without waiting unless told."""

    def acquire(database: Path, timeout_seconds: float = 0.0) -> Ownership:
        return Ownership.acquire(database, role="python", timeout_seconds=timeout_seconds, versions={})

    return acquire


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that other users can reach, which pytest's own cannot be."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
        folder.chmod(0o755)
