"""DuckDB, and the only room that knows it: connections, ownership, statements, streams, error translation."""

from reedbed.engine.answers import EngineAnswer, TypedValue, bound_values
from reedbed.engine.cursors import BATCH_ROWS, Cursor, RawConnection
from reedbed.engine.database import DEFAULT_LOCK_TIMEOUT_SECONDS, Database
from reedbed.engine.failures import aborts_transaction
from reedbed.engine.options import ENGINE_VERSION, STORAGE_VERSION, EngineOptions
from reedbed.engine.parquet import decoded, encoded, is_bent, stored_type
from reedbed.engine.statements import Statement, split_statements
from reedbed.engine.transactions import Transaction
from reedbed.engine.types import spelled_type

__all__ = [
    "BATCH_ROWS",
    "DEFAULT_LOCK_TIMEOUT_SECONDS",
    "ENGINE_VERSION",
    "STORAGE_VERSION",
    "Cursor",
    "Database",
    "EngineAnswer",
    "EngineOptions",
    "RawConnection",
    "Statement",
    "Transaction",
    "TypedValue",
    "aborts_transaction",
    "bound_values",
    "decoded",
    "encoded",
    "is_bent",
    "spelled_type",
    "split_statements",
    "stored_type",
]
