"""Rows that every PostgreSQL has, as tables: its types, casts, access methods, and the relations of its own catalog."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

import pyarrow as pa

from reedbed.pgserver.catalog.types import stored
from reedbed.sql import quote
from reedbed.sql.postgres.catalog.columns import INFORMATION_SCHEMA, SCHEMAS, columns_of

if TYPE_CHECKING:
    from reedbed.engine import Cursor


def data_tables(cursor: Cursor, schema: str) -> None:
    """A table `<schema>.<relation>` for each file of rows that bears a relation's name."""
    folder = files("reedbed.pgserver.catalog").joinpath("data")
    for entry in sorted(folder.iterdir(), key=lambda each: each.name):
        name = entry.name.removesuffix(".tsv")
        owner = "information_schema" if name in INFORMATION_SCHEMA else "pg_catalog"
        if name in SCHEMAS[owner]:
            table = _table(entry.read_text(encoding="utf-8"))
            kinds = columns_of(owner, name)
            values = ", ".join(f"{_parsed(column, kinds[column])} AS {quote(column)}" for column in table.column_names)
            _create(cursor, f"{schema}.{name}", table, values)


def type_names(cursor: Cursor, schema: str) -> None:
    """`duckdb_types`, the OID for each of DuckDB's spellings, and `pg_type_names`, PostgreSQL's own spellings."""
    table = _table(files("reedbed.pgserver.catalog").joinpath("data", "duckdb_types.tsv").read_text(encoding="utf-8"))
    _create(cursor, f"{schema}.duckdb_types", table, "declared, CAST(oid AS UINTEGER) AS oid")
    cursor.execute(f"""
        CREATE TABLE {schema}.pg_type_names AS
        SELECT oid, typname, CASE WHEN typname[1] = '_' AND typelem <> 0 AND typlen = -1
          THEN {schema}.type_spelling(typname[2:], typnamespace) || '[]'
          ELSE {schema}.type_spelling(typname, typnamespace) END AS spelled
        FROM {schema}.pg_type""")


def system_relations(cursor: Cursor, schema: str) -> None:
    """`system_relations` and `system_columns`: PostgreSQL's own catalog as it describes itself."""
    data = files("reedbed.pgserver.catalog").joinpath("data")
    relations = _table(data.joinpath("relations.tsv").read_text(encoding="utf-8"))
    types = _table(data.joinpath("pg_type.tsv").read_text(encoding="utf-8"))
    oids = dict(zip(types["typname"].to_pylist(), types["oid"].to_pylist(), strict=True))
    columns = [
        (row["oid"], name, oids.get(_type_name(kind), "25"), str(number))
        for row in relations.to_pylist()
        for number, (name, kind) in enumerate(columns_of(row["schema"], row["name"]).items(), 1)
    ]
    counts = {row["oid"]: len(columns_of(row["schema"], row["name"])) for row in relations.to_pylist()}
    relations = relations.append_column("column_count", pa.array([counts[oid] for oid in relations["oid"].to_pylist()]))
    numbered = "CAST(oid AS UINTEGER) AS oid, schema, name, kind, column_count"
    _create(cursor, f"{schema}.system_relations", relations, numbered)
    made = pa.table(list(zip(*columns, strict=True)), names=["relation", "name", "type", "number"])
    kept = {"relation": "UINTEGER", "name": "VARCHAR", "type": "UINTEGER", "number": "SMALLINT"}
    numbered = ", ".join(f"CAST({name} AS {kind}) AS {name}" for name, kind in kept.items())
    _create(cursor, f"{schema}.system_columns", made, numbered)


def _create(cursor: Cursor, target: str, table: pa.Table, values: str) -> None:
    with cursor.relation(table) as rows:
        cursor.execute(f"CREATE TABLE {target} AS SELECT {values} FROM {rows}")


def _table(text: str) -> pa.Table:
    header, *lines = text.splitlines()
    cells = [[_cell(each) for each in line.split("\t")] for line in lines]
    return pa.table([pa.array(column, pa.string()) for column in zip(*cells, strict=True)], names=header.split("\t"))


def _cell(text: str) -> str | None:
    return None if text == "\\N" else text.replace("\\\\", "\\")


def _parsed(column: str, kind: str) -> str:
    """The expression that reads a cell of PostgreSQL's COPY text."""
    name = quote(column)
    if kind.endswith("vector"):
        return f"CAST(CASE {name} WHEN '' THEN [] ELSE string_split({name}, ' ') END AS {stored(kind)})"
    if kind.endswith("[]"):
        return f"CAST(string_split(trim({name}, '{{}}'), ',') AS {stored(kind)})"
    return f"CAST({name} AS {stored(kind)})"


def _type_name(kind: str) -> str:
    return f"_{kind[:-2]}" if kind.endswith("[]") else kind
