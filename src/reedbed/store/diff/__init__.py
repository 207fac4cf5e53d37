"""Comparing two tables or queries: verdict by fingerprints first, then the rows that differ."""

from reedbed.store.diff.comparison import KEY_INSPECTION_ROWS, diff
from reedbed.store.diff.differences import (
    CellChange,
    ChangedRow,
    ColumnDifference,
    ColumnType,
    Concentration,
    KeyFaults,
    LoneRow,
    SchemaDifference,
    TypeDifference,
)
from reedbed.store.diff.results import Diff
from reedbed.store.diff.sides import Query, Relation
from reedbed.store.diff.tolerances import Tolerance

__all__ = [
    "KEY_INSPECTION_ROWS",
    "CellChange",
    "ChangedRow",
    "ColumnDifference",
    "ColumnType",
    "Concentration",
    "Diff",
    "KeyFaults",
    "LoneRow",
    "Query",
    "Relation",
    "SchemaDifference",
    "Tolerance",
    "TypeDifference",
    "diff",
]
