"""Makes PostgreSQL's catalog in an attached database in memory, never in the user's file.

Two schemas hold what clients see, `pg` (pg_catalog) and `info` (information_schema): DuckDB has its own of these
names in every database. `src` holds what they are built from. Every relation of PostgreSQL's is there with all of
its columns; those that no definition speaks of are empty.
"""

from __future__ import annotations

import re
import threading
from contextlib import suppress
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from reedbed.errors import ReedbedError
from reedbed.pgserver.catalog.declarations import declaration_views
from reedbed.pgserver.catalog.images import Image, content_of, copy_into
from reedbed.pgserver.catalog.rows import data_tables, system_relations, type_names
from reedbed.pgserver.catalog.types import nothing, stored
from reedbed.sql import literal, quote
from reedbed.sql.postgres.catalog.columns import SCHEMAS, columns_of
from reedbed.sql.postgres.macros import definitions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reedbed.engine import Cursor, Database

DATABASE = "reedbed_catalog"
PLACES = {"pg_catalog": "pg", "information_schema": "info"}
FILES = ("functions", "sources", "system", "lookups", "constraints", "objects", "activity", "standard")

_ATTACH = f"ATTACH ':memory:' AS {DATABASE}"
_installing = threading.Lock()
_HEAD = re.compile(r"^-- @ (.+)$", re.MULTILINE)
_WORD = re.compile(r"\w+")
_PLACED = re.compile(r'\b(pg|src|info)\.(?=[a-z_"])')


def is_installed(cursor: Cursor) -> bool:
    """Whether the database has the catalog; not while one is being made, which may be its own."""
    return _is_attached(cursor) and not _installing.locked()


def install(database: Database, more: Sequence[str] = ()) -> bool:
    """Make the catalog unless this database has it; whether it was made. Safe to call from any thread, at any time.

    `more` are statements that others add to it: what was made later, a transaction that has looked there would not see.
    """
    with _installing:
        cursor = database.cursor()
        try:
            missing = not _is_attached(cursor)
            if missing:
                _make(cursor)
                for statement in (*declaration_views(cursor, database, DATABASE), *more):
                    cursor.execute(statement)
        except BaseException:
            cursor.execute(f"DETACH DATABASE IF EXISTS {DATABASE}")
            raise
        else:
            return missing
        finally:
            cursor.close()


def _is_attached(cursor: Cursor) -> bool:
    return bool(cursor.rows(f"SELECT 1 FROM duckdb_databases() WHERE database_name = {literal(DATABASE)}"))


def _make(cursor: Cursor) -> None:
    """Copy the catalog from its image, or make it, and an image for those who come later."""
    cursor.execute(_ATTACH)
    statements = everything()
    image = Image.of(cursor, statements)
    content = image.read() if image is not None else None
    if content is not None:
        if copy_into(cursor, DATABASE, content):
            return
        cursor.execute(f"DETACH {DATABASE}")
        cursor.execute(_ATTACH)
    for statement in statements:
        cursor.execute(statement)
    if image is not None and content is None:
        # Whoever cannot keep one makes the catalog each time.
        with suppress(ReedbedError, OSError):
            image.keep(content_of(cursor, DATABASE))


@lru_cache(maxsize=1)
def everything() -> tuple[str, ...]:
    """The statements that fill the attached database, in order."""
    place = f"{DATABASE}.src"
    first, *others = script()
    return (
        *(f"CREATE SCHEMA {DATABASE}.{schema}" for schema in ("src", *PLACES.values())),
        *system_relations(place),
        *data_tables(place),
        first,
        *type_names(place),
        *others,
        # The functions that rewritten statements call.
        *definitions(),
    )


def script() -> tuple[str, ...]:
    """The statements that make every function and relation, in order."""
    statements = [_placed(_statement(target, body)) for target, body in _blocks()]
    statements.extend(_placed(_empty(schema, relation)) for schema, relation in empty_relations())
    return tuple(statements)


@lru_cache(maxsize=1)
def _blocks() -> tuple[tuple[str, str], ...]:
    """What each definition makes, and its text."""
    found: list[tuple[str, str]] = []
    for name in FILES:
        text = files("reedbed.pgserver.catalog").joinpath("definitions", f"{name}.sql").read_text(encoding="utf-8")
        _, *parts = _HEAD.split(text)
        found.extend(zip(parts[::2], parts[1::2], strict=True))
    return tuple(found)


def _statement(target: str, body: str) -> str:
    if target == "function":
        return body
    schema, _, relation = target.partition(".")
    if schema not in PLACES:
        return f"CREATE VIEW {target} AS {body}"
    return f"CREATE VIEW {PLACES[schema]}.{relation} AS {_shaped(schema, relation, body)}"


def _shaped(schema: str, relation: str, body: str) -> str:
    """The definition with PostgreSQL's columns, in its order and of its types; `nothing` where it leaves one out."""
    everything = body.lstrip().startswith("SELECT * FROM")
    named = set(_WORD.findall(body))
    values = ", ".join(
        f"CAST(d.{quote(name)} AS {stored(kind)}) AS {quote(name)}"
        if everything or name in named
        else f"CAST({nothing(kind)} AS {stored(kind)}) AS {quote(name)}"
        for name, kind in columns_of(schema, relation).items()
    )
    return f"SELECT {values} FROM ({body.strip()}) AS d"


def empty_relations() -> list[tuple[str, str]]:
    """The schemas and names of the relations that no definition speaks of."""
    defined = {target for target, _ in _blocks()}
    return [
        (schema, relation)
        for schema, relations in SCHEMAS.items()
        for relation in relations
        if f"{schema}.{relation}" not in defined
    ]


def _empty(schema: str, relation: str) -> str:
    """A view, since `duckdb_tables()`, which every look-up of the owner's asks, counts the rows of all tables."""
    columns = columns_of(schema, relation).items()
    values = ", ".join(f"CAST(NULL AS {stored(kind)}) AS {quote(name)}" for name, kind in columns)
    return f"CREATE VIEW {PLACES[schema]}.{relation} AS SELECT {values} WHERE FALSE"


def _placed(statement: str) -> str:
    return _PLACED.sub(rf"{DATABASE}.\1.", statement)
