"""TPC-H by DuckDB's own extension: the rows at a scale, the 22 queries, and the primary keys."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import duckdb

KEYS = {
    "region": "r_regionkey",
    "nation": "n_nationkey",
    "customer": "c_custkey",
    "supplier": "s_suppkey",
    "part": "p_partkey",
    "partsupp": "ps_partkey, ps_suppkey",
    "orders": "o_orderkey",
    "lineitem": "l_orderkey, l_linenumber",
}


def generate(database: Path, *, scale: float) -> duckdb.DuckDBPyConnection:
    """A DuckDB file with the rows of TPC-H; the connection also knows the queries."""
    found = find_spec("duckdb_extension_tpch")
    assert found is not None  # noqa: S101 - pinned in constraints.txt
    assert found.submodule_search_locations is not None  # noqa: S101 - it is a package
    (file,) = Path(found.submodule_search_locations[0]).rglob("tpch.duckdb_extension")
    connection = duckdb.connect(database)
    connection.load_extension(str(file))
    connection.execute(f"CALL dbgen(sf = {scale})")
    return connection


def queries(connection: duckdb.DuckDBPyConnection) -> dict[int, str]:
    """The 22 queries by number, with the parameters that validate an implementation."""
    return dict(connection.execute("SELECT query_nr, query FROM tpch_queries() ORDER BY ALL").fetchall())
