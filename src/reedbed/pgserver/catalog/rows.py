"""Rows that every PostgreSQL has, as tables: its types, casts, access methods, and the relations of its own catalog."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from reedbed.pgserver.catalog.types import stored
from reedbed.sql import literal, quote
from reedbed.sql.postgres.catalog.columns import INFORMATION_SCHEMA, SCHEMAS, columns_of

if TYPE_CHECKING:
    from collections.abc import Iterator


def data_tables(schema: str) -> Iterator[str]:
    """What makes a table `<schema>.<relation>` for each file of rows that bears a relation's name."""
    folder = files("reedbed.pgserver.catalog").joinpath("data")
    for entry in sorted(folder.iterdir(), key=lambda each: each.name):
        name = entry.name.removesuffix(".tsv")
        owner = "information_schema" if name in INFORMATION_SCHEMA else "pg_catalog"
        if name in SCHEMAS[owner]:
            text = entry.read_text(encoding="utf-8")
            kinds = columns_of(owner, name)
            values = ", ".join(f"{_parsed(column, kinds[column])} AS {quote(column)}" for column in _header(text))
            yield _creation(f"{schema}.{name}", text, values)


def type_names(schema: str) -> Iterator[str]:
    """What makes `duckdb_types`, the OIDs of DuckDB's spellings, and `pg_type_names`, PostgreSQL's own spellings."""
    text = files("reedbed.pgserver.catalog").joinpath("data", "duckdb_types.tsv").read_text(encoding="utf-8")
    yield _creation(f"{schema}.duckdb_types", text, "declared, CAST(oid AS UINTEGER) AS oid")
    yield f"""
        CREATE TABLE {schema}.pg_type_names AS
        SELECT oid, typname, CASE WHEN typname[1] = '_' AND typelem <> 0 AND typlen = -1
          THEN {schema}.type_spelling(typname[2:], typnamespace) || '[]'
          ELSE {schema}.type_spelling(typname, typnamespace) END AS spelled
        FROM {schema}.pg_type"""


def system_relations(schema: str) -> Iterator[str]:
    """What makes `system_relations` and `system_columns`: PostgreSQL's own catalog as it describes itself."""
    data = files("reedbed.pgserver.catalog").joinpath("data")
    relations = data.joinpath("relations.tsv").read_text(encoding="utf-8")
    oids = {row["typname"]: row["oid"] for row in _rows(data.joinpath("pg_type.tsv").read_text(encoding="utf-8"))}
    columns = [
        "\t".join((row["oid"], name, oids.get(_type_name(kind), "25"), str(number)))
        for row in _rows(relations)
        for number, (name, kind) in enumerate(columns_of(row["schema"], row["name"]).items(), 1)
    ]
    made = "\n".join(("relation\tname\ttype\tnumber", *columns))
    kept = {"relation": "UINTEGER", "name": "VARCHAR", "type": "UINTEGER", "number": "SMALLINT"}
    numbered = ", ".join(f"CAST({name} AS {kind}) AS {name}" for name, kind in kept.items())
    yield _creation(f"{schema}.system_columns", made, numbered)
    counts = f"SELECT count(*) FROM {schema}.system_columns AS c WHERE c.relation = CAST(oid AS UINTEGER)"
    numbered = f"CAST(oid AS UINTEGER) AS oid, schema, name, kind, ({counts}) AS column_count"
    yield _creation(f"{schema}.system_relations", relations, numbered)


def _creation(target: str, text: str, values: str) -> str:
    """Makes a table of PostgreSQL's COPY text, whose first line names its columns; to `values` all cells are text.

    DuckDB takes the text apart: to be handed an Arrow table it imports pandas where there is one, which takes 0.2 s.
    """
    body = literal(text.rstrip("\n").partition("\n")[2])
    cells = ", ".join(
        f"replace(nullif(cells[{place}], '\\N'), '\\\\', '\\') AS {quote(column)}"
        for place, column in enumerate(_header(text), 1)
    )
    return (
        f"CREATE TABLE {target} AS SELECT {values} FROM (SELECT {cells} FROM ("
        f"SELECT string_split(line, chr(9)) AS cells FROM (SELECT unnest(string_split({body}, chr(10))) AS line)))"
    )


def _header(text: str) -> list[str]:
    return text.partition("\n")[0].split("\t")


def _rows(text: str) -> list[dict[str, str]]:
    header, *lines = text.splitlines()
    return [dict(zip(header.split("\t"), line.split("\t"), strict=True)) for line in lines]


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
