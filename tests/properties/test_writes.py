"""Whatever is written, in whatever order: the table is the model, the checkpoint is the table, and both come back."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow as pa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reedbed import DuckDBStorageManager

SCHEMA = pa.schema({"id": pa.int64(), "n": pa.int64(), "text": pa.string()})
ROW = st.fixed_dictionaries(
    {
        "id": st.integers(0, 6),
        "n": st.none() | st.integers(-(2**63), 2**63 - 1),
        "text": st.none() | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=4),
    }
)
WRITE = st.tuples(st.sampled_from(["replace", "append", "upsert"]), st.lists(ROW, max_size=5), st.booleans())
OTHER: st.SearchStrategy[tuple[str, list[dict[str, Any]], bool]] = st.tuples(
    st.sampled_from(["restore", "reopen", "rewrite", "delete"]), st.just([]), st.sampled_from([False])
)


def _bag(rows: list[dict[str, Any]]) -> Counter[tuple[Any, ...]]:
    return Counter(tuple(row[name] for name in SCHEMA.names) for row in rows)


def _upserted(model: list[dict[str, Any]], rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """An upsert by id: each row of a known id becomes the last given one, unknown ids are added once."""
    last = {row["id"]: row for row in rows}
    known = {row["id"] for row in model}
    return [last.get(row["id"], row) for row in model] + [row for key, row in last.items() if key not in known]


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(first=st.lists(ROW, max_size=5), steps=st.lists(WRITE | OTHER, min_size=1, max_size=7))
def test_table_checkpoint_and_model_agree_after_any_writes(
    first: list[dict[str, Any]], steps: list[tuple[str, list[dict[str, Any]], bool]]
) -> None:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "x.db"
        store = DuckDBStorageManager(path)
        try:
            store.write_table(pa.Table.from_pylist(first, SCHEMA), "data")
            model = saved = first
            for step, rows, checkpoint in steps:
                given_rows = pa.Table.from_pylist(rows, SCHEMA)
                match step:
                    case "replace" | "append":
                        store.write_table(given_rows, "data", step, checkpoint=checkpoint)
                        model = rows if step == "replace" else model + rows
                    case "upsert":
                        store.write_table(given_rows, "data", "upsert", key="id", checkpoint=checkpoint)
                        model = _upserted(model, rows)
                    case "delete":
                        store.execute_sql("DELETE FROM data WHERE id = 3")
                        model = [row for row in model if row["id"] != 3]
                    case "restore":
                        store.restore("data")
                        model = saved
                    case "rewrite":
                        store.checkpoint("data")
                    case "reopen":
                        store.close()
                        store = DuckDBStorageManager(path)
                if checkpoint or step == "rewrite":
                    saved = model
                assert _bag(store.query("FROM data").to_pylist()) == _bag(model)
                [report] = store.verify()
                assert report.status in {"whole", "stale"}, report
                assert (report.status == "whole") <= (_bag(saved) == _bag(model))
                assert store.prune() == []
        finally:
            store.close()
        for file in path.parent.glob("x.db*"):
            file.unlink()
        with DuckDBStorageManager(path) as store:
            store.restore()
            assert _bag(store.query("FROM data").to_pylist()) == _bag(saved)
