"""What the lake's relations and folders are called."""

from __future__ import annotations

import re
import secrets
import unicodedata
from typing import TYPE_CHECKING, Final
from urllib.parse import quote as url_quote

from reedbed.sql import LEDGER_SCHEMA, TableName
from reedbed.store.schema import LIVE_SUFFIX

if TYPE_CHECKING:
    from collections.abc import Sequence

NULL_VALUE: Final = "__HIVE_DEFAULT_PARTITION__"
"""What Hive's layout, and so Spark, Polars and DuckDB, calls the partition of NULLs."""

_SLUG_LENGTH: Final = 40
_TABLE_IDS: Final = 1 << 40
_VALUE_LENGTH: Final = 100


def live_name(name: TableName) -> TableName:
    """The table that holds the live rows of an archived table."""
    return TableName(schema=name.schema, name=name.name + LIVE_SUFFIX)


def generation_view(table_id: int, generation: int) -> TableName:
    """The view on the live rows that is there for as long as a generation is the newest one."""
    return TableName(schema=LEDGER_SCHEMA, name=f"lake_{table_id}_g{generation}")


def deleted_table(table_id: int) -> TableName:
    """The keys of archived rows that were deleted since."""
    return TableName(schema=LEDGER_SCHEMA, name=f"lake_{table_id}_deleted")


def new_table_id() -> int:
    """The number of a table that is archived for the first time.

    No other table has it, of no other database either: two of them may have one place, and folders of one name there.
    """
    return 1 + secrets.randbelow(_TABLE_IDS)


def table_folder(name: TableName, table_id: int) -> str:
    """The folder of a table below its target: readable, and no other table's, whenever it was archived."""
    plain = unicodedata.normalize("NFKD", str(name)).encode("ascii", "ignore").decode().casefold()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_SLUG_LENGTH] or "table"
    return f"{slug}-{table_id:x}"


def partition_folder(columns: Sequence[str], values: Sequence[str | None]) -> str:
    """`year=2024/month=01`: Hive's layout, in names that any file system and object store takes."""
    return "/".join(
        f"{url_quote(column, safe='')}={NULL_VALUE if value is None else _value(value)}"
        for column, value in zip(columns, values, strict=True)
    )


def _value(value: str) -> str:
    # Long values are cut: a file's own record says which partition it belongs to.
    return url_quote(value[:_VALUE_LENGTH], safe=" ")[: 2 * _VALUE_LENGTH]
