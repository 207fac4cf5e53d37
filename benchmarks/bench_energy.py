"""How long does the energy system take from end to end?

Sixty days of four datasets and one weather station, from two servers on this machine with faults, to tables, a model,
runs on three backends, an archive and charts: the demo of `examples/energy`, step by step. There is no peer; seconds
are for comparing machines and versions.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "energy"


def main() -> None:
    """Run and print; exit code 1 when a step failed or rows moved."""
    with tempfile.TemporaryDirectory() as folder:
        request = json.dumps({"workspace_path": folder, "days": 60})
        done = subprocess.run(
            [sys.executable, "-m", "energy", "demo", request], cwd=EXAMPLE, capture_output=True, text=True, check=False
        )
        document = json.loads(done.stdout)
    if done.returncode:
        sys.exit(str(document["error"]["message"]))
    for step, seconds in document["seconds"].items():
        print(f"{step:<12}{seconds:>8.2f} s")
    read = document["ingest"]["sources"]
    print(f"{sum(each['read'] for each in read.values()):,} records; {document['archive']['one_day']} for one day")
    if not document["archive"]["same_rows"]:
        sys.exit("the archive moved the answer")


if __name__ == "__main__":
    main()
