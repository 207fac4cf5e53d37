"""Memory is bounded by the stage's limit, whether an answer is one large page or many small ones."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from tests.integration.ingest.api import Api, Asked

if TYPE_CHECKING:
    from pathlib import Path

MOST_MEGABYTES = 500
ROWS = 320_000
RUN = """
import re, sys
from pathlib import Path
from reedbed import Workspace, open_store
from reedbed.ingest.declaration import Column, Source
from reedbed.ingest.paging import PageNumber, SinglePage
from reedbed.ingest.runs import run_source

url, folder, times = sys.argv[1], Path(sys.argv[2]), 2
source = Source(
    name="readings", url=url, table="readings", key=("id",), records=sys.argv[3],
    paging=PageNumber(last="last") if sys.argv[3] else SinglePage(),
    columns={name: Column(path=name, type=type) for name, type in
             {"id": "BIGINT", "value": "DOUBLE", "name": "VARCHAR", "kind": "VARCHAR", "unit": "VARCHAR"}.items()},
)
with open_store(Workspace.init(folder)) as store:
    for _ in range(times):
        figures = run_source(store, source, folder / "pages").figures
        # What getrusage tells begins with the memory of the parent.
        [peak] = re.findall(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())
        print(figures.read, figures.new, figures.same, int(peak) // 1024)
"""


def record(number: int) -> str:
    return json.dumps(
        {
            "id": number,
            "value": number / 7,
            "name": f"station number {number % 1000}",
            "kind": "a reading of the temperature of air",
            "unit": "degrees Celsius",
            "quality": [number % 3, number % 5],
        }
    )


@pytest.mark.slow
@pytest.mark.parametrize(("pages", "records"), [(1, ""), (160, "data")])
def test_neither_a_large_page_nor_many_pages_take_more(tmp_path: Path, pages: int, records: str) -> None:
    """The large page is nothing but its list, the others hold theirs in an object."""
    rows = ROWS // pages
    head, tail = (f'{{"last": {pages}, "{records}": [', "]}") if records else ("[", "]")

    def answer(asked: Asked) -> bytes:
        first = rows * (int(asked.params.get("page", 1)) - 1)
        return (head + ",".join(map(record, range(first, first + rows))) + tail).encode()

    with Api(key="", answer=answer) as api:
        command = [sys.executable, "-c", RUN, api.url, str(tmp_path / "workspace"), records]
        shown = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    (read, new, same, first), (again, unchanged, all_same, second) = (
        map(int, line.split()) for line in shown.splitlines()
    )
    assert (read, new, same) == (ROWS, ROWS, 0)
    assert (again, unchanged, all_same) == (ROWS, 0, ROWS)
    assert max(first, second) <= MOST_MEGABYTES
