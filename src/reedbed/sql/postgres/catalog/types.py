"""Types as a client writes them in casts: PostgreSQL's name of each, and the DuckDB type that keeps its values."""

from __future__ import annotations

from sqlglot import exp

_NUMBERED = frozenset({"oid", "xid", "cid", "tid"})
REG = frozenset(
    {
        "regclass", "regtype", "regproc", "regprocedure", "regnamespace", "regrole", "regoper", "regoperator",
        "regcollation", "regconfig", "regdictionary",
    }
)  # fmt: skip
"""Types that are OIDs and read and write names; here each is a number until it is shown."""

_KEPT_AS = {
    "text": "VARCHAR", "varchar": "VARCHAR", "bpchar": "VARCHAR", "name": "VARCHAR", "char": "VARCHAR",
    "cstring": "VARCHAR", "unknown": "VARCHAR", "pg_node_tree": "VARCHAR", "aclitem": "VARCHAR", "inet": "VARCHAR",
    "bool": "BOOLEAN", "int2": "SMALLINT", "int4": "INTEGER", "int8": "BIGINT", "float4": "FLOAT", "float8": "DOUBLE",
    "numeric": "DECIMAL(38, 10)", "bytea": "BLOB", "timestamptz": "TIMESTAMP WITH TIME ZONE", "timestamp": "TIMESTAMP",
    "date": "DATE", "interval": "INTERVAL", "json": "JSON", "jsonb": "JSON", "uuid": "UUID", "time": "TIME",
    "sql_identifier": "VARCHAR", "character_data": "VARCHAR", "yes_or_no": "VARCHAR", "cardinal_number": "INTEGER",
    "int2vector": "SMALLINT[]", "oidvector": "UINTEGER[]", "pg_lsn": "VARCHAR",
    "time_stamp": "TIMESTAMP WITH TIME ZONE",
    **dict.fromkeys(_NUMBERED, "UINTEGER"),
    **dict.fromkeys(REG, "UINTEGER"),
}  # fmt: skip

_SYNONYMS = {
    "int": "int4", "integer": "int4", "smallint": "int2", "bigint": "int8", "boolean": "bool", "real": "float4",
    "float": "float4", "double": "float8", "double precision": "float8", "decimal": "numeric", "blob": "bytea",
    "varbinary": "bytea", "timestamptz": "timestamptz", "nvarchar": "varchar", "nchar": "bpchar", "boolean[]": "bool[]",
    "sql_identifier": "name", "character_data": "varchar", "yes_or_no": "varchar", "cardinal_number": "int4",
}  # fmt: skip


def written_type(to: exp.Expression) -> str:
    """PostgreSQL's name of a cast's type: `int4`, `regclass`, `oid[]`."""
    if isinstance(to, exp.DataType) and isinstance(to.this, exp.DataType.Type):
        if to.this == exp.DataType.Type.ARRAY and to.expressions:
            return f"{written_type(to.expressions[0])}[]"
        kind = to.args.get("kind")
        if to.this == exp.DataType.Type.USERDEFINED and kind is not None:
            return _named(kind.name if isinstance(kind, exp.Expression) else str(kind))
        return _named(str(to.this.value))
    return _named(str(to.this))


def _named(name: str) -> str:
    word = name.rpartition(".")[2].strip('"').lower()
    if word.startswith("_") and (word[1:] in _KEPT_AS):
        return f"{_SYNONYMS.get(word[1:], word[1:])}[]"
    return _SYNONYMS.get(word, word)


def kept_as(name: str) -> str | None:
    """The DuckDB type for a type that DuckDB lacks or spells otherwise; None for what it does not know here."""
    if name.endswith("[]"):
        element = kept_as(name[:-2])
        return f"{element}[]" if element else None
    return _KEPT_AS.get(name)


_TOLD_BY_DUCKDB = {
    "text": "VARCHAR", "bool": "BOOLEAN", "int2": "SMALLINT", "int4": "INTEGER", "int8": "BIGINT", "float4": "FLOAT",
    "float8": "DOUBLE", "numeric": "DECIMAL", "bytea": "BLOB", "timestamptz": "TIMESTAMP WITH TIME ZONE",
    "timestamp": "TIMESTAMP", "date": "DATE", "time": "TIME", "interval": "INTERVAL", "jsonb": "JSON", "uuid": "UUID",
}  # fmt: skip


def told_by_duckdb(kind: str) -> str | None:
    """The DuckDB type that a client is told of as this type without further ado; None where it must be said."""
    return _TOLD_BY_DUCKDB.get(kind.removesuffix("[]"))
