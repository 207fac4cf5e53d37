"""Secondary indexes as DuckDB writes them, and making them anew where a log has spoiled them.

DuckDB 1.5.5 makes no unique index under a name that was dropped in the same transaction. Such an index gets a name of
its own first, and its old one in a transaction of its own; at every moment there is one of the two.

Undoing a COMMENT ON INDEX takes the index out of its table, and leaves it in the catalog: it is kept up no more, a
unique one admits everything, and after the next checkpoint DuckDB cannot open the file, ever.
"""

from __future__ import annotations

import re
from collections import Counter
from contextlib import suppress
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

import duckdb

from reedbed.sql import literal, quote

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    Place = tuple[str, str, str]
    """Database, schema and name of a table."""

MOVED: Final = ":moved"
"""What the name of an index ends with that is to have its old name again."""

_NAME: Final = r'(?:"(?:[^"]|"")*"|\w+)'
_INDEX: Final = re.compile(rf"CREATE (UNIQUE )?INDEX ({_NAME}) ON (?:{_NAME}\.){{0,2}}{_NAME}\s*(.*)", re.DOTALL)
_KIND: Final = b"ART"
"""What every record of a log that makes an index says of its kind."""
_READ_BYTES: Final = 1 << 20
_TABLE: Final = "database_name, schema_name, table_name"
_KEPT: Final = "('PRIMARY KEY', 'UNIQUE', 'FOREIGN KEY')"
"""The kinds of constraints that DuckDB keeps an index for."""


class Index(NamedTuple):
    """A secondary index: `what` is the text behind its table, as DuckDB writes it."""

    is_unique: bool
    name: str
    what: str
    comment: str | None = None

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

    def statements(self, name: str, schema: str, table: str) -> list[str]:
        """SQL that makes it in a schema with what is said of it; `schema` and `table` are quoted already."""
        made = [self.creation(name, f"{schema}.{table}")]
        if self.comment is not None:
            made.append(f"COMMENT ON INDEX {schema}.{quote(name)} IS {literal(self.comment)}")
        return made


def index_of(sql: str, comment: str | None = None) -> Index:
    """The index that a text of DuckDB's makes."""
    match = _INDEX.match(sql)
    assert match is not None, sql  # noqa: S101 - DuckDB writes these texts itself
    name = match[2]
    plain = name[1:-1].replace('""', '"') if name.startswith('"') else name
    return Index(bool(match[1]), plain, match[3], comment)


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


def without_theirs(raw: duckdb.DuckDBPyConnection) -> frozenset[Place]:
    """The tables of DuckDB's own that lack an index which the catalog has of them."""
    indexes = Counter(raw.execute(f"SELECT {_TABLE} FROM duckdb_indexes()").fetchall())
    if not indexes:
        return frozenset()
    # Keys and the like have indexes too, which are in no list.
    kept = Counter(
        raw.execute(f"SELECT {_TABLE} FROM duckdb_constraints() WHERE constraint_type IN {_KEPT}").fetchall()
    )
    tables = raw.execute(f"SELECT {_TABLE}, index_count FROM duckdb_tables()").fetchall()
    counts = {(database, schema, table): count for database, schema, table, count in tables}
    lacking = frozenset(place for place in indexes if counts[place] < indexes[place] + kept[place])
    if not lacking:
        return lacking
    # A server that is attached tells its indexes, and no true counts.
    own = raw.execute("SELECT database_name FROM duckdb_databases() WHERE type = 'duckdb'").fetchall()
    return frozenset(place for place in lacking if (place[0],) in own)


def are_given_back(raw: duckdb.DuckDBPyConnection) -> bool:
    """Give tables back what an undone COMMENT ON INDEX took from them; by the writer, at once.

    False where older transactions, which see other rows, keep that from being done: DuckDB has to give the database up.
    Opened again, it is what was committed, since no checkpoint comes before.
    """
    lacking = without_theirs(raw)
    if not lacking:
        return True
    make_anew(raw, lacking)
    if not without_theirs(raw):
        raw.execute("CHECKPOINT")
        return True
    refuse_checkpoints(raw)
    return False


def refuse_checkpoints(raw: duckdb.DuckDBPyConnection) -> None:
    """Let DuckDB write no checkpoint of itself until the database is opened again."""
    raw.execute("SET GLOBAL checkpoint_threshold = '1TB'")
    raw.execute("PRAGMA disable_checkpoint_on_shutdown")


def make_anew(root: duckdb.DuckDBPyConnection, only: Collection[Place] | None = None) -> None:
    """Drop every secondary index of a database, or of some tables, and make it again, under its name."""
    found = root.execute(f"SELECT {_TABLE}, sql, comment FROM duckdb_indexes()").fetchall()
    for database, schema, table, sql, comment in found:
        if only is not None and (database, schema, table) not in only:
            continue
        place = f"{quote(database)}.{quote(schema)}"
        # One that cannot be made (an extension's, that is not loaded) stays as it is; who writes to its table is told.
        with suppress(duckdb.Error):
            _made_anew(root, index_of(sql, comment), place, quote(table))


def _made_anew(root: duckdb.DuckDBPyConnection, index: Index, place: str, table: str) -> None:
    names = [index.name, index.other_name]
    if not index.name.endswith(MOVED):
        names.append(index.name)
    for old, new in pairwise(names):
        root.execute("BEGIN TRANSACTION")
        try:
            root.execute(f"DROP INDEX {place}.{quote(old)}")
            for sql in index.statements(new, place, table):
                root.execute(sql)
            root.execute("COMMIT")
        except duckdb.Error:
            root.execute("ROLLBACK")
            raise
