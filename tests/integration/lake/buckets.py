"""Servers that speak S3, each a real one in a process of its own: rclone checks signatures, moto keeps versions."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, Self

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

Kind = Literal["rclone", "moto"]
BUCKET = "lake"
# rclone takes keys of AWS's length only.
KEY_ID = "AKEY0123456789012345"
SECRET = "a-secret-of-the-tests+forty/letters-long"  # noqa: S105 - the servers of the tests know it, and nobody else
PATIENCE_SECONDS = 30.0
NO_FIELDS: Mapping[str, object] = MappingProxyType({})
_BIN = Path(sys.executable).parent


@dataclass(kw_only=True)
class BucketServer:
    """A server with an empty bucket `lake`, for a block: `with BucketServer(kind="moto") as server: …`."""

    kind: Kind

    def __enter__(self) -> Self:
        self._folder = tempfile.TemporaryDirectory(prefix="reedbed-bucket-")
        self.port = free_port()
        Path(self._folder.name, "data", BUCKET).mkdir(parents=True)
        with Path(self._folder.name, "log").open("wb") as log:
            self._process = subprocess.Popen(
                self._command(),
                cwd=self._folder.name,
                stdout=log,
                stderr=log,
                start_new_session=True,
                env=_environment(),
            )
        self._wait()
        if self.kind == "moto":
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
            connection.request("PUT", f"/{BUCKET}")
            assert connection.getresponse().status == http.HTTPStatus.OK
            connection.close()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._folder.cleanup()

    def _command(self) -> list[str]:
        address = f"127.0.0.1:{self.port}"
        if self.kind == "moto":
            return [str(_BIN / "moto_server"), "-H", "127.0.0.1", "-p", str(self.port)]
        return [str(_BIN / "rclone"), "serve", "s3", "--addr", address, "--auth-key", f"{KEY_ID},{SECRET}", "data"]

    def _wait(self) -> None:
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
            except OSError:
                assert self._process.poll() is None, Path(self._folder.name, "log").read_text()
                time.sleep(0.02)
            else:
                return
        raise TimeoutError(self.kind)

    def secrets(
        self, fields: Mapping[str, object] = NO_FIELDS, *, port: int | None = None
    ) -> dict[str, dict[str, object]]:
        """A secret of the settings for this server, or for what stands before it."""
        return {"bucket": {**secret_for(port or self.port), **fields}}


def secret_for(port: int) -> dict[str, object]:
    """A secret for a server on loopback."""
    return {
        "type": "s3",
        "key_id": KEY_ID,
        "secret": SECRET,
        "endpoint": f"127.0.0.1:{port}",
        "use_ssl": False,
        "url_style": "path",
        "region": "eu-north-1",
    }


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "REEDBED_"))}
