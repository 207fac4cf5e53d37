"""What does a copy to PostgreSQL cost, against what DuckDB's own extension for PostgreSQL does without any promise?

A million rows of six columns to a PostgreSQL with its own settings, and back. The peer is `CREATE TABLE … AS` through
`postgres_scanner`: no count, no id, nobody else's table replaced. Ours stages, counts, swaps and records the copy in
one transaction. `--short` takes fewer rounds.
"""

from __future__ import annotations

import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

import duckdb
import psycopg
from rounds import interleave, six_columns
from servers import postgresql

from reedbed import DuckDBStorageManager
from reedbed.engine.extensions import load_extension

ROWS = 1_000_000
ROUNDS = 3 if "--short" in sys.argv else 11
TARGET = 1.3


def main() -> None:
    """Run and print; exit code 1 when a target is missed."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        url = stack.enter_context(postgresql(folder / "postgres"))
        store = stack.enter_context(DuckDBStorageManager(folder / "ours.db", door=False))
        store.write_table(six_columns(ROWS), "t", checkpoint=False)
        peer = stack.enter_context(duckdb.connect(str(folder / "peer.db")))
        load_extension(peer, "postgres_scanner", user_directory=None)
        rows = six_columns(ROWS)
        peer.register("rows_of_arrow", rows)
        peer.execute("CREATE TABLE t AS SELECT * FROM rows_of_arrow")
        peer.execute(f"ATTACH '{url}' AS pg (TYPE postgres)")
        server = stack.enter_context(psycopg.connect(url, autocommit=True))

        def theirs_out() -> None:
            peer.execute("DROP TABLE IF EXISTS pg.public.theirs")
            peer.execute("CREATE TABLE pg.public.theirs AS SELECT * FROM t")

        def theirs_back() -> None:
            peer.execute("CREATE OR REPLACE TABLE back AS SELECT * FROM pg.public.theirs")

        def ours_out() -> None:
            assert store.copy("t", to=url, name="ours").rows == ROWS  # noqa: S101 - nothing is measured that did not work

        def ours_back() -> None:
            store.copy("ours", source=url, name="back", checkpoint=False)

        print(f"{ROWS:,} rows x 6 columns; {ROUNDS} rounds, interleaved")
        times = interleave(
            {
                "store.copy, to PostgreSQL": ours_out,
                "postgres_scanner, CREATE TABLE AS": theirs_out,
                "store.copy, from PostgreSQL": ours_back,
                "postgres_scanner, into DuckDB": theirs_back,
            },
            rounds=ROUNDS,
            warm_up=1,
        )
        same = server.execute("SELECT count(*) FROM (TABLE ours EXCEPT TABLE theirs) AS differing").fetchone()
        print(f"  rows that differ between the two: {same[0] if same else '?'}")
    # The way back has no target: the peer reads on several connections, ours what one moment holds on one.
    times.report("store.copy, from PostgreSQL", "postgres_scanner, into DuckDB")
    sys.exit(not times.report("store.copy, to PostgreSQL", "postgres_scanner, CREATE TABLE AS", target=TARGET))


if __name__ == "__main__":
    main()
