"""dlt reading a paged API into DuckDB: each line on stdin is a URL to read by key; its seconds go to stdout.

Modes: `plain`, its REST source as documented; `parquet`, the same with Parquet as the format between its steps; and
`fast`, with Parquet and pages fetched by eight workers, which is the best that its performance guide offers for one
resource. The first two have one connection.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

os.environ |= {"RUNTIME__DLTHUB_TELEMETRY": "false", "RUNTIME__LOG_LEVEL": "ERROR", "EXTRACT__WORKERS": "8"}

import dlt
from dlt.sources.helpers import requests
from dlt.sources.rest_api import rest_api_resources

if TYPE_CHECKING:
    from collections.abc import Iterator


def plain(url: str) -> Any:
    """The declared REST source."""
    return rest_api_resources(
        {
            "client": {
                "base_url": url,
                "paginator": {"type": "page_number", "base_page": 1, "total_path": "pagination.lastPage"},
            },
            "resource_defaults": {
                "primary_key": "at",
                "write_disposition": {"disposition": "merge", "strategy": "upsert"},
            },
            "resources": [{"name": "readings", "endpoint": {"path": "readings", "data_selector": "data"}}],
        }
    )


def fast(url: str) -> Any:
    """A resource of page numbers and a parallel transformer."""

    @dlt.resource
    def numbers() -> Iterator[int]:
        first = requests.get(f"{url}readings", params={"page": 1}).json()
        yield from range(1, first["pagination"]["lastPage"] + 1)

    @dlt.transformer(
        name="readings",
        primary_key="at",
        write_disposition={"disposition": "merge", "strategy": "upsert"},
        parallelized=True,
    )
    def readings(number: int) -> Any:
        return requests.get(f"{url}readings", params={"page": number}).json()["data"]

    return numbers | readings


def main() -> None:
    """Serve reads until stdin ends."""
    folder, mode = Path(sys.argv[1]), sys.argv[2]
    pipeline = dlt.pipeline(
        "bench",
        pipelines_dir=str(folder / "pipelines"),
        destination=dlt.destinations.duckdb(str(folder / "dlt.duckdb")),
        dataset_name="d",
    )
    for line in sys.stdin:
        start = time.perf_counter()
        source = {"plain": plain, "parquet": plain, "fast": fast}[mode](line.strip())
        pipeline.run(source, **({} if mode == "plain" else {"loader_file_format": "parquet"}))
        print(time.perf_counter() - start, flush=True)


if __name__ == "__main__":
    main()
