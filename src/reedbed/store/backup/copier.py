"""The program that copies files for a backup, in a process of its own; it uses nothing but the standard library.

Opening and closing a database file drops DuckDB's lock on it when the process is the one that has it open (POSIX
fcntl locks belong to the process), and a second process could get in. So the owner never opens the file: it starts
this program, which reads a request as JSON from its standard input and answers with JSON.

    {"database": [source, target] | null, "files": [[source, target], …]}
    {"files": {target: [size, sha256, mode], …}, "vanished": [source, …]}
    {"error": text}
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import sys
from pathlib import Path
from typing import Any

CHUNK_BYTES = 4 << 20

HEADER_BYTES = 3 * 4096
"""The main header and the two database headers of a DuckDB file. Each checkpoint writes one of the latter with a new
number (https://duckdb.org/docs/stable/internals/storage), so a header that stays the same means that none ended."""

MOVED = "the database was checkpointed meanwhile"


def copied(source: Path, target: Path, size: int | None = None) -> tuple[int, str, int]:
    """Copy a file, or its first `size` bytes; returns size, SHA-256 and permission bits."""
    digest = hashlib.sha256()
    done = 0
    with source.open("rb") as reader, target.open("xb") as writer:
        mode = stat.S_IMODE(os.fstat(reader.fileno()).st_mode)
        os.fchmod(writer.fileno(), mode)
        while chunk := reader.read(CHUNK_BYTES if size is None else min(CHUNK_BYTES, size - done)):
            digest.update(chunk)
            writer.write(chunk)
            done += len(chunk)
    return done, digest.hexdigest(), mode


def header(database: Path) -> bytes:
    """The headers of a database file."""
    with database.open("rb") as file:
        return file.read(HEADER_BYTES)


def copy_database(source: Path, target: Path) -> dict[str, tuple[int, str, int]]:
    """Copy a database file and its write-ahead log, which must not be checkpointed meanwhile.

    Commits append to the log, so its present length is one state of the database. Its size is taken first: what the
    log refers to in the database file was written before.
    """
    log, log_target = Path(f"{source}.wal"), Path(f"{target}.wal")
    before = header(source)
    log_size = log.stat().st_size if log.exists() else 0
    done = {str(target): copied(source, target)}
    if log_size:
        done[str(log_target)] = copied(log, log_target, log_size)
    if header(source) != before or (log_size and done[str(log_target)][0] != log_size):
        raise RuntimeError(MOVED)
    return done


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """Carry a request out."""
    done: dict[str, tuple[int, str, int]] = {}
    vanished: list[str] = []
    if request["database"]:
        done |= copy_database(*map(Path, request["database"]))
    for source, target in request["files"]:
        try:
            done[target] = copied(Path(source), Path(target))
        except FileNotFoundError:
            vanished.append(source)
    return {"files": done, "vanished": vanished}


def main() -> None:
    """Answer one request."""
    try:
        said = answer(json.load(sys.stdin))
    except (OSError, RuntimeError) as error:
        said = {"error": str(error)}
    json.dump(said, sys.stdout)


if __name__ == "__main__":
    main()
