"""The shape of a table in the database: columns, defaults and key, from DuckDB's own catalog."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from reedbed.errors import SqlNameError
from reedbed.sql import TableName, literal, quote

if TYPE_CHECKING:
    from reedbed.engine import Database


LIVE_SUFFIX: Final = ":live"
"""What a table of live rows is called behind the name of the table with archived rows whose they are."""


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

    @property
    def stored(self) -> dict[str, str]:
        """The same of the columns that rows are written with: all but those that the database computes."""
        return {column.name: column.type for column in self.columns if not column.generated}


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
        if not any(in_key or default is not None or not nullable for *_, nullable, default, in_key in columns):
            # A view tells nothing of these, also one that stands for a table with archived rows.
            behind = stored_in(database, name)
            if behind != name:
                name, columns = behind, database.rows(_columns_query(database, behind))
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
        f"SELECT constraint_column_names AS names FROM duckdb_constraints() WHERE {is_table(database, name)} "
        "AND constraint_type = 'PRIMARY KEY') AS k) "
        f"FROM duckdb_columns() WHERE {is_table(database, name)} ORDER BY column_index"
    )


def is_table(database: Database, name: TableName, of: str = "") -> str:
    """The condition by which rows of DuckDB's catalog are those of a table, which is spelled as the database does."""
    return (
        f"{of}database_name = {literal(database.catalog)} AND {of}schema_name = {literal(name.schema)} "
        f"AND {of}table_name = {literal(name.name)}"
    )


def _ordered_key(database: Database, name: TableName) -> tuple[str, ...]:
    key = database.row(
        "SELECT constraint_column_names FROM duckdb_constraints() "
        f"WHERE {is_table(database, name)} AND constraint_type = 'PRIMARY KEY'"
    )
    return tuple(key[0]) if key else ()


def _generated_columns(database: Database, name: TableName) -> set[str]:
    """The catalog gives a generated column's expression as its default; DESCRIBE shows true defaults only."""
    catalog = database.rows(_columns_query(database, name))
    described = database.rows(f"DESCRIBE {database.qualified(name.schema, name.name)}")
    return {row[0] for row in catalog if row[3] is not None} - {row[0] for row in described if row[4] is not None}


def read_definition(database: Database, name: TableName) -> TableDefinition:
    """How a table was made."""
    behind = stored_in(database, name)
    made = database.row(f"SELECT sql FROM duckdb_tables() WHERE {is_table(database, behind)}")
    indexes = database.rows(
        f"SELECT sql FROM duckdb_indexes() WHERE {is_table(database, behind)} AND sql IS NOT NULL ORDER BY index_name"
    )
    texts = [made[0] if made else "", *(row[0] for row in indexes)]
    if behind != name:
        # DuckDB writes these texts itself: the table's name comes before everything that could hold the same words.
        texts = [text.replace(quote(behind.name), quote(name.name), 1) for text in texts]
    return TableDefinition(create_sql=texts[0], index_sql=tuple(texts[1:]))


def stored_in(database: Database, name: TableName) -> TableName:
    """The table that holds the rows of a name which are not archived: itself, where none are."""
    live = TableName(schema=name.schema, name=name.name + LIVE_SUFFIX)
    row = database.row(
        f"SELECT 1 FROM duckdb_tables() AS t, duckdb_views() AS v WHERE {is_table(database, live, 't.')} AND "
        f"v.database_name = t.database_name AND v.schema_name = t.schema_name AND v.view_name = {literal(name.name)}"
    )
    return live if row else name


def stored_names(name: str) -> str:
    """SQL for the names under which the rows of a table may lie that are not archived, to be compared with IN."""
    return f"({literal(name)}, {literal(name + LIVE_SUFFIX)})"


def list_relations(database: Database, *, schema: str | None = None) -> list[TableName]:
    """Tables and views that applications made, sorted; without the ledger and without temporary ones.

    A table with archived rows is one of them; the table of its live rows is not.
    """
    here = f"database_name = {literal(database.catalog)} AND NOT internal AND NOT temporary"
    rows = database.rows(
        f"SELECT schema_name, table_name FROM duckdb_tables() AS t WHERE {here} "
        f"AND NOT (ends_with(table_name, {literal(LIVE_SUFFIX)}) AND EXISTS (SELECT 1 FROM duckdb_views() AS v "
        "WHERE v.database_name = t.database_name AND v.schema_name = t.schema_name "
        f"AND v.view_name || {literal(LIVE_SUFFIX)} = t.table_name)) "
        f"UNION ALL SELECT schema_name, view_name FROM duckdb_views() WHERE {here}"
    )
    names = sorted(TableName(schema=row[0], name=row[1]) for row in rows if row[0] != "reedbed")
    return [name for name in names if schema is None or name.schema == schema]


def find_relation(database: Database, name: TableName) -> Relation | None:
    """The table or view of this name, or None. Names compare as DuckDB compares them."""
    relation, live = literal(name.name), literal(name.name + LIVE_SUFFIX)
    schema = literal(name.schema)
    here = f"database_name = {literal(database.catalog)} AND lower(schema_name) = lower({schema}) AND NOT temporary"
    # A commit asks for each table that it wrote; to ask within the query for live rows would take twice as long.
    rows = database.rows(
        f"SELECT schema_name, table_name, CASE WHEN lower(table_name) = lower({relation}) THEN 'table' ELSE 'live' END "
        f"FROM duckdb_tables() WHERE {here} AND lower(table_name) IN (lower({relation}), lower({live})) "
        "UNION ALL SELECT schema_name, view_name, 'view' "
        f"FROM duckdb_views() WHERE {here} AND lower(view_name) = lower({relation})"
    )
    for found_in, found_as, kind in rows:
        if kind != "live":
            stands_for_rows = (found_in, f"{found_as}{LIVE_SUFFIX}", "live") in rows
            return Relation(TableName(schema=found_in, name=found_as), "table" if stands_for_rows else kind)
    return None


def relation_kind(database: Database, name: TableName) -> str | None:
    """`table`, `view`, or None when there is nothing of this name."""
    found = find_relation(database, name)
    return found.kind if found else None


def stored_name(database: Database, name: TableName) -> TableName:
    """The name as the database spells it, so that `T` and `t` are one table to the ledger too; a new one as it is."""
    found = find_relation(database, name)
    return found.name if found else name
