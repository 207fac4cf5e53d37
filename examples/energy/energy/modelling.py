"""`train`, `predict` and `latest`: from the workspace's tables to a model, and from a model to a stored run."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import polars as pl

from energy.errors import PredictionsMissing
from energy.forecasting import HORIZON, forecast, known_ahead
from energy.history import read_hours
from energy.models import newest_model, store_model
from energy.predictions import SCHEMA, latest_run, store_run
from energy.requests import example
from energy.training import MODEL_TYPE, train
from energy.workspaces import existing_workspace
from reedbed import open_store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from energy.models import Model
    from energy.requests import ModelRequest
    from reedbed import StorageManager, Workspace


def run_train(request: ModelRequest) -> dict[str, object]:
    """Train and keep the model in the workspace, wherever predictions go."""
    with open_store(existing_workspace(request.workspace_path)) as store:
        trained = train(read_hours(store))
        store_model(store, trained)
    report = {name: value for name, value in trained.report.to_dict().items() if name not in {"lower", "upper"}}
    return {
        "model_type": MODEL_TYPE,
        "model_version": trained.version,
        "trained_until": _text(trained.trained_until),
        **report,
    }


def run_predict(request: ModelRequest) -> dict[str, object]:
    """Forecast the 24 hours behind the last whole one, and store the run."""
    with open_store(existing_workspace(request.workspace_path)) as store:
        run = predict(store, newest_model(store), dt.datetime.now(dt.UTC))
        with _predictions(store, request) as target:
            stored = store_run(target, run)
    return {**run_document(run), "stored": stored}


def run_latest(request: ModelRequest) -> dict[str, object]:
    """The newest run; the store that the request names is asked without a look at the workspace."""
    if request.store_url is None:
        target: str | Workspace = existing_workspace(request.workspace_path)
    else:
        target = _existing(request.store_url)
    with open_store(target) as store:
        return run_document(latest_run(store))


def predict(store: StorageManager, model: Model, generated_at: dt.datetime) -> pl.DataFrame:
    """A run: the next 24 hours with their bounds, in the columns of `predictions`."""
    hours = read_hours(store, ahead=HORIZON)
    origin = hours.height - HORIZON
    values = forecast(model.booster, hours, known_ahead(hours, forecast_weather=True), [origin])[0]
    future = hours.slice(origin).select("timestamp")
    return future.with_columns(
        model_type=pl.lit(model.model_type),
        model_version=pl.lit(model.version),
        generated_at=pl.lit(generated_at, SCHEMA["generated_at"]),
        predicted_consumption_mw=pl.Series(values),
        confidence_lower=pl.Series(values) + pl.Series(model.lower),
        confidence_upper=pl.Series(values) + pl.Series(model.upper),
    )


def run_document(run: pl.DataFrame) -> dict[str, object]:
    """A run as JSON values."""
    first = run.row(0, named=True)
    columns = ("timestamp", "predicted_consumption_mw", "confidence_lower", "confidence_upper")
    rows = [{**row, "timestamp": _text(row["timestamp"])} for row in run.select(columns).iter_rows(named=True)]
    return {
        "model_type": first["model_type"],
        "model_version": first["model_version"],
        "generated_at": _text(first["generated_at"]),
        "predictions": rows,
    }


def _text(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")


def _existing(url: str) -> str:
    """The URL of a store, but for a file that is not there: opening it would make it. Raises `PredictionsMissing`."""
    parts = urlsplit(url)
    file = Path(unquote(parts.path))
    if parts.scheme == "duckdb" and parts.path and not file.exists():
        raise PredictionsMissing(f"No run of predictions is stored yet: there is no {file}.", hint=example("predict"))
    return url


@contextmanager
def _predictions(store: StorageManager, request: ModelRequest) -> Iterator[StorageManager]:
    """Where predictions are: in the workspace, or in the store that the request names."""
    if request.store_url is None:
        yield store
        return
    with open_store(request.store_url) as target:
        yield target
