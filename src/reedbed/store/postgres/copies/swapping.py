"""How the staged rows become the table: as the first of its name, in its place, or as its content.

A table that is no more than columns, a primary key and this package's own checks is replaced by the stage. A table that
somebody has given more (indexes, defaults, grants, triggers, views and keys that point to it) stays, with all of that:
its rows are deleted and the staged ones inserted. Either way readers see the old rows until the commit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from reedbed import errors
from reedbed.sql import quote
from reedbed.store.copying.stores import miscounted
from reedbed.store.postgres.columns import NOTE, read_columns, read_key
from reedbed.store.postgres.copies.types import CHECK_PREFIX, required_type
from reedbed.store.postgres.matching import matched
from reedbed.store.postgres.names import LONGEST_BYTES
from reedbed.store.postgres.writer import judge

if TYPE_CHECKING:
    from reedbed.sql import TableName
    from reedbed.store.copying import Sending, Shape
    from reedbed.store.postgres.connections import Connection
    from reedbed.store.postgres.names import Names, Relation

Way = Literal["create", "swap", "refill"]

_EXTRAS: Final = """
SELECT c.relkind <> 'r' OR c.relowner <> (SELECT oid FROM pg_roles WHERE rolname = current_user)
  OR c.relacl IS NOT NULL OR c.relrowsecurity OR c.relhastriggers OR c.relhasrules OR c.relhassubclass
  OR c.relispartition OR c.reloptions IS NOT NULL OR c.reloftype <> 0 OR c.relreplident <> 'd' OR c.reltablespace <> 0
  OR EXISTS (SELECT FROM pg_index WHERE indrelid = c.oid AND NOT indisprimary)
  OR EXISTS (SELECT FROM pg_constraint WHERE conrelid = c.oid AND NOT (contype IN ('p', 'n')
    OR contype = 'c' AND starts_with(conname, $2)))
  OR EXISTS (SELECT FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped
    AND (atthasdef OR attidentity <> '' OR attgenerated <> '' OR attacl IS NOT NULL OR attoptions IS NOT NULL))
  OR EXISTS (SELECT FROM pg_attribute JOIN pg_type AS t ON t.oid = atttypid
    WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped AND attcollation <> typcollation)
  OR EXISTS (SELECT FROM pg_description WHERE objoid = c.oid AND classoid = 'pg_class'::regclass
    AND NOT (objsubid > 0 AND starts_with(description, $3)))
  OR EXISTS (SELECT FROM pg_inherits WHERE inhrelid = c.oid)
  OR EXISTS (SELECT FROM pg_publication_rel WHERE prrelid = c.oid)
  OR EXISTS (SELECT FROM pg_statistic_ext WHERE stxrelid = c.oid)
  OR EXISTS (SELECT FROM pg_depend WHERE refclassid = 'pg_class'::regclass AND refobjid = c.oid AND deptype = 'n')
  OR EXISTS (SELECT FROM pg_depend WHERE refclassid = 'pg_type'::regclass AND refobjid = c.reltype AND deptype = 'n')
FROM pg_class AS c WHERE c.oid = $1::bigint
"""
"""Whether a table has anything that would be lost with it; $2 and $3 are how names and comments of ours begin."""


def way_of(connection: Connection, relation: Relation | None, shape: Shape) -> Way:
    """What becomes of the stage, whose rows have `shape`."""
    if relation is None:
        return "create"
    if connection.value(_EXTRAS, (relation.oid, CHECK_PREFIX, NOTE)):
        return "refill"
    key = read_key(connection, relation)
    required = {column.name for column in read_columns(connection, relation) if not column.nullable}
    promised = {column.name for column in shape.columns if not column.nullable} | set(shape.key)
    return "swap" if key in ([], list(shape.key)) and required <= promised else "refill"


def settle(connection: Connection, names: Names, name: TableName, stage: str, sending: Sending) -> None:
    """Make the stage the table, in the open transaction, whose caller has the writers' lock.

    `stage` is the quoted name of a table in the schema of `name`, with the rows and columns of `sending`.
    Raises `InvalidName` for a view, what a write raises of rows that do not fit the table, and `CopyMiscounted` when
    it does not have exactly as many rows in the end: its triggers and rules may take some or add others.
    """
    shape = sending.shape
    relation = names.find(connection, name)
    if relation is not None and not relation.is_table:
        raise errors.InvalidName(
            f"{name} is a view on the server; rows are copied to tables.",
            hint=f"DROP VIEW {relation.quoted}",
            name=str(name),
        )
    way = way_of(connection, relation, shape)
    if way == "refill" and relation is not None:
        _refill(connection, relation, stage, shape)
        stored = int(connection.value(f"SELECT count(*) FROM {relation.quoted}"))
        if stored != sending.count:
            raise miscounted(name, sent=sending.count, stored=stored)
        return
    if relation is not None:
        connection.execute(f"DROP TABLE {relation.quoted}")
    kept = relation.name if relation is not None else name.name
    connection.execute(f"ALTER TABLE {stage} RENAME TO {quote(kept)}")
    if shape.key:
        _rename_key(connection, names.schema(name), kept)


def _rename_key(connection: Connection, schema: str, table: str) -> None:
    """Call the key what PostgreSQL would have called it, where that name is free."""
    wanted = key_name(table)
    taken = connection.value(
        "SELECT 1 FROM pg_class WHERE relname = $1 AND relnamespace = $2::regnamespace", (wanted, quote(schema))
    )
    found = connection.value(
        "SELECT conname::text FROM pg_constraint WHERE conrelid = $1::regclass AND contype = 'p'",
        (f"{quote(schema)}.{quote(table)}",),
    )
    if found and not taken:
        connection.execute(
            f"ALTER TABLE {quote(schema)}.{quote(table)} RENAME CONSTRAINT {quote(found)} TO {quote(wanted)}"
        )


def _refill(connection: Connection, relation: Relation, stage: str, shape: Shape) -> None:
    types = {column.name: required_type(relation.name, column) for column in shape.columns}
    fitted = matched(relation.name, read_columns(connection, relation), types)
    for each in fitted:
        if each.condition:
            judge(connection, relation, stage, each, types[each.source])
    connection.execute(f"DELETE FROM {relation.quoted}")
    columns = ", ".join(quote(each.column.name) for each in fitted)
    values = ", ".join(each.expression for each in fitted)
    connection.execute(f"INSERT INTO {relation.quoted} ({columns}) SELECT {values} FROM {stage}")
    connection.execute(f"DROP TABLE {stage}")


def key_name(table: str) -> str:
    """What PostgreSQL would call the primary key of a table of this name, within its limit of length."""
    ending = "_pkey"
    cut = table.encode()[: LONGEST_BYTES - len(ending)].decode(errors="ignore")
    return cut + ending
