"""The virtual environment of the peers that pin other versions of our dependencies, made when it is missing."""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import ExitStack

HERE = Path(__file__).parent
PEERS = HERE.parent / ".venv-peers"
REQUIREMENTS = HERE / "peers" / "requirements.txt"


def peers_python() -> Path:
    """The interpreter of the peers' own environment, which is made anew when its requirements have changed."""
    ready = PEERS / "ready"
    wanted = REQUIREMENTS.read_text(encoding="utf-8")
    if not ready.exists() or ready.read_text(encoding="utf-8") != wanted:
        venv.create(PEERS, with_pip=True, clear=True)
        command: list[Path | str] = [PEERS / "bin" / "pip", "install", "-q", "--only-binary", ":all:"]
        subprocess.run([*command, "-r", REQUIREMENTS], check=True)
        ready.write_text(wanted, encoding="utf-8")
    return PEERS / "bin" / "python"


def peer_process(stack: ExitStack, script: str, folder: Path, mode: str) -> Callable[[object], float]:
    """A peer that stays warm in a process of its own; the function gives it a line, and returns the seconds it took."""
    folder.mkdir()
    command: list[str | Path] = [peers_python(), HERE / "peers" / script, folder, mode]
    process = stack.enter_context(
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    )
    stack.callback(process.kill)

    def run(line: object) -> float:
        assert process.stdin is not None  # noqa: S101 - it is a pipe
        assert process.stdout is not None  # noqa: S101 - it is a pipe
        print(line, file=process.stdin, flush=True)
        answer = process.stdout.readline()
        if not answer:
            sys.exit(f"{script} {mode} ended with {process.wait()}")
        return float(answer)

    return run
