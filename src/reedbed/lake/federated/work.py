"""One statement on one archived table while it is carried out: its cursor, its values, and the relations behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reedbed.lake.federated.choosing import Chosen, choose, chosen_by
from reedbed.lake.federated.on_cursor import stored_columns
from reedbed.lake.federated.reading import archived_sql, files_sql, places_in, used
from reedbed.lake.names import deleted_table
from reedbed.lake.ranges import greatest, is_ordered, lowest, ranges_table
from reedbed.sql import quote

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reedbed.engine import Cursor
    from reedbed.lake.federated.conditions import Condition
    from reedbed.lake.federated.knowledge import Known, SessionNames
    from reedbed.lake.federated.reading import Place
    from reedbed.lake.records import LakeColumn, LakeTable
    from reedbed.ports.queries import Parameters
    from reedbed.sql import TableName

MOST_KEYS = 5_000
"""Keys that are held against each file's ranges; of more, only the least and the greatest are."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Work:
    """What the parts of a write have in common. Every statement runs in the transaction of the cursor."""

    cursor: Cursor
    catalog: str
    known: Known
    session: SessionNames
    table: LakeTable
    params: Parameters

    def qualified(self, name: TableName) -> str:
        """A relation of this database."""
        return f"{quote(self.catalog)}.{quote(name.schema)}.{quote(name.name)}"

    @property
    def live(self) -> str:
        """The table of live rows."""
        return self.qualified(self.table.live)

    @property
    def name(self) -> str:
        """The federated name."""
        return self.qualified(self.table.name)

    @property
    def deleted(self) -> str:
        """The table of keys whose archived rows count no more."""
        return self.qualified(deleted_table(self.table.id))

    def stored(self) -> list[str]:
        """The columns that rows are inserted with."""
        return stored_columns(self.cursor, self.catalog, self.table)

    @property
    def keys(self) -> str:
        """The key's columns as a list."""
        return ", ".join(map(quote, self.table.key))

    def execute(self, sql: str) -> list[tuple[Any, ...]]:
        """Run a statement as it is, with those of the values that it names."""
        return self.cursor.plain_rows(sql, self.bound(sql))

    def temporary(self, name: str, query: str) -> str:
        """The rows of a query in a temporary table; its qualified name."""
        self.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {query}")
        return f"temp.{name}"

    def forget(self, *names: str) -> None:
        """Drop temporary tables."""
        for name in names:
            self.execute(f"DROP TABLE IF EXISTS temp.{name}")

    def bound(self, sql: str) -> Parameters:
        """The values that a text names, by their names."""
        if not self.params:
            return ()
        with self.cursor.guarded() as raw:
            names = raw.extract_statements(sql)[-1].named_parameters
        if isinstance(self.params, Mapping):
            return {name: self.params[name] for name in names if name in self.params}
        values = list(self.params)
        return {name: values[int(name) - 1] for name in names if name.isdecimal() and int(name) <= len(values)}

    def shapes(self) -> Mapping[int, tuple[LakeColumn, ...]]:
        """The columns of the table's files."""
        return self.known.shapes_of(self.cursor, self.catalog, self.table)

    def archived(self, files: Chosen) -> str:
        """The visible rows of some files; at least one."""
        return archived_sql(self.table, files, self.shapes(), self.catalog)

    def all_archived(self, files: Chosen) -> str:
        """All rows of some files, hidden ones too; at least one file."""
        return files_sql(self.table, files, self.shapes())

    def asked(self, head: str, tail: str) -> Place | None:
        """What a query asks of this table whose name stands between two pieces of text; None when it is not read."""
        places = places_in(self.cursor, f"{head}{self.name}{tail}", self.known, self.session, self.catalog)
        at = len(head.encode())
        return next((place for place in places if place.start == at), None)

    def choose(self, condition: Condition | None) -> Chosen:
        """The files that a condition leaves."""
        params = used(self.params, condition) if condition is not None else ()
        return choose(self.cursor, self.catalog, self.table, condition, params)

    def files_of_keys(self, rows: str, columns: Sequence[str]) -> Chosen:
        """The files that may hold one of `rows`, a relation with columns of the table's names and types."""
        ordered = [name for name in columns if is_ordered(self.table.column(name).type)]
        if not ordered:
            return chosen_by(self.cursor, self.catalog, self.table, "true")
        count = self.execute(f"SELECT count(*) FROM {rows}")[0][0]
        if not count:
            return Chosen(addresses={}, bounds={})
        ends = ", ".join(
            f"min({quote(name)}) AS {quote('l' + name)}, max({quote(name)}) AS {quote('g' + name)}" for name in ordered
        )
        ranges = self.qualified(ranges_table(self.table.id, self.table.generation))
        if count > MOST_KEYS:
            keys = f"(SELECT {ends} FROM {rows})"
            pairs = [(name, quote("l" + name), quote("g" + name)) for name in ordered]
        else:
            keys, pairs = rows, [(name, quote(name), quote(name)) for name in ordered]
        holds = " AND ".join(
            f"coalesce(r.{greatest(name)} >= k.{low} AND r.{lowest(name)} <= k.{high}, true)"
            for name, low, high in pairs
        )
        found = self.execute(f"SELECT DISTINCT r.file_id FROM {ranges} AS r JOIN {keys} AS k ON {holds}")
        ids = ", ".join(str(int(row[0])) for row in found)
        if not ids:
            return Chosen(addresses={}, bounds={})
        return chosen_by(self.cursor, self.catalog, self.table, f"file_id IN ({ids})")
