"""Runs of predictions, the same on every backend: a DuckDB file, a served store, a PostgreSQL.

One path for all of them: what the table port promises. The key is `timestamp, model_type, generated_at`, an instant is
an instant with its zone, and the frame that comes back is the frame that was stored.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl
import pyarrow as pa

from energy.alignment import INSTANT
from energy.errors import PredictionsMissing
from energy.requests import example
from energy.tables import PREDICTION_KEY, PREDICTIONS
from energy.workspaces import folder_of

if TYPE_CHECKING:
    from reedbed import StorageManager

SCHEMA: Final = pl.Schema(
    {
        "timestamp": INSTANT,
        "model_type": pl.String(),
        "model_version": pl.String(),
        "generated_at": INSTANT,
        "predicted_consumption_mw": pl.Float64(),
        "confidence_lower": pl.Float64(),
        "confidence_upper": pl.Float64(),
    }
)
_INSTANT: Final = pa.timestamp("us", "UTC")
_ARROW: Final = pa.schema(
    {
        "timestamp": _INSTANT,
        "model_type": pa.string(),
        "model_version": pa.string(),
        "generated_at": _INSTANT,
        "predicted_consumption_mw": pa.float64(),
        "confidence_lower": pa.float64(),
        "confidence_upper": pa.float64(),
    }
)
_COLUMNS: Final = ", ".join(SCHEMA)


def store_run(store: StorageManager, run: pl.DataFrame) -> dict[str, int]:
    """Keep a run; rows that are there already are not written again. Says how many were new, changed and the same."""
    frame = run.select(SCHEMA.names()).cast(SCHEMA)
    with store.transaction():
        known = _known(store, frame)
        different = frame.join(known, on=SCHEMA.names(), how="anti", nulls_equal=True)
        new = different.join(known, on=list(PREDICTION_KEY), how="anti").height
        if different.height:
            rows = different.to_arrow().cast(_ARROW)
            store.write_table(rows, PREDICTIONS, mode="upsert", key=PREDICTION_KEY)
    return {"new": new, "changed": different.height - new, "same": frame.height - different.height}


def latest_run(store: StorageManager) -> pl.DataFrame:
    """The newest run in time, in the order of time. Raises `PredictionsMissing`."""
    found = pl.DataFrame(schema=SCHEMA)
    if store.table_exists(PREDICTIONS):
        newest = f"SELECT max(generated_at) FROM {PREDICTIONS}"
        found = _read(store, f"WHERE generated_at = ({newest})")
    if found.height == 0:
        raise PredictionsMissing("No run of predictions is stored yet.", hint=example("predict", folder_of(store)))
    return found


def _known(store: StorageManager, frame: pl.DataFrame) -> pl.DataFrame:
    if frame.height == 0 or not store.table_exists(PREDICTIONS):
        return pl.DataFrame(schema=SCHEMA)
    bounds = frame.select(low=pl.col("generated_at").min(), high=pl.col("generated_at").max()).row(0)
    return _read(store, "WHERE generated_at >= ? AND generated_at <= ?", bounds)


def _read(store: StorageManager, where: str, params: tuple[object, ...] = ()) -> pl.DataFrame:
    order = "ORDER BY generated_at, model_type, timestamp"
    return pl.DataFrame(store.query(f"SELECT {_COLUMNS} FROM {PREDICTIONS} {where} {order}", params)).cast(SCHEMA)
