"""Volume: memory does not grow with what is written or read."""

from __future__ import annotations

import pytest

from reedbed.testing.tables.processes import answer

ROWS = 10_000_000
RAW_BYTES = ROWS * (8 + 4 + 40)
"""What the rows take in Arrow: an integer, an offset and 40 characters."""

PROGRAM = """
import json, resource, secrets
import pyarrow as pa
rows, step = 10_000_000, 100_000
texts = pa.array([secrets.token_hex(20) for _ in range(step)])
schema = pa.schema({"n": pa.int64(), "text": pa.string()})
batches = (
    pa.record_batch([pa.array(range(start, start + step), pa.int64()), texts], schema=schema)
    for start in range(0, rows, step)
)
def peak():
    # What the kernel tells through getrusage begins with the parent's memory, which a test runner has much of.
    try:
        with open("/proc/self/status") as status:
            return int(status.read().partition("VmHWM:")[2].split()[0]) * 1024
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
before = peak()
store.write_table(pa.RecordBatchReader.from_batches(schema, batches), "t")
written = peak()
read = sum(batch.num_rows for batch in store.stream("SELECT * FROM t"))
largest = store.query("SELECT max(n) AS n FROM t")["n"][0].as_py()
store.close()
print(json.dumps({"read": read, "largest": largest, "writing": written - before, "reading": peak() - before}))
"""


class VolumeContract:
    """What ten million rows may cost. `keeps_rows_in_memory` excuses an adapter whose rows have no other place."""

    keeps_rows_in_memory = False

    @pytest.mark.slow
    def test_ten_million_rows_are_written_and_read_in_bounded_memory(self, opening: str) -> None:
        if self.keeps_rows_in_memory:
            pytest.skip("the rows of this store are in memory by design")
        found = answer(opening, PROGRAM)
        assert (found["read"], found["largest"]) == (ROWS, ROWS - 1)
        assert found["writing"] < RAW_BYTES * 0.6
        assert found["reading"] < RAW_BYTES * 0.8
