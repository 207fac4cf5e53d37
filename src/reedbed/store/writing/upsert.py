"""Mode `upsert`: rows replace those of the same key, others are added; columns not supplied keep their values.

The last of several rows with one key wins, in the order of the source. MERGE needs no declared key; keys with a
NULL are refused, since NULL equals nothing and such rows would be added again at every run.
"""

from __future__ import annotations

import uuid
from contextlib import contextmanager
from typing import TYPE_CHECKING

from reedbed import errors
from reedbed.errors.counts import count_of
from reedbed.sql import quote
from reedbed.store.writing.target import column_list

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reedbed.store.writing.target import Target


def upsert_rows(target: Target, key: Sequence[str]) -> int:
    """Merge the rows into a table that exists; returns how many rows were changed or added."""
    columns = target.stored_columns()
    supplied = {name.casefold() for name in target.found}
    written = [column for column in columns if column.name.casefold() in supplied]
    key = supplied_key(target, key)
    with staged(target, target.fitted_select(written)) as stage:
        refuse_null_keys(target, stage, key)
        source = last_of_each_key(target, stage, key)
        return target.transaction.execute(_merge_sql(target.sql, source, key, [column.name for column in written]))


def supplied_key(target: Target, key: Sequence[str]) -> list[str]:
    """The key's columns as the rows spell them.

    Raises `KeyInvalid` when the rows lack one.
    """
    found = {name.casefold(): name for name in target.found}
    missing = [name for name in key if name.casefold() not in found]
    if missing:
        raise errors.KeyInvalid(
            f"The key column {missing[0]!r} is not among the columns of the rows: {', '.join(target.found)}.",
            hint=f"supply {missing[0]!r} in every row, or name another key",
            table=str(target.name),
            key=missing[0],
        )
    return [found[name.casefold()] for name in key]


@contextmanager
def staged(target: Target, select: str) -> Iterator[str]:
    """The rows of `select` in a temporary table, whose row ids are the order of the source."""
    stage = quote(f"reedbed_stage_{uuid.uuid4().hex}")
    target.execute_fitted(f"CREATE TEMP TABLE {stage} AS {select}")
    yield f"temp.{stage}"
    # Only on success: a failed transaction takes the stage with it.
    target.transaction.execute(f"DROP TABLE temp.{stage}")


def refuse_null_keys(target: Target, stage: str, key: Sequence[str]) -> None:
    """Raise `KeyInvalid` when a staged row has a NULL in its key."""
    anywhere = " OR ".join(f"{quote(name)} IS NULL" for name in key)
    row = target.transaction.row(f"SELECT count(*) FROM {stage} WHERE {anywhere}")
    if row and row[0]:
        raise errors.KeyInvalid(
            f"{count_of(row[0], 'row')} for {str(target.name)!r} with a NULL in the key ({', '.join(key)}).",
            hint="give every row a whole key, or leave such rows out",
            table=str(target.name),
            key=list(key),
            null_rows=row[0],
        )


def last_of_each_key(target: Target, stage: str, key: Sequence[str]) -> str:
    """The stage itself when its keys are unique; otherwise the last row of each key."""
    keys = column_list(key)
    row = target.transaction.row(
        f"SELECT count(*), (SELECT count(*) FROM (SELECT DISTINCT {keys} FROM {stage})) FROM {stage}"
    )
    if row and row[0] == row[1]:
        return stage
    return f"(SELECT * FROM {stage} WHERE rowid IN (SELECT max(rowid) FROM {stage} GROUP BY {keys}))"


def _merge_sql(table: str, source: str, key: Sequence[str], columns: Sequence[str]) -> str:
    same = " AND ".join(f"old.{quote(name)} = new.{quote(name)}" for name in key)
    folded = {name.casefold() for name in key}
    changed = ", ".join(f"{quote(name)} = new.{quote(name)}" for name in columns if name.casefold() not in folded)
    matched = f"UPDATE SET {changed}" if changed else "DO NOTHING"
    values = ", ".join(f"new.{quote(name)}" for name in columns)
    return (
        f"MERGE INTO {table} AS old USING {source} AS new ON {same} WHEN MATCHED THEN {matched} "
        f"WHEN NOT MATCHED THEN INSERT ({column_list(columns)}) VALUES ({values})"
    )
