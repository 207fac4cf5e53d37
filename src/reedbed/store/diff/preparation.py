"""Getting two relations ready to be compared: their columns paired, their rows as SELECT statements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reedbed.sql import quote
from reedbed.store.diff import statements
from reedbed.store.diff.pairing import Pairing, Wishes, common_names, pair_columns
from reedbed.store.diff.sides import Relation, describe, describe_sql, relation_sql

if TYPE_CHECKING:
    from reedbed.ports.queries import SqlReader


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """Two relations ready to be compared; `rows_a` and `rows_b` select their columns as `c<i>`."""

    reader: SqlReader
    names: tuple[str, str]
    pairing: Pairing
    rows_a: str
    rows_b: str

    @property
    def keys(self) -> int:
        """The number of key columns."""
        return len(self.pairing.key)

    @property
    def types(self) -> list[str]:
        """The type of the comparison of each column."""
        return [pair.type for pair in self.pairing.columns]

    @property
    def columns(self) -> list[str]:
        """The aliases of all columns, key first."""
        return statements.aliases(len(self.pairing.columns))

    @property
    def bucketed_by(self) -> list[str]:
        """The aliases that decide a row's bucket: rows to be matched share one."""
        return self.columns[: self.keys] if self.keys else self.columns


def prepare(reader: SqlReader, a: Relation, b: Relation, wishes: Wishes) -> Comparison:
    """Describe both relations and pair their columns; raises what `pair_columns` raises."""
    columns_a, columns_b = describe(reader, a), describe(reader, b)
    names = common_names(columns_a, columns_b)
    sources = relation_sql(a), relation_sql(b)
    widened = [columns_a[left] for left, _ in names]
    if any(columns_a[left] != columns_b[right] for left, right in names):
        widened = _widened(reader, names, sources)
    labels = (str(a), str(b))
    pairing = pair_columns(columns_a, columns_b, widened, wishes, labels)
    rows_a = statements.projection(pairing.columns, sources[0], of_b=False)
    rows_b = statements.projection(pairing.columns, sources[1], of_b=True)
    return Comparison(reader=reader, names=labels, pairing=pairing, rows_a=rows_a, rows_b=rows_b)


def _widened(reader: SqlReader, names: list[tuple[str, str]], sources: tuple[str, str]) -> list[str]:
    """The types that DuckDB gives the UNION ALL of the columns that both sides have."""
    sides = [
        f"SELECT {', '.join(f'side.{quote(pair[which])}' for pair in names)} FROM {source} AS side"
        for which, source in enumerate(sources)
    ]
    return [str(type_name) for _, type_name in reader.rows(describe_sql(sides))]
