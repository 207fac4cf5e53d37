"""From the tables of the sources into those that everybody reads, within one span and in one transaction each.

`consumption` has a row where dataset 124 has one; the other datasets fill its columns, and what they do not have leaves
a column as it is. A row of `weather` is what FMI says last: a value that it takes back is NULL. Rows that are there
already, value by value, are not written again; an archived row is one that is there.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyarrow.compute as pc

from energy.sources import DATASETS, FMI_TABLE, fingrid_table
from energy.tables import CONSUMPTION, WEATHER
from reedbed import ReedbedError

if TYPE_CHECKING:
    import pyarrow as pa

    from reedbed import Span, StorageManager

_ATTEMPTS: Final = 5
_STATE: Final = "row_state"

_OTHERS: Final = tuple(part for part in DATASETS if part != CONSUMPTION)
_MEASURED: Final = {
    "temperature": "t2m",
    "humidity": "rh",
    "wind_speed": "ws_10min",
    "wind_direction": "wd_10min",
    "pressure": "p_sea",
    "precipitation": "r_1h",
    "cloud_cover": "n_man",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Published:
    """What became of the rows of a span. `rejected` are those that would be rows and have no number to show."""

    new: int
    changed: int
    same: int
    rejected: int = 0


def publish_consumption(store: StorageManager, span: Span) -> Published:
    """Join the four datasets in a span into `consumption`."""
    parts = [part for part in _OTHERS if store.table_exists(fingrid_table(part))]
    if not store.table_exists(fingrid_table(CONSUMPTION)):
        return Published(new=0, changed=0, same=0)
    values = {
        f"{part}_mw": f"coalesce({_finite(part)}, old.{part}_mw)" if part in parts else f"old.{part}_mw"
        for part in _OTHERS
    }
    columns = {f"{CONSUMPTION}_mw": f"{CONSUMPTION}.value", **values}
    joins = " ".join(f"LEFT JOIN {fingrid_table(part)} AS {part} USING (timestamp)" for part in parts)
    sql = f"""
        SELECT timestamp, {_named(columns)}, 'fingrid' AS source, now() AS ingested_at,
            {_state("old.timestamp", columns)} AS {_STATE}
        FROM (SELECT timestamp, value FROM {fingrid_table(CONSUMPTION)}
              WHERE timestamp >= $start AND timestamp < $end AND isfinite(value)) AS {CONSUMPTION}
        {joins}
        LEFT JOIN (SELECT * FROM {CONSUMPTION} WHERE timestamp >= $start AND timestamp < $end) AS old
            USING (timestamp)
        ORDER BY timestamp
    """
    rejected = f"""
        SELECT count(*) AS n FROM {fingrid_table(CONSUMPTION)}
        WHERE timestamp >= $start AND timestamp < $end AND NOT isfinite(value)
    """
    return _publish(
        store, CONSUMPTION, sql, {"start": span.start, "end": span.end}, key=("timestamp",), rejected=rejected
    )


def publish_weather(store: StorageManager, span: Span, station: str) -> Published:
    """Bring the observations in a span into `weather` that came when a station was asked for."""
    if not store.table_exists(FMI_TABLE):
        return Published(new=0, changed=0, same=0)
    columns = {name: f"CASE WHEN isfinite(fmi.{field}) THEN fmi.{field} END" for name, field in _MEASURED.items()}
    sql = f"""
        SELECT timestamp, station_id, 'observation' AS data_type, {_named(columns)},
            {_state("old.timestamp", columns)} AS {_STATE}
        FROM (SELECT * FROM {FMI_TABLE}
              WHERE timestamp >= $start AND timestamp < $end AND asked_station = $station) AS fmi
        LEFT JOIN (SELECT * FROM {WEATHER} WHERE timestamp >= $start AND timestamp < $end
                   AND data_type = 'observation') AS old
            USING (timestamp, station_id)
        ORDER BY timestamp, station_id
    """
    params = {"start": span.start, "end": span.end, "station": station}
    return _publish(store, WEATHER, sql, params, key=("timestamp", "station_id", "data_type"))


def _publish(
    store: StorageManager,
    table: str,
    sql: str,
    params: dict[str, object],
    *,
    key: tuple[str, ...],
    rejected: str = "",
) -> Published:
    """Compare and write in one transaction; again when another writer was faster."""
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            with store.transaction():
                rows = store.query(sql, params)
                states = rows.column(_STATE)
                written = rows.filter(pc.not_equal(states, "same")).drop_columns([_STATE])
                if written.num_rows:
                    store.write_table(written, table, mode="upsert", key=key)
                refused = _count(store.query(rejected, params)) if rejected else 0
        except ReedbedError as error:
            if not error.retryable or attempt == _ATTEMPTS:
                raise
            time.sleep(0.1 * attempt)
        else:
            counts = {state: _occurrences(states, state) for state in ("new", "changed", "same")}
            return Published(**counts, rejected=refused)
    raise AssertionError("the last attempt returns or raises")


def _named(columns: dict[str, str]) -> str:
    return ", ".join(f"{value} AS {name}" for name, value in columns.items())


def _state(known: str, columns: dict[str, str]) -> str:
    same = " AND ".join(f"old.{name} IS NOT DISTINCT FROM {value}" for name, value in columns.items())
    return f"CASE WHEN {known} IS NULL THEN 'new' WHEN {same} THEN 'same' ELSE 'changed' END"


def _finite(part: str) -> str:
    return f"CASE WHEN isfinite({part}.value) THEN {part}.value END"


def _count(answer: pa.Table) -> int:
    return int(answer.column("n")[0].as_py())


def _occurrences(states: pa.ChunkedArray, state: str) -> int:
    return int(pc.sum(pc.equal(states, state)).as_py() or 0)
