"""The virtual environment of the peers that pin other versions of our dependencies, made when it is missing."""

from __future__ import annotations

import subprocess
import venv
from pathlib import Path

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
