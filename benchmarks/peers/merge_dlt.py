"""dlt's merge into DuckDB: each line on stdin is a Parquet file to merge by (a, b); its seconds go to stdout."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

os.environ |= {"RUNTIME__DLTHUB_TELEMETRY": "false", "RUNTIME__LOG_LEVEL": "ERROR"}

import dlt
import pyarrow.parquet as pq


def main() -> None:
    """Serve merges until stdin ends."""
    folder = Path(sys.argv[1])
    strategy = sys.argv[2]
    pipeline = dlt.pipeline(
        "bench",
        pipelines_dir=str(folder / "pipelines"),
        destination=dlt.destinations.duckdb(str(folder / "dlt.duckdb")),
        dataset_name="d",
    )
    for line in sys.stdin:
        rows = pq.read_table(line.strip())
        start = time.perf_counter()
        pipeline.run(
            dlt.resource(rows, name="t"),
            write_disposition={"disposition": "merge", "strategy": strategy},
            primary_key=["a", "b"],
            loader_file_format="parquet",
        )
        print(time.perf_counter() - start, flush=True)


if __name__ == "__main__":
    main()
