"""Taking exactly the copied rows out of the live table, whatever was written to it since they were copied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reedbed.errors import ArchivedRowsGone
from reedbed.lake.contents import fingerprint_of
from reedbed.lake.names import deleted_table
from reedbed.lake.remaining import is_quicker, keep_others
from reedbed.sql import quote

if TYPE_CHECKING:
    from reedbed.engine import Database, Transaction
    from reedbed.lake.contents import Fingerprint
    from reedbed.lake.plans import Candidates
    from reedbed.lake.records import LakeTable


def delete_copied(
    transaction: Transaction,
    database: Database,
    table: LakeTable,
    candidates: Candidates,
    *,
    copied: str,
    fingerprint: Fingerprint,
    unchanged: bool,
) -> None:
    """Delete the copied rows, and no others.

    `unchanged` says that nothing was committed since; `copied` is SQL of the rows in the new files. A row with a key
    that was changed since stays live and wins over its older copy; the key of one that was deleted is noted as deleted.

    Raises `ArchivedRowsGone` when rows came past the queue of writers, and for a table without a key when rows were
    changed or deleted since.
    """
    live = database.qualified(table.live.schema, table.live.name)
    if unchanged or _is_same(transaction, table, candidates, fingerprint):
        condition = candidates.older
        known = candidates.known
        if known:
            condition += f" AND NOT {known}"
        # Who writes past the queue of writers, on a cursor of the database, is not seen by its turns.
        found = transaction.row(f"SELECT count(*) FROM {live} AS live WHERE {condition}")
        if found != (fingerprint.rows,):
            raise _rows_gone(table)
        made_anew = is_quicker(database, table.live, fingerprint.rows) and keep_others(
            transaction, database, table, condition
        )
        if not made_anew:
            transaction.execute(f"DELETE FROM {live} AS live WHERE {condition}")
    elif table.key:
        _delete_by_key(transaction, database, table, live, copied)
    else:
        _delete_by_content(transaction, table, candidates.rows, live, copied, rows=fingerprint.rows)


def delete_exactly(transaction: Transaction, database: Database, table: LakeTable, *, copied: str, rows: int) -> int:
    """Delete the copied rows, SQL of which is `copied`, and no others; what was changed since is as in `delete_copied`.

    Raises `ArchivedRowsGone` for a table without a key when rows were changed or deleted since.
    """
    live = database.qualified(table.live.schema, table.live.name)
    if not rows:
        return 0
    if table.key:
        return _delete_by_key(transaction, database, table, live, copied)
    return _delete_by_content(transaction, table, live, live, copied, rows=rows)


def _is_same(transaction: Transaction, table: LakeTable, candidates: Candidates, fingerprint: Fingerprint) -> bool:
    """Whether the rows that would be copied today are those that were: others may have written to other tables."""
    return fingerprint_of(transaction.cursor, table.columns, candidates.rows) == fingerprint


def _delete_by_key(transaction: Transaction, database: Database, table: LakeTable, live: str, copied: str) -> int:
    key = " AND ".join(f"live.{quote(name)} = copied.{quote(name)}" for name in table.key)
    keys = ", ".join(quote(name) for name in table.key)
    others = [column.name for column in table.columns if column.name not in table.key]
    same = "".join(f" AND live.{quote(name)} IS NOT DISTINCT FROM copied.{quote(name)}" for name in others)
    gone = deleted_table(table.id)
    transaction.execute(
        f"INSERT INTO {database.qualified(gone.schema, gone.name)} ({keys}) SELECT {keys} FROM ({copied}) AS copied "
        f"WHERE NOT EXISTS (SELECT 1 FROM {live} AS live WHERE {key}) ON CONFLICT DO NOTHING"
    )
    return transaction.execute(f"DELETE FROM {live} AS live USING ({copied}) AS copied WHERE {key}{same}")


def _delete_by_content(
    transaction: Transaction, table: LakeTable, source: str, live: str, copied: str, *, rows: int
) -> int:
    """Rows without a key are told apart by all they hold and, where several are alike, by their count."""
    columns = ", ".join(quote(column.name) for column in table.columns)
    numbered = f"row_number() OVER (PARTITION BY {columns}) AS reedbed_n"
    same = " AND ".join(
        f"now.{quote(column.name)} IS NOT DISTINCT FROM copied.{quote(column.name)}" for column in table.columns
    )
    places = (
        f"SELECT now.reedbed_place FROM (SELECT {columns}, rowid AS reedbed_place, {numbered} FROM {source}) "
        f"AS now JOIN (SELECT {columns}, {numbered} FROM ({copied})) AS copied "
        f"ON now.reedbed_n = copied.reedbed_n AND {same}"
    )
    deleted = transaction.execute(f"DELETE FROM {live} WHERE rowid IN ({places})")
    if deleted != rows:
        raise _rows_gone(table)
    return deleted


def _rows_gone(table: LakeTable) -> ArchivedRowsGone:
    return ArchivedRowsGone(
        f"Rows of {str(table.name)!r} were changed after they had been copied.",
        hint=f"reedbed lake archive {table.name.argument}",
        table=str(table.name),
    )
