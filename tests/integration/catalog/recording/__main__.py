"""Records what clients ask of PostgreSQL into `recorded/`, one file for each client.

    python -m tests.integration.catalog.recording            every client that is installed
    python -m tests.integration.catalog.recording psql Django

Each client runs on a fresh PostgreSQL behind a wire tap. Its statements are then asked again, one by one in sessions
of their own; those that PostgreSQL answers that way are kept with the columns of the answer.
"""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from tests.integration.catalog.recording import entries, programs, tours
from tests.integration.catalog.recording.tap import Asked, Tap
from tests.integration.postgres_server import PostgresServer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

HERE = Path(__file__).parent
RECORDED = HERE.parent / "recorded"
SCHEMA = (HERE / "schema.sql").read_text(encoding="utf-8")
# The statements that the yardstick is about: looking at the catalog, and keeping a session.
OF_THE_CATALOG = re.compile(
    r"\bpg_|information_schema|\bcurrent_|\bsession_user|reg(class|type|proc)\b|version\(|set_config",
    re.IGNORECASE,
)
OF_THE_SESSION = re.compile(
    r"\s*(--.*\n\s*)*"
    r"(set|show|reset|begin|start|commit|rollback|end|discard|unlisten|deallocate all|savepoint|select 1\b|abort)",
    re.IGNORECASE,
)
# What makes sense only after other statements of its session, or changes what the next entry looks at.
NOT_ALONE = re.compile(
    r"\s*(fetch|close|move|rollback to|release|execute|insert|update|delete|create|drop|alter|truncate|copy"
    r"|commit prepared|vacuum|analyze|reindex|cluster)\b",
    re.IGNORECASE,
)


def main(names: list[str]) -> None:
    """Record the clients of these names, or all."""
    clients: dict[str, tuple[str, Callable[[str], None]]] = tours.TOURS | programs.found()
    known: set[str] = set()
    for path in RECORDED.glob("*.toml"):
        if names and path.stem not in {stem(name) for name in names}:
            known.update(entry.sql for entry in entries.read(path))
    with PostgresServer() as server:
        for name, (version, tour) in clients.items():
            if names and name not in names:
                continue
            url = fresh_database(server)
            looking = entries.Replayer(url=url)
            oids = looking.oids
            looking.session.close()
            with Tap(port=server.port) as tap:
                try:
                    tour(url.replace(str(server.port), str(tap.listening)))
                except Exception as error:  # noqa: BLE001 - a tour that ends early has recorded what it asked
                    print(f"{name}: ended early: {type(error).__name__}: {getattr(error, 'stderr', error)!s:.2000}")
            # Asked again where the client left nothing behind.
            replayer = entries.Replayer(url=fresh_database(server))
            kept = kept_entries([portable(name, version, asked, oids) for asked in tap.asked], replayer, known)
            replayer.session.close()
            known.update(entry.sql for entry in kept)
            print(f"{name} {version}: {len(tap.asked)} asked, {len(kept)} kept")
            if kept:
                entries.write(RECORDED / f"{stem(name)}.toml", kept)
    print(f"{len(known)} distinct statements")


def fresh_database(server: PostgresServer) -> str:
    """The URL of a database of its own, in which there is what clients look at."""
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS tour WITH (FORCE)")
        connection.execute("CREATE DATABASE tour")
    with psycopg.connect(server.url("tour"), autocommit=True) as connection:
        connection.execute(SCHEMA.encode())
    return server.url("tour")


def stem(name: str) -> str:
    """The file name of a client."""
    return name.lower().replace(" ", "-")


def kept_entries(asked: Iterable[entries.Entry], replayer: entries.Replayer, known: set[str]) -> list[entries.Entry]:
    """The distinct statements that PostgreSQL answers when they are asked alone."""
    kept: dict[str, entries.Entry] = {}
    for entry in asked:
        if entry.sql in known or entry.sql in kept or not wanted(entry.sql):
            continue
        answer = replayer.ask(entry)
        if not answer.sqlstate:
            kept[entry.sql] = replace(entry, columns=answer.columns)
    return list(kept.values())


def wanted(sql: str) -> bool:
    """Whether a statement is of the catalog or of the session, and can be asked alone."""
    return not NOT_ALONE.match(sql) and bool(OF_THE_CATALOG.search(sql) or OF_THE_SESSION.match(sql))


def portable(name: str, version: str, one: Asked, oids: dict[str, int]) -> entries.Entry:
    """The statement with this server's OIDs named."""
    sql = one.sql
    values = list(one.values)
    types = [oid if oid < entries.FIRST_OWN_OID else 0 for oid in one.types]
    for relation, oid in oids.items():
        sql = re.sub(rf"\b{oid}\b", f"{{oid of {relation}}}", sql)
        for at, value in enumerate(values):
            if value == str(oid).encode():
                values[at] = f"{{text oid of {relation}}}".encode()
            elif value == oid.to_bytes(4, "big") and one.formats[at]:
                values[at] = f"{{binary oid of {relation}}}".encode()
    return entries.Entry(
        client=name,
        version=version,
        sql=sql,
        extended=one.extended,
        types=tuple(types) if any(types) else (),
        formats=one.formats,
        values=tuple(values),
    )


if __name__ == "__main__":
    main(sys.argv[1:])
