"""How a value of each PostgreSQL type is kept in the catalog: the DuckDB type, and what stands for nothing."""

from __future__ import annotations

_NUMBERED = ("oid", "regproc", "regtype", "regclass", "xid")

_STORED = {
    "bool": "BOOLEAN",
    "int2": "SMALLINT",
    "int4": "INTEGER",
    "int8": "BIGINT",
    "float4": "FLOAT",
    "float8": "DOUBLE",
    "numeric": "DECIMAL(38, 0)",
    "timestamptz": "TIMESTAMP WITH TIME ZONE",
    "interval": "INTERVAL",
    "bytea": "BLOB",
    "int2vector": "SMALLINT[]",
    "oidvector": "UINTEGER[]",
    "anyarray": "VARCHAR[]",
    **dict.fromkeys(_NUMBERED, "UINTEGER"),
}

_NOTHING = {
    "BOOLEAN": "FALSE",
    "SMALLINT": "0",
    "INTEGER": "0",
    "BIGINT": "0",
    "UINTEGER": "0",
    "DOUBLE": "0",
    "FLOAT": "0",
}


def stored(name: str) -> str:
    """The DuckDB type that keeps values of a PostgreSQL type: numbers for OIDs, text where there is nothing like it."""
    if name.endswith("[]"):
        return f"{stored(name[:-2])}[]"
    return _STORED.get(name, "VARCHAR")


def nothing(name: str) -> str:
    """What a column says that a definition leaves out: no, zero, or NULL, as PostgreSQL's rows do."""
    return _NOTHING.get(stored(name), "NULL")
