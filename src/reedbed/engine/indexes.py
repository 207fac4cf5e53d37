"""Secondary indexes as DuckDB writes them, and making them anew where a log has spoiled them.

DuckDB 1.5.5 makes no unique index under a name that was dropped in the same transaction. Such an index gets a name of
its own first, and its old one in a transaction of its own; at every moment there is one of the two.
"""

from __future__ import annotations

import re
from contextlib import suppress
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

import duckdb

from reedbed.sql import quote

if TYPE_CHECKING:
    from pathlib import Path

MOVED: Final = ":moved"
"""What the name of an index ends with that is to have its old name again."""

_NAME: Final = r'(?:"(?:[^"]|"")*"|\w+)'
_INDEX: Final = re.compile(rf"CREATE (UNIQUE )?INDEX ({_NAME}) ON (?:{_NAME}\.){{0,2}}{_NAME}\s*(.*)", re.DOTALL)
_KIND: Final = b"ART"
"""What every record of a log that makes an index says of its kind."""
_READ_BYTES: Final = 1 << 20


class Index(NamedTuple):
    """A secondary index: `what` is the text behind its table, as DuckDB writes it."""

    is_unique: bool
    name: str
    what: str

    @property
    def other_name(self) -> str:
        """The name that it has in the meantime, or had before."""
        return self.name.removesuffix(MOVED) if self.name.endswith(MOVED) else self.name + MOVED

    @property
    def settled_name(self) -> str:
        """The name that it is to have."""
        return self.name.removesuffix(MOVED)

    def creation(self, name: str, table: str) -> str:
        """SQL that makes it under a name, on a table that is quoted already."""
        return f"CREATE {'UNIQUE INDEX' if self.is_unique else 'INDEX'} {quote(name)} ON {table} {self.what}"


def index_of(sql: str) -> Index:
    """The index that a text of DuckDB's makes."""
    match = _INDEX.match(sql)
    assert match is not None, sql  # noqa: S101 - DuckDB writes these texts itself
    name = match[2]
    plain = name[1:-1].replace('""', '"') if name.startswith('"') else name
    return Index(bool(match[1]), plain, match[3])


def makes_indexes(log: Path) -> bool:
    """Whether a log may hold the making of an index: never false where it does."""
    before = b""
    try:
        with log.open("rb") as file:
            while piece := file.read(_READ_BYTES):
                if _KIND in before + piece:
                    return True
                before = piece[1 - len(_KIND) :]
    except FileNotFoundError:
        return False
    return False


def make_anew(root: duckdb.DuckDBPyConnection) -> None:
    """Drop every secondary index of a database and make it again, under its name."""
    found = root.execute("SELECT database_name, schema_name, table_name, sql FROM duckdb_indexes()").fetchall()
    for database, schema, table, sql in found:
        place = f"{quote(database)}.{quote(schema)}"
        # One that cannot be made (an extension's, that is not loaded) stays as it is; who writes to its table is told.
        with suppress(duckdb.Error):
            _made_anew(root, index_of(sql), place, f"{place}.{quote(table)}")


def _made_anew(root: duckdb.DuckDBPyConnection, index: Index, place: str, table: str) -> None:
    names = [index.name, index.other_name]
    if not index.name.endswith(MOVED):
        names.append(index.name)
    for old, new in pairwise(names):
        root.execute("BEGIN TRANSACTION")
        try:
            root.execute(f"DROP INDEX {place}.{quote(old)}")
            root.execute(index.creation(new, table))
            root.execute("COMMIT")
        except duckdb.Error:
            root.execute("ROLLBACK")
            raise
