"""The tables of a workspace: what the sources bring, as they bring it, and what everybody reads.

One table for each of the sources holds its own words. `consumption`, `weather` and `predictions` are made from them and
have one key wherever they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reedbed import TableName

if TYPE_CHECKING:
    from reedbed import StorageManager

CONSUMPTION: Final = "consumption"
WEATHER: Final = "weather"
PREDICTIONS: Final = "predictions"
PREDICTION_KEY: Final = ("timestamp", "model_type", "generated_at")
MODELS: Final = "models"

DDL: Final = {
    CONSUMPTION: """
        timestamp TIMESTAMPTZ PRIMARY KEY,
        consumption_mw DOUBLE NOT NULL,
        production_mw DOUBLE,
        wind_mw DOUBLE,
        nuclear_mw DOUBLE,
        source VARCHAR NOT NULL,
        ingested_at TIMESTAMPTZ NOT NULL
    """,
    WEATHER: """
        timestamp TIMESTAMPTZ,
        station_id VARCHAR,
        data_type VARCHAR CHECK (data_type IN ('observation', 'forecast')),
        temperature DOUBLE,
        humidity DOUBLE,
        wind_speed DOUBLE,
        wind_direction DOUBLE,
        pressure DOUBLE,
        precipitation DOUBLE,
        cloud_cover DOUBLE,
        PRIMARY KEY (timestamp, station_id, data_type)
    """,
    MODELS: """
        model_version VARCHAR PRIMARY KEY,
        model_type VARCHAR NOT NULL,
        trained_at TIMESTAMPTZ NOT NULL,
        trained_until TIMESTAMPTZ NOT NULL,
        booster VARCHAR NOT NULL,
        report VARCHAR NOT NULL
    """,
}
"""The columns of the tables that need more than a key; `predictions` is made by its first upsert, on every backend."""


def ensure_table(store: StorageManager, name: str) -> None:
    """Make a table unless it is there; one that was archived is there, whatever stands behind its name."""
    if not store.table_exists(name):
        store.execute_sql(f"CREATE TABLE IF NOT EXISTS {TableName(name=name).quoted} ({DDL[name]})")
