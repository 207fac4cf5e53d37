"""ALTER COLUMN … ADD GENERATED, SET GENERATED and DROP IDENTITY: what is run, and what is told of the column then."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from reedbed.errors import SqlNameError
from reedbed.pgserver.preludes.tables.changing import find_column
from reedbed.pgserver.refusals.responses import notice
from reedbed.sql import TableName, quote

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reedbed.pgserver.preludes.tables.shapes import Table
    from reedbed.pgserver.session import Session
    from reedbed.sql.postgres.alterations import Change

_COUNTS: Final = "nextval("


def changed_identity(session: Session, table: Table, change: Change) -> tuple[Sequence[str], Table]:
    """The statements of the engine's, and the table with what is told of its column after them.

    Raises `SqlNameError` for a column that is not there, or is not as the change wants it.
    """
    column = find_column(table, change.name)
    name = TableName(schema=table.schema, name=table.name)
    is_identity = column.name in session.declarations.identities(table.database, name)
    told = f'column "{column.name}" of relation "{table.name}"'
    if change.kind == "add identity":
        if is_identity:
            raise SqlNameError(f"55000: {told} is already an identity column")
        if column.default is not None:
            raise SqlNameError(f"55000: {told} already has a default value")
        if column.nullable:
            raise SqlNameError(f"55000: {told} must be declared NOT NULL before identity can be added")
        made, statements = replace(column, identity=change.identity), change.plain
    elif not is_identity:
        if not change.if_exists:
            raise SqlNameError(f"55000: {told} is not an identity column")
        session.say(notice("00000", f"{told} is not an identity column, skipping", severity="NOTICE"))
        return (), table
    elif change.kind == "set identity":
        made, statements = replace(column, identity=change.identity), ()
    else:
        drop = f"ALTER TABLE {table.quoted} ALTER COLUMN {quote(column.name)} DROP DEFAULT"
        made, statements = replace(column, default=None), (drop, *_sequence_drop(column.default or ""))
    return statements, replace(table, columns=tuple(made if each is column else each for each in table.columns))


def _sequence_drop(default: str) -> Sequence[str]:
    """Drops the sequence that a default counts with."""
    if not default.startswith(f"{_COUNTS}'"):
        return ()
    name = default.removeprefix(f"{_COUNTS}'").removesuffix("')").replace("''", "'")
    return (f"DROP SEQUENCE IF EXISTS {name}",)
