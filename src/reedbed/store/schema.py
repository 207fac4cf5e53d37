"""The shape of a table in the database: columns, defaults and key, from DuckDB's own catalog."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reedbed.sql import TableName

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
    """A table's columns in order, its primary key, and the SQL that makes it and its indexes."""

    columns: tuple[ColumnSchema, ...]
    primary_key: tuple[str, ...] = ()
    create_sql: str = ""
    index_sql: tuple[str, ...] = ()

    @property
    def types(self) -> dict[str, str]:
        """Column names with their DuckDB types, in order."""
        return {column.name: column.type for column in self.columns}


def read_schema(database: Database, name: TableName) -> TableSchema:
    """The shape of a table that exists; of a view, its columns."""
    where = [database.catalog, name.schema, name.name]
    columns = database.rows(
        "SELECT column_name, data_type, is_nullable, column_default FROM duckdb_columns() "
        "WHERE database_name = ? AND schema_name = ? AND table_name = ? ORDER BY column_index",
        where,
    )
    made = database.row(
        "SELECT sql FROM duckdb_tables() WHERE database_name = ? AND schema_name = ? AND table_name = ?", where
    )
    create_sql = made[0] if made else ""
    generated = _generated_columns(database, name, create_sql)
    indexes = database.rows(
        "SELECT sql FROM duckdb_indexes() WHERE database_name = ? AND schema_name = ? AND table_name = ? "
        "AND sql IS NOT NULL ORDER BY index_name",
        where,
    )
    key = database.row(
        "SELECT constraint_column_names FROM duckdb_constraints() WHERE database_name = ? AND schema_name = ? "
        "AND table_name = ? AND constraint_type = 'PRIMARY KEY'",
        where,
    )
    return TableSchema(
        columns=tuple(
            ColumnSchema(
                name=column,
                type=type_text,
                nullable=nullable,
                default=None if column in generated else default,
                generated=column in generated,
            )
            for column, type_text, nullable, default in columns
        ),
        primary_key=tuple(key[0]) if key else (),
        create_sql=create_sql,
        index_sql=tuple(row[0] for row in indexes),
    )


def _generated_columns(database: Database, name: TableName, create_sql: str) -> set[str]:
    """The catalog gives a generated column's expression as its default; DESCRIBE shows true defaults only."""
    if "GENERATED ALWAYS AS" not in create_sql.upper():
        return set()
    described = database.rows(f"DESCRIBE {database.qualified(name.schema, name.name)}")
    catalog = database.rows(
        "SELECT column_name FROM duckdb_columns() WHERE database_name = ? AND schema_name = ? AND table_name = ? "
        "AND column_default IS NOT NULL",
        [database.catalog, name.schema, name.name],
    )
    return {row[0] for row in catalog} - {row[0] for row in described if row[4] is not None}


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


def relation_kind(database: Database, name: TableName) -> str | None:
    """`table`, `view`, or None when there is nothing of this name. Names compare as DuckDB compares them."""
    row = database.row(
        "SELECT 'table' FROM duckdb_tables() WHERE database_name = $1 AND lower(schema_name) = lower($2) "
        "AND lower(table_name) = lower($3) AND NOT temporary UNION ALL SELECT 'view' FROM duckdb_views() "
        "WHERE database_name = $1 AND lower(schema_name) = lower($2) AND lower(view_name) = lower($3) "
        "AND NOT temporary",
        [database.catalog, name.schema, name.name],
    )
    return row[0] if row else None


def stored_name(database: Database, name: TableName) -> TableName:
    """The name as the database spells it, so that `T` and `t` are one table to the ledger too; a new one as it is."""
    row = database.row(
        "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = $1 AND NOT temporary "
        "AND lower(schema_name) = lower($2) AND lower(table_name) = lower($3) UNION ALL "
        "SELECT schema_name, view_name FROM duckdb_views() WHERE database_name = $1 AND NOT temporary "
        "AND lower(schema_name) = lower($2) AND lower(view_name) = lower($3)",
        [database.catalog, name.schema, name.name],
    )
    return TableName(schema=row[0], name=row[1]) if row else name
