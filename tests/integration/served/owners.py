"""A process that owns databases and has doors for them, for tests that come in from outside."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from reedbed.engine.ownership import door_of

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

PATIENCE_SECONDS = 30.0
PROGRAM = """
import json, sys
from reedbed.engine import EngineOptions
from reedbed.wiring import DuckDBStorageManager, open_store
stores = {}
for line in sys.stdin:
    what, path, options = json.loads(line)
    if what == "close":
        stores.pop(path).close()
    elif what == "workspace":
        stores[path] = open_store(path, **options)
    else:
        stores[path] = DuckDBStorageManager(path, options=EngineOptions(**options), door=what == "own")
    print("done", flush=True)
for store in stores.values():
    store.close()
"""


@dataclass(kw_only=True)
class Owner:
    """A Python process with stores open: `with Owner() as owner: owner.own(path)`."""

    process: subprocess.Popen[str] | None = field(default=None, init=False)

    def __enter__(self) -> Self:
        path = os.pathsep.join(entry for entry in sys.path if entry)
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": path},
        )
        return self

    def own(self, database: Path, **options: object) -> None:
        """Have the process own a database file, and wait for its door."""
        self._ask("own", database, options)
        wait_for_door(database)

    def own_workspace(self, folder: Path, database: Path, **options: object) -> None:
        """The same for a workspace, whose database is named."""
        self._ask("workspace", folder, options)
        wait_for_door(database)

    def let_go(self, path: Path) -> None:
        """Have the process close what it opened by this path."""
        self._ask("close", path, {})

    def kill(self) -> None:
        """End the process as a crash would."""
        process = self._running()
        process.send_signal(signal.SIGKILL)
        process.wait()

    @property
    def pid(self) -> int:
        """The process."""
        return self._running().pid

    def own_shut(self, database: Path) -> None:
        """Have the process own a database file without a door."""
        self._ask("shut", database, {})

    def join(self, database: Path) -> None:
        """Have the process open a database that somebody else owns."""
        self._ask("own", database, {})

    def _ask(self, what: str, path: Path, options: dict[str, object]) -> None:
        process = self._running()
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps([what, str(path), options]) + "\n")
        process.stdin.flush()
        assert process.stdout.readline() == "done\n"

    def _running(self) -> subprocess.Popen[str]:
        assert self.process is not None
        return self.process

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        process = self._running()
        if process.poll() is None:
            process.communicate(timeout=PATIENCE_SECONDS)
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()


def wait_for_door(database: Path) -> str:
    """The socket of the door of a database, as soon as its owner tells it."""
    ends = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < ends:
        found = door_of(database)
        if found is not None:
            return found
        time.sleep(0.01)
    raise TimeoutError(f"no door for {database}")
