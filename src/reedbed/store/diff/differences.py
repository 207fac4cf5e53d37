"""What a comparison finds: `Findings` and the values they are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

Cell = str | int | float | bool | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ColumnType:
    """A column and its DuckDB type."""

    name: str
    type: str


@dataclass(frozen=True, kw_only=True, slots=True)
class TypeDifference:
    """A column of two types. `compared_as` is the type its values were compared as, None when they could not be."""

    name: str
    type_a: str
    type_b: str
    compared_as: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class SchemaDifference:
    """How the columns differ; ignored columns are left out. Order is reported and counts as no difference.

    `spellings` are names that differ in the case of letters only: (as in a, as in b).
    """

    only_in_a: tuple[ColumnType, ...]
    only_in_b: tuple[ColumnType, ...]
    types: tuple[TypeDifference, ...]
    spellings: tuple[tuple[str, str], ...]
    order_differs: bool

    @property
    def same(self) -> bool:
        """Same names and types."""
        return not (self.only_in_a or self.only_in_b or self.types or self.spellings)


@dataclass(frozen=True, kw_only=True, slots=True)
class KeyFaults:
    """Keys of one side that identify no row: keys that several rows share, and keys with a NULL.

    Such rows, and the rows of the other side with the same keys, are compared as bags: as whole rows, each
    as often as it occurs, without tolerances.
    """

    duplicate_keys: int
    duplicate_rows: int
    duplicate_sample: tuple[Mapping[str, Cell], ...]
    null_rows: int
    null_sample: tuple[Mapping[str, Cell], ...]

    @property
    def any(self) -> bool:
        """Whether there is a fault."""
        return bool(self.duplicate_keys or self.null_rows)


@dataclass(frozen=True, kw_only=True, slots=True)
class ColumnDifference:
    """A column's differences among the rows that both sides have by key.

    `largest` is the largest absolute difference of two finite values in `unit` (`s` for times, else the
    column's own), None when there is none to measure. `null_in_a` counts the differing rows with NULL in a
    only, `nan_in_a` those with NaN in a only.
    """

    name: str
    type: str
    rows: int
    largest: float | None
    unit: str
    null_in_a: int
    null_in_b: int
    nan_in_a: int
    nan_in_b: int


@dataclass(frozen=True, kw_only=True, slots=True)
class CellChange:
    """A column's value on both sides of one row."""

    column: str
    a: Cell
    b: Cell


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangedRow:
    """A row that both sides have by key, with the columns in which it differs."""

    key: Mapping[str, Cell]
    cells: tuple[CellChange, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class LoneRow:
    """A row that one side has `times` times more than the other."""

    values: Mapping[str, Cell]
    times: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Concentration:
    """A value that differing rows have more often than rows in general.

    Rows are those of both sides: a changed row counts once for a and once for b. Shares lie in 0..1; beyond
    100,000 differing rows `share_differing` comes from one in so many, chosen by their hash.
    """

    column: str
    value: str | None
    share_differing: float
    share_all: float

    @property
    def lift(self) -> float:
        """How many times more often differing rows have the value."""
        return self.share_differing / self.share_all


@dataclass(frozen=True, kw_only=True, slots=True)
class Findings:
    """The differences of two relations a and b.

    Rows are counted over the columns that both sides have and that can be compared. `changed` rows have the
    same key and another value; without a key every difference is a row only in a or only in b. A column
    whose types cannot be compared (`schema.types` with `compared_as` None) makes the rows differ as soon
    as there are any. `keys` is None without a key and where the key was not inspected: on identical
    tables beyond `KEY_INSPECTION_ROWS` rows.
    """

    a: str
    b: str
    rows_a: int
    rows_b: int
    key: tuple[str, ...]
    ignored: tuple[str, ...]
    tolerances: Mapping[str, str]
    schema: SchemaDifference
    keys: tuple[KeyFaults, KeyFaults] | None = None
    only_in_a: int = 0
    only_in_b: int = 0
    changed: int = 0
    columns: tuple[ColumnDifference, ...] = ()
    sample_changed: tuple[ChangedRow, ...] = ()
    sample_only_in_a: tuple[LoneRow, ...] = ()
    sample_only_in_b: tuple[LoneRow, ...] = ()
    concentrations: tuple[Concentration, ...] = ()

    @property
    def same_schema(self) -> bool:
        """Same column names and types; their order may differ."""
        return self.schema.same

    @property
    def same_rows(self) -> bool:
        """Every row of each side is on the other, within the tolerances."""
        if any(change.compared_as is None for change in self.schema.types) and self.rows_a + self.rows_b:
            return False
        return not (self.only_in_a or self.only_in_b or self.changed)

    @property
    def identical(self) -> bool:
        """Same schema and same rows."""
        return self.same_schema and self.same_rows
