"""A table of 4,000 hours, archived in two goes, and what happens to archived rows in the course of time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reedbed import Lake

if TYPE_CHECKING:
    from reedbed import DuckDBStorageManager

FINGERPRINT = "SELECT count(*) AS n, sum(hash(id, ts, x)::HUGEINT) AS f FROM t"


def filled(store: DuckDBStorageManager, *, key: bool = True, by: tuple[str, ...] = ("year", "month")) -> Lake:
    """A table of 4,000 hours from 2024 on, archived to the middle of March in two goes."""
    store.execute_sql(f"CREATE TABLE t (id BIGINT{' PRIMARY KEY' if key else ''}, ts TIMESTAMPTZ, x HUGEINT)")
    store.execute_sql(
        "INSERT INTO t SELECT i, TIMESTAMPTZ '2024-01-01 00:00:00+00' + i * INTERVAL 1 HOUR, i FROM range(4000) AS r(i)"
    )
    lake = Lake(store)
    lake.archive("t", "ts", "2024-02-15", by)
    lake.archive("t", "ts", "2024-03-15")
    return lake


def state(store: DuckDBStorageManager) -> list[dict[str, object]]:
    found: list[dict[str, object]] = store.query(FINGERPRINT).to_pylist()
    return found


def corrected(store: DuckDBStorageManager) -> list[dict[str, object]]:
    """Corrections, deletions, a late row, a row that moves out of the archive; what the table answers then."""
    store.execute_sql("UPDATE t SET x = -1 WHERE id BETWEEN 20 AND 25")
    store.execute_sql("DELETE FROM t WHERE id < 10")
    store.execute_sql("INSERT INTO t VALUES (100000, '2024-01-05 00:30:00+00', 7)")
    store.execute_sql("UPDATE t SET ts = '2024-09-01 00:00:00+00' WHERE id = 30")
    return state(store)
