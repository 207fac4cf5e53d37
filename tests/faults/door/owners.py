"""A server in a process of its own, whose disk a test can make full."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PROGRAM = """
import resource, signal, sys
from pathlib import Path
from reedbed import Workspace
from reedbed.wiring.serving import Serving, served

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
folder = Path(sys.argv[1])
if not folder.exists():
    Workspace.init(folder)
    (folder / "workspace.yaml").write_text(sys.argv[2])
with served(Workspace.load(folder), Serving(port=0)) as server:
    print(server.url, flush=True)
    for line in sys.stdin:
        size = int(line) or resource.RLIM_INFINITY
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
        print(size, flush=True)
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnerProcess:
    """A server that answers at `url`."""

    url: str
    process: subprocess.Popen[str]

    def limit_files(self, size_bytes: int) -> None:
        """Let no file of the server grow beyond this, as if the disk were full there; 0 lifts the limit."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{size_bytes}\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline()


@contextmanager
def owner_process(folder: Path, settings: str = "reedbed:\n  checkpoint: no\n") -> Iterator[OwnerProcess]:
    """Serve a workspace until the block ends, made with `settings` when it is not there."""
    command = [sys.executable, "-c", PROGRAM, str(folder), settings]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            url = process.stdout.readline().strip()
            assert url, f"the server ended with {process.wait()}"
            yield OwnerProcess(url=url, process=process)
            if process.poll() is None:
                process.stdin.close()
                assert process.wait(60) == 0
        finally:
            process.kill()
