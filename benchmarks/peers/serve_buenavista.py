"""Buena Vista's Postgres server on a DuckDB file: prints its port when it listens, serves until it is killed."""

from __future__ import annotations

import sys

import duckdb
from buenavista.examples.duckdb_postgres import create


def main() -> None:
    """Serve the database of the first argument on a free port of the loopback."""
    server = create(duckdb.connect(sys.argv[1]), ("127.0.0.1", 0))
    print(server.server_address[1], flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
