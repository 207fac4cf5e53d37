"""The processes that touch files of databases for a backup, since the process that owns one must not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reedbed.errors import BackupFailed
from reedbed.store.backup.inventory import StoredFile, TableCount

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

COPIER = Path(__file__).with_name("copier.py")
COUNTING = "from reedbed.store.backup.rowcounts import main; main()"


def copy_files(
    items: Iterable[tuple[Path, str]], folder: Path, *, database: tuple[Path, str] | None = None
) -> tuple[list[StoredFile], list[Path]]:
    """Copy each source to its relative path below `folder`; returns what is there, and the sources that were gone.

    Raises `BackupFailed` with the system's reason, and when the database was checkpointed meanwhile.
    """
    wanted = list(items)
    for _, path in [*wanted, *([database] if database else [])]:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
    request = {
        "database": [str(database[0]), str(folder / database[1])] if database else None,
        "files": [[str(source), str(folder / path)] for source, path in wanted],
    }
    # Isolated and without site-packages: the program starts in some 15 ms, while writers wait.
    said = _answer([sys.executable, "-I", "-S", str(COPIER)], json.dumps(request))
    files = [
        StoredFile(path=Path(target).relative_to(folder).as_posix(), size_bytes=size, sha256=sha256, mode=mode)
        for target, (size, sha256, mode) in said["files"].items()
    ]
    return files, [Path(source) for source in said["vanished"]]


def count_copied_rows(database: Path) -> tuple[TableCount, ...]:
    """The rows of every table of a database that nobody has open, counted elsewhere.

    Raises `BackupFailed` when it cannot be opened.
    """
    said = _answer([sys.executable, "-c", COUNTING, str(database)], "")
    return tuple(TableCount(schema=schema, name=name, rows=rows) for schema, name, rows in said["tables"])


def _answer(command: Sequence[str], request: str) -> dict[str, Any]:
    path = os.pathsep.join(entry for entry in sys.path if entry)
    try:
        ended = subprocess.run(  # noqa: S603 - this Python and our own program
            command,
            input=request.encode("utf-8", "surrogateescape"),
            capture_output=True,
            check=False,
            env=os.environ | {"PYTHONPATH": path},
        )
    except OSError as error:
        raise BackupFailed(
            f"No second Python process could be started: {error}.", hint=f"{command[0]} --version"
        ) from error
    try:
        said = json.loads(ended.stdout)
    except ValueError:
        reason = ended.stderr.decode(errors="replace").strip().splitlines()[-1:] or [f"exit code {ended.returncode}"]
        raise BackupFailed(f"The copying process failed: {reason[0]}") from None
    if "error" in said:
        raise BackupFailed(f"{said['error']}.", reason=said["error"])
    return dict(said)
