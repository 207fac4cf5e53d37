"""dbt-duckdb's incremental merge: each line on stdin is a Parquet file to merge by (a, b); its seconds go to stdout."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from pathlib import Path

os.environ |= {"DO_NOT_TRACK": "1", "DBT_SEND_ANONYMOUS_USAGE_STATS": "false"}

from dbt.cli.main import dbtRunner

MODEL = """{{ config(materialized='incremental', incremental_strategy='STRATEGY', unique_key=['a', 'b']) }}
select * from read_parquet('{{ var("file") }}')
"""


def main() -> None:
    """Serve merges until stdin ends."""
    folder, strategy = Path(sys.argv[1]), sys.argv[2]
    (folder / "models").mkdir()
    (folder / "dbt_project.yml").write_text("name: bench\nversion: '1.0.0'\nprofile: bench\nmodel-paths: [models]\n")
    (folder / "profiles.yml").write_text(
        f"bench:\n  target: dev\n  outputs:\n    dev: {{type: duckdb, path: {folder / 'dbt.duckdb'}, threads: 2}}\n"
    )
    (folder / "models" / "t.sql").write_text(MODEL.replace("STRATEGY", strategy))
    runner = dbtRunner()
    for line in sys.stdin:
        variables = f"{{file: {line.strip()}}}"
        start = time.perf_counter()
        with contextlib.redirect_stdout(sys.stderr):
            done = runner.invoke(
                ["run", "--quiet", "--project-dir", str(folder), "--profiles-dir", str(folder), "--vars", variables]
            )
        taken = time.perf_counter() - start
        if not done.success:
            sys.exit(f"dbt failed: {done.exception or done.result}")
        print(taken, flush=True)


if __name__ == "__main__":
    main()
