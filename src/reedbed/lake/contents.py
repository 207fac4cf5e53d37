"""What files hold, by reading them: rows, fingerprints and ranges of columns, file by file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from reedbed.engine import ENGINE_VERSION
from reedbed.lake.records import ColumnRange
from reedbed.lake.shapes import shape_select
from reedbed.sql import quote
from reedbed.store.diff.fingerprints import row_hash

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from reedbed.engine import Cursor
    from reedbed.lake.records import LakeColumn

FILES_AT_ONCE: Final = 500
"""Files of one statement: DuckDB opens all of them, and a descriptor is kept for each."""

LONGEST_BOUND: Final = 200
"""Characters of a text that is kept as a bound; of a column with longer ones nothing is said."""

_ORDERED: Final = frozenset(
    {
        "BOOLEAN", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER",
        "UBIGINT", "UHUGEINT", "FLOAT", "DOUBLE", "VARCHAR", "DATE", "TIME", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE",
        "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS", "UUID",
    }
)  # fmt: skip
"""Types whose values are ordered, and are the same again when they are cast to text and back."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fingerprint:
    """How many rows there are, and the sum and exclusive or of their hashes: independent of order and of files."""

    rows: int = 0
    total: int = 0
    folded: int = 0

    def __add__(self, other: Fingerprint) -> Fingerprint:
        return Fingerprint(
            rows=self.rows + other.rows, total=self.total + other.total, folded=self.folded ^ other.folded
        )

    def __str__(self) -> str:
        # DuckDB may change its hash: a fingerprint of another version compares as another one.
        return f"{ENGINE_VERSION}:{self.rows}:{self.total:x}:{self.folded:x}"


@dataclass(frozen=True, kw_only=True, slots=True)
class FileContent:
    """What one file holds."""

    fingerprint: Fingerprint
    ranges: tuple[ColumnRange, ...]


def is_ordered(type_name: str) -> bool:
    """Whether files keep the least and greatest value of a column of this type."""
    return type_name in _ORDERED or type_name.startswith("DECIMAL(")


def fingerprint_of(cursor: Cursor, columns: Sequence[LakeColumn], rows: str) -> Fingerprint:
    """The fingerprint of `rows`, SQL of what follows SELECT … FROM."""
    named = ", ".join(f"{quote(column.name)} AS c{number}" for number, column in enumerate(columns))
    return Fingerprint(
        **_named(cursor.rows(f"SELECT {_SUMS} FROM ({_hashed(columns, f'SELECT {named} FROM {rows}')})")[0])
    )


def contents_of(
    cursor: Cursor, columns: Sequence[LakeColumn], addresses: Sequence[str], *, with_ranges: bool = True
) -> dict[str, FileContent]:
    """What each of these files holds, by its name without folders. A file without rows is not among them."""
    found: dict[str, FileContent] = {}
    for start in range(0, len(addresses), FILES_AT_ONCE):
        found |= _contents(cursor, columns, addresses[start : start + FILES_AT_ONCE], with_ranges=with_ranges)
    return found


_SUMS: Final = "count(*), coalesce(sum(CAST(h >> 1 AS BIGINT)), 0), coalesce(bit_xor(h), 0)"


def _named(row: Sequence[Any]) -> Mapping[str, int]:
    return {"rows": int(row[0]), "total": int(row[1]), "folded": int(row[2])}


def _hashed(columns: Sequence[LakeColumn], rows: str, more: str = "") -> str:
    return f"SELECT {row_hash([column.type for column in columns])} AS h{more} FROM ({rows})"


def _contents(
    cursor: Cursor, columns: Sequence[LakeColumn], addresses: Sequence[str], *, with_ranges: bool
) -> dict[str, FileContent]:
    ordered = [number for number, column in enumerate(columns) if with_ranges and is_ordered(column.type)]
    bounds = "".join(
        f", CAST(min(c{number}) AS VARCHAR), CAST(max(c{number}) AS VARCHAR), count(*) - count(c{number})"
        for number in ordered
    )
    numbered = [_renamed(column, number) for number, column in enumerate(columns)]
    rows = shape_select(numbered, columns, addresses, file_as="reedbed_file")
    kept = "".join(f", c{number}" for number in ordered)
    hashed = _hashed(columns, rows, f", reedbed_file{kept}")
    answer = cursor.rows(f"SELECT reedbed_file, {_SUMS}{bounds} FROM ({hashed}) GROUP BY reedbed_file")
    return {
        str(row[0]).rpartition("/")[2]: FileContent(
            fingerprint=Fingerprint(**_named(row[1:4])), ranges=tuple(_ranges(columns, ordered, row[4:]))
        )
        for row in answer
    }


def _renamed(column: LakeColumn, number: int) -> LakeColumn:
    return type(column)(id=column.id, name=f"c{number}", type=column.type)


def _ranges(columns: Sequence[LakeColumn], ordered: Sequence[int], values: Sequence[Any]) -> Iterator[ColumnRange]:
    for place, number in enumerate(ordered):
        minimum, maximum, nulls = values[3 * place : 3 * place + 3]
        if max(len(minimum or ""), len(maximum or "")) <= LONGEST_BOUND:
            yield ColumnRange(column_id=columns[number].id, minimum=minimum, maximum=maximum, null_count=int(nulls))
