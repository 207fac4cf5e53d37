"""The shape of a table in the database: columns, defaults and key, from DuckDB's own catalog."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from reedbed.errors import SqlNameError
from reedbed.sql import TableName, literal

if TYPE_CHECKING:
    from reedbed.engine import Database


@dataclass(frozen=True, kw_only=True, slots=True)
class ColumnSchema:
    """One column. `default` is SQL text; `generated` columns are computed by the database."""

    name: str
    type: str
    nullable: bool = True
    default: str | None = None
    generated: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class TableSchema:
    """A table's columns in order, and its primary key."""

    columns: tuple[ColumnSchema, ...]
    primary_key: tuple[str, ...] = ()

    @property
    def types(self) -> dict[str, str]:
        """Column names with their DuckDB types, in order."""
        return {column.name: column.type for column in self.columns}


@dataclass(frozen=True, kw_only=True, slots=True)
class TableDefinition:
    """The SQL that makes a table anew, and its indexes."""

    create_sql: str = ""
    index_sql: tuple[str, ...] = ()


class Relation(NamedTuple):
    """A table or view that is there, as the database spells its name."""

    name: TableName
    kind: str


def read_schema(database: Database, name: TableName) -> TableSchema:
    """The shape of a table; of a view, its columns; no columns where there is neither."""
    try:
        columns = database.rows(_columns_query(database, name))
    except SqlNameError:
        # Binding it failed, which ends no transaction of DuckDB's.
        return TableSchema(columns=())
    generated = _generated_columns(database, name) if any(default is not None for *_, default, _ in columns) else ()
    key = tuple(column for column, *_, in_key in columns if in_key)
    return TableSchema(
        columns=tuple(
            ColumnSchema(
                name=column,
                type=type_text,
                nullable=nullable,
                default=None if column in generated else default,
                generated=column in generated,
            )
            for column, type_text, nullable, default, _ in columns
        ),
        primary_key=key if len(key) < 2 else _ordered_key(database, name),  # noqa: PLR2004 - two have an order
    )


def _columns_query(database: Database, name: TableName) -> str:
    """Name, type, nullability, default and membership of the key, of each column.

    `duckdb_columns()` walks all columns of all attached databases, PostgreSQL's catalog among them, in 3 ms.
    `pragma_table_info` looks at one table, but cannot be told a name with a quotation mark in it.
    """
    qualified = database.qualified(name.schema, name.name)
    if '""' not in qualified:
        return f'SELECT name, type, NOT "notnull", dflt_value, pk FROM pragma_table_info({literal(qualified)})'
    return (
        "SELECT column_name, data_type, is_nullable, column_default, column_name IN (SELECT unnest(k.names) FROM ("
        f"SELECT constraint_column_names AS names FROM duckdb_constraints() WHERE {_is_table(database, name)} "
        "AND constraint_type = 'PRIMARY KEY') AS k) "
        f"FROM duckdb_columns() WHERE {_is_table(database, name)} ORDER BY column_index"
    )


def _is_table(database: Database, name: TableName) -> str:
    return (
        f"database_name = {literal(database.catalog)} AND schema_name = {literal(name.schema)} "
        f"AND table_name = {literal(name.name)}"
    )


def _ordered_key(database: Database, name: TableName) -> tuple[str, ...]:
    key = database.row(
        "SELECT constraint_column_names FROM duckdb_constraints() "
        f"WHERE {_is_table(database, name)} AND constraint_type = 'PRIMARY KEY'"
    )
    return tuple(key[0]) if key else ()


def _generated_columns(database: Database, name: TableName) -> set[str]:
    """The catalog gives a generated column's expression as its default; DESCRIBE shows true defaults only."""
    catalog = database.rows(_columns_query(database, name))
    described = database.rows(f"DESCRIBE {database.qualified(name.schema, name.name)}")
    return {row[0] for row in catalog if row[3] is not None} - {row[0] for row in described if row[4] is not None}


def read_definition(database: Database, name: TableName) -> TableDefinition:
    """How a table was made."""
    made = database.row(f"SELECT sql FROM duckdb_tables() WHERE {_is_table(database, name)}")
    indexes = database.rows(
        f"SELECT sql FROM duckdb_indexes() WHERE {_is_table(database, name)} AND sql IS NOT NULL ORDER BY index_name"
    )
    return TableDefinition(create_sql=made[0] if made else "", index_sql=tuple(row[0] for row in indexes))


def list_relations(database: Database, *, schema: str | None = None) -> list[TableName]:
    """Tables and views that applications made, sorted; without the ledger and without temporary ones."""
    rows = database.rows(
        "SELECT schema_name, table_name FROM duckdb_tables() "
        "WHERE database_name = $1 AND NOT internal AND NOT temporary "
        "UNION ALL SELECT schema_name, view_name FROM duckdb_views() WHERE database_name = $1 AND NOT internal "
        "AND NOT temporary",
        [database.catalog],
    )
    names = sorted(TableName(schema=row[0], name=row[1]) for row in rows if row[0] != "reedbed")
    return [name for name in names if schema is None or name.schema == schema]


def find_relation(database: Database, name: TableName) -> Relation | None:
    """The table or view of this name, or None. Names compare as DuckDB compares them."""
    schema, relation = literal(name.schema), literal(name.name)
    row = database.row(
        "SELECT schema_name, table_name, 'table' FROM duckdb_tables() "
        f"WHERE database_name = {literal(database.catalog)} AND lower(schema_name) = lower({schema}) "
        f"AND lower(table_name) = lower({relation}) AND NOT temporary "
        "UNION ALL SELECT schema_name, view_name, 'view' FROM duckdb_views() "
        f"WHERE database_name = {literal(database.catalog)} AND lower(schema_name) = lower({schema}) "
        f"AND lower(view_name) = lower({relation}) AND NOT temporary"
    )
    return Relation(TableName(schema=row[0], name=row[1]), row[2]) if row else None


def relation_kind(database: Database, name: TableName) -> str | None:
    """`table`, `view`, or None when there is nothing of this name."""
    found = find_relation(database, name)
    return found.kind if found else None


def stored_name(database: Database, name: TableName) -> TableName:
    """The name as the database spells it, so that `T` and `t` are one table to the ledger too; a new one as it is."""
    found = find_relation(database, name)
    return found.name if found else name
