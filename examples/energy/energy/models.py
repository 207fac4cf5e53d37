"""Models in the workspace's own database: what was trained, when, up to which hour, and how it did."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import lightgbm as lgb
import pyarrow as pa

from energy.errors import ModelMissing
from energy.requests import example
from energy.tables import MODELS, ensure_table
from energy.training import MODEL_TYPE
from energy.workspaces import folder_of

if TYPE_CHECKING:
    from energy.training import Trained
    from reedbed import StorageManager


@dataclass(frozen=True, kw_only=True, slots=True)
class Model:
    """A stored model, with the bounds of its errors for each number of hours ahead."""

    version: str
    model_type: str
    trained_until: dt.datetime
    booster: lgb.Booster
    lower: tuple[float, ...]
    upper: tuple[float, ...]


def store_model(store: StorageManager, trained: Trained) -> None:
    """Keep a model; one of the same version, which is the same model, is replaced."""
    ensure_table(store, MODELS)
    instant = pa.timestamp("us", "UTC")
    row = pa.table(
        {
            "model_version": [trained.version],
            "model_type": [MODEL_TYPE],
            "trained_at": pa.array([dt.datetime.now(dt.UTC)], instant),
            "trained_until": pa.array([trained.trained_until], instant),
            "booster": [trained.booster],
            "report": [json.dumps(trained.report.to_dict())],
        }
    )
    store.write_table(row, MODELS, mode="upsert", key=("model_version",))


def newest_model(store: StorageManager) -> Model:
    """The model that was trained last. Raises `ModelMissing`."""
    rows = []
    if store.table_exists(MODELS):
        rows = store.query(f"SELECT * FROM {MODELS} ORDER BY trained_at DESC, model_version DESC LIMIT 1").to_pylist()
    if not rows:
        raise ModelMissing("Nothing was trained in this workspace yet.", hint=example("train", folder_of(store)))
    (row,) = rows
    report = json.loads(row["report"])
    return Model(
        version=row["model_version"],
        model_type=row["model_type"],
        trained_until=row["trained_until"],
        booster=lgb.Booster(model_str=row["booster"]),
        lower=tuple(report["lower"]),
        upper=tuple(report["upper"]),
    )
