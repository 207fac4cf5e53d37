"""What is known of the archived tables: one look at the ledger, and what a cursor's names mean."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from reedbed.engine.resolver.tokens import folded
from reedbed.errors.root import revive
from reedbed.lake.federated.catalogue import Catalogue
from reedbed.lake.ranges import ranges_table
from reedbed.lake.records import LakeColumn, LakeTable, lake_table
from reedbed.sql import DEFAULT_SCHEMA, LEDGER_SCHEMA, quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from reedbed.engine import Cursor
    from reedbed.errors import ReedbedError

_SESSION: Final = """
SELECT current_database(), current_schemas(false), (
    SELECT list(lower(table_name)) FROM duckdb_tables() WHERE database_name = 'temp'
), (
    SELECT list(lower(view_name)) FROM duckdb_views() WHERE database_name = 'temp' AND NOT internal
)
"""


def committed_rows(cursor: Cursor, sql: str) -> list[tuple[Any, ...]]:
    """The rows of a query on what is committed, whatever a cursor's transaction sees and its answers are."""
    with cursor.guarded() as raw:
        fresh = raw.cursor()
        try:
            return fresh.execute(sql).fetchall()
        finally:
            fresh.close()


@dataclass(frozen=True, kw_only=True, slots=True)
class SessionNames:
    """What decides what a name without a catalog means: the search path, and the session's own temporary relations.

    `database` is the catalog of names that have none, folded; "" for the one that the store has.
    """

    database: str = ""
    path: tuple[str, ...] = (DEFAULT_SCHEMA,)
    temporary: frozenset[str] = frozenset()

    @classmethod
    def of(cls, cursor: Cursor, catalog: str) -> SessionNames:
        """Ask the engine; `catalog` is the store's. Takes some milliseconds."""
        database, path, tables, views = cursor.plain_rows(_SESSION)[0]
        return cls(
            database="" if folded(database) == folded(catalog) else folded(database),
            path=tuple(map(folded, path)) or (DEFAULT_SCHEMA,),
            temporary=frozenset(map(folded, [*(tables or ()), *(views or ())])),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """The archived tables at one generation of each, by folded schema and name."""

    tables: Mapping[tuple[str, str], LakeTable]
    shapes: dict[tuple[int, int], dict[int, tuple[LakeColumn, ...]]] = field(default_factory=dict)
    catalogues: dict[tuple[int, int], Catalogue] = field(default_factory=dict)
    pattern: re.Pattern[str] | None = None

    @classmethod
    def of(cls, rows: Iterable[Sequence[Any]]) -> Known:
        """What rows of the ledger's `lake_tables` say."""
        tables = {(folded(table.name.schema), folded(table.name.name)): table for table in map(lake_table, rows)}
        return cls(tables=tables, pattern=_pattern([name for _, name in tables]))

    def and_those_of(self, other: Known) -> Known:
        """These tables and others."""
        tables = {**self.tables, **other.tables}
        return Known(tables=tables, pattern=_pattern([name for _, name in tables]))

    def concerns(self, sql: str) -> bool:
        """Whether a text may name one of them, or change what names mean."""
        return self.pattern is not None and self.pattern.search(sql) is not None

    @property
    def generations(self) -> frozenset[tuple[int, int]]:
        """Which generation of which table this is."""
        return frozenset((table.id, table.generation) for table in self.tables.values())

    def find(self, schema: str, name: str, session: SessionNames) -> LakeTable | None:
        """The archived table that a folded name without a catalog means for a session; None for anything else."""
        if session.database:
            return None
        if schema:
            return self.tables.get((schema, name))
        if name in session.temporary:
            return None
        # A schema before it in the path could have a relation of this name: then it is left to the engine.
        return self.tables.get((session.path[0], name))

    def in_its_name(self, error: ReedbedError) -> ReedbedError:
        """An error that speaks of a table by its name where the engine speaks of the table of live rows."""
        message = error.message
        for table in self.tables.values():
            message = message.replace(table.live.name, table.name.name)
        return error if message == error.message else revive(type(error), message, error.hint, error.details)

    def catalogue_of(self, cursor: Cursor, catalog: str, table: LakeTable) -> Catalogue:
        """The ranges of the files of a table."""
        key = (table.id, table.generation)
        found = self.catalogues.get(key)
        if found is None:
            ledger = f"{quote(catalog)}.{quote(LEDGER_SCHEMA)}"
            ranges = f"{ledger}.{quote(ranges_table(table.id, table.generation).name)}"
            found = self.catalogues[key] = Catalogue.read(cursor, table, ranges, f"{ledger}.lake_files")
        return found

    def shapes_of(self, cursor: Cursor, catalog: str, table: LakeTable) -> dict[int, tuple[LakeColumn, ...]]:
        """The columns of the files of a table by the number of their shape."""
        key = (table.id, table.generation)
        found = self.shapes.get(key)
        if found is None:
            ledger = f"{quote(catalog)}.{quote(LEDGER_SCHEMA)}"
            ranges = quote(ranges_table(table.id, table.generation).name)
            rows = cursor.plain_rows(
                f"SELECT f.shape, any_value(l.columns) FROM {ledger}.{ranges} AS f "
                f"JOIN {ledger}.lake_files AS l ON l.id = f.shape GROUP BY f.shape"
            )
            found = {row[0]: tuple(LakeColumn(**column) for column in row[1]) for row in rows}
            self.shapes[key] = found
        return found


def _pattern(names: list[str]) -> re.Pattern[str] | None:
    """What a text holds that may mean one of the names, or change what names mean."""
    if not names:
        return None
    spelled = sorted({re.escape(name.replace('"', '""')) for name in names})
    return re.compile(rf"(?<!\w)(?:{'|'.join(spelled)}|search_path|schema|use)(?!\w)", re.IGNORECASE)
