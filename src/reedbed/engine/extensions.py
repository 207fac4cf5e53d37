"""Extensions of DuckDB's: found in installed packages first, then in the user's folder, then fetched.

The packages `duckdb-extension-<name>` on PyPI carry DuckDB's signed files; signatures are checked at loading.
Fetching runs in a process of its own, since DuckDB has no limit of time for a server that does not answer.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Final

import duckdb

from reedbed.errors import ExtensionMissing, InvalidName, OperationRefused
from reedbed.sql import literal, quote

if TYPE_CHECKING:
    from collections.abc import Iterator

INSTALL_TIMEOUT_SECONDS: Final = 60.0
_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")
# What a fetch has to know of the connection that wants the extension; a password must not stand in an argument.
_FETCH_SETTINGS: Final = (
    "custom_extension_repository",
    "http_proxy",
    "http_proxy_username",
    "http_proxy_password",
)
# A database that is shut in cannot list its extensions: one that it may need then is known by a setting of its own.
_SETTINGS: Final = {"httpfs": "s3_endpoint"}
_KNOWN: Final = (
    "SELECT extension_name, loaded FROM duckdb_extensions() WHERE extension_name = $1 OR list_contains(aliases, $1)"
)
_FETCH: Final = """
import json, sys, duckdb
order = json.load(sys.stdin)
try:
    duckdb.connect(config=order["settings"]).execute(order["sql"])
except duckdb.Error as error:
    sys.exit(str(error))
"""


def load_extension(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    *,
    user_directory: Path | None,
    install_timeout_seconds: float = INSTALL_TIMEOUT_SECONDS,
) -> None:
    """Make the extension `name` (or an alias such as `postgres`) usable in the whole database of `connection`.

    Nothing happens when it is loaded or built in. `user_directory` is an extension folder of DuckDB's layout or
    a plain folder of files; None is the connection's own. Raises `ExtensionMissing` with what was tried and why
    it failed, `OperationRefused` in a database without access to files, and `InvalidName` for no extension's name.
    """
    if is_loaded(connection, name):
        return
    name, _ = _known(connection, name)
    failures: list[str] = []
    folder = user_directory or _extension_directory(connection)
    installed = folder / _place(connection) / f"{name}.duckdb_extension"
    if any(_loads(connection, path, failures) for path in _files(name, folder, installed, failures)):
        return
    if _fetched(connection, name, folder, install_timeout_seconds, failures) and _loads(
        connection, installed, failures
    ):
        return
    raise ExtensionMissing(
        f"DuckDB's extension {name!r} cannot be loaded: {'; '.join(failures)}.",
        hint=f"pip install {_package(name)}=={duckdb.__version__}",
        extension=name,
        tried=failures,
    )


def is_loaded(connection: duckdb.DuckDBPyConnection, name: str) -> bool:
    """Whether the extension can be used without loading anything."""
    setting = _SETTINGS.get(name)
    if setting is None:
        return _known(connection, name)[1]
    return bool(connection.execute("SELECT 1 FROM duckdb_settings() WHERE name = $1", [setting]).fetchall())


def _known(connection: duckdb.DuckDBPyConnection, name: str) -> tuple[str, bool]:
    """DuckDB's own name of the extension, and whether it is loaded."""
    folded = name.lower().replace("-", "_")
    if _NAME.fullmatch(folded) is None:
        raise InvalidName(f"{name!r} cannot be the name of a DuckDB extension.", name=name)
    try:
        found = connection.execute(_KNOWN, [folded]).fetchone()
    except duckdb.PermissionException as error:
        raise OperationRefused(
            f"DuckDB may not look for the extension {folded!r}: extensions are loaded before the database is shut in.",
            hint="reedbed config show",
            extension=folded,
        ) from error
    return (folded, False) if found is None else (str(found[0]), bool(found[1]))


def _package(name: str) -> str:
    return f"duckdb-extension-{name.replace('_', '-')}"


def _files(name: str, folder: Path, installed: Path, failures: list[str]) -> Iterator[Path]:
    """Files of the extension, best first; why a place has none is added to `failures`."""
    packaged = _packaged_file(name, failures)
    if packaged is not None:
        yield packaged
    found = [path for path in (installed, folder / installed.name) if path.is_file()]
    if not found:
        failures.append(f"{folder} has no {installed.name} for DuckDB {duckdb.__version__}")
    yield from found


def _packaged_file(name: str, failures: list[str]) -> Path | None:
    """The extension's file in the installed package for exactly this DuckDB."""
    package = _package(name)
    try:
        distribution = metadata.distribution(package)
    except metadata.PackageNotFoundError:
        failures.append(f"the package {package} is not installed")
        return None
    if distribution.version != duckdb.__version__:
        failures.append(f"the package {package} is for DuckDB {distribution.version}, and this is {duckdb.__version__}")
        return None
    for file in distribution.files or ():
        if file.name == f"{name}.duckdb_extension":
            return Path(str(distribution.locate_file(file)))
    failures.append(f"the package {package} has no {name}.duckdb_extension")
    return None


def _extension_directory(connection: duckdb.DuckDBPyConnection) -> Path:
    configured = _setting(connection, "extension_directory")
    return Path(configured) if configured else Path("~/.duckdb/extensions").expanduser()


def _place(connection: duckdb.DuckDBPyConnection) -> Path:
    """Where in an extension folder DuckDB keeps the files for this version and machine."""
    (platform,) = connection.execute("PRAGMA platform").fetchall()[0]
    return Path(f"v{duckdb.__version__}", str(platform))


def _setting(connection: duckdb.DuckDBPyConnection, name: str) -> str:
    (value,) = connection.execute("SELECT current_setting($1)", [name]).fetchall()[0]
    return str(value)


def _loads(connection: duckdb.DuckDBPyConnection, path: Path, failures: list[str]) -> bool:
    try:
        connection.execute(f"LOAD {literal(str(path))}")
    except duckdb.Error as error:
        failures.append(f"LOAD {path}: {_first_line(str(error))}")
        return False
    return True


def _fetched(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    folder: Path,
    timeout_seconds: float,
    failures: list[str],
) -> bool:
    """Whether INSTALL brought the extension into `folder`, within `timeout_seconds`."""
    if _setting(connection, "enable_external_access").lower() == "false":
        failures.append("INSTALL is not permitted in this database")
        return False
    settings = {setting: value for setting in _FETCH_SETTINGS if (value := _setting(connection, setting))}
    settings["extension_directory"] = str(folder)
    order = json.dumps({"sql": f"INSTALL {quote(name)}", "settings": settings})
    try:
        done = subprocess.run(  # noqa: S603 - this Python, a fixed program, the order as its input
            [sys.executable, "-c", _FETCH],
            input=order,
            text=True,
            capture_output=True,
            check=False,
            timeout=timeout_seconds,
        )
    except subprocess.TimeoutExpired:
        failures.append(f"INSTALL had no answer within {timeout_seconds:g} s")
        return False
    except OSError as error:
        failures.append(f"INSTALL could not be run: {error}")
        return False
    if done.returncode:
        failures.append(f"INSTALL: {_first_line(done.stderr)}")
    return done.returncode == 0


def _first_line(message: str) -> str:
    return message.strip().partition("\n")[0].rstrip(".")
