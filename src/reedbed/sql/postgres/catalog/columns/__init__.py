"""The relations of PostgreSQL's catalog with their columns and types; `tools/catalog_facts.py` writes the modules.

A relation's columns are one text, `oid oid, relname name, …`, which is taken apart when it is first asked for.
"""

from __future__ import annotations

from functools import cache

from reedbed.sql.postgres.catalog.columns import information_schema, privileges, statistics, system

PG_CATALOG = system.COLUMNS | statistics.COLUMNS
INFORMATION_SCHEMA = information_schema.COLUMNS | privileges.COLUMNS
SCHEMAS = {"pg_catalog": PG_CATALOG, "information_schema": INFORMATION_SCHEMA}

_DOMAINS = {
    "sql_identifier": "name",
    "character_data": "varchar",
    "yes_or_no": "varchar",
    "cardinal_number": "int4",
    "time_stamp": "timestamptz",
}
"""The information schema's domains; a client is told the type below, as by PostgreSQL."""


@cache
def columns_of(schema: str, relation: str) -> dict[str, str]:
    """The type of each column by name, in order: `{"oid": "oid", "relnames": "name[]", …}`."""
    pairs = (each.split() for each in SCHEMAS[schema][relation].split(", "))
    return {name: _spelled(kind) for name, kind in pairs}


def _spelled(kind: str) -> str:
    return f"{kind[1:]}[]" if kind.startswith("_") else _DOMAINS.get(kind, kind)
