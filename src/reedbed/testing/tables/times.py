"""Time: instants are UTC inside, and no zone of a session or a machine plays a part."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest

from reedbed.errors import NaiveTime
from reedbed.testing.tables.contents import column_of
from reedbed.testing.tables.processes import answer

if TYPE_CHECKING:
    from reedbed.ports.tables import TablePort

ZONES = ("UTC", "Europe/Prague", "America/New_York")
# The hour that Prague has twice when its clocks go back: two instants with one name.
TWICE = [dt.datetime(2025, 10, 26, 2, 30, tzinfo=ZoneInfo("Europe/Prague"), fold=fold) for fold in (0, 1)]
INSTANTS = [moment.astimezone(dt.UTC) for moment in TWICE]
NAIVE = [moment.replace(tzinfo=None) for moment in INSTANTS]

PROGRAM = """
import json
import pyarrow as pa
moments = pa.array([1761438600000000, 1761442200000000], pa.timestamp("us", "Europe/Prague"))
wall = pa.array([1761438600000000, 1761442200000000], pa.timestamp("us"))
store.write_table(pa.table({"moment": moments, "wall": wall}), "t")
store.write_table(pa.table({"moment": moments, "wall": moments}), "t", "append")
found = store.query(
    "SELECT CAST(extract(epoch FROM moment) * 1000000 AS BIGINT) AS moment, "
    "CAST(extract(epoch FROM wall) * 1000000 AS BIGINT) AS wall, CAST(moment AS VARCHAR) AS said FROM t ORDER BY 1, 2"
)
found = found.to_pydict()
back = store.read_table("t").to_pyarrow().sort_by("moment")
found["read"] = back["moment"].cast(pa.int64()).to_pylist()
found["read wall"] = back["wall"].cast(pa.int64()).to_pylist()
print(json.dumps(found))
"""
FIRST, SECOND = 1_761_438_600_000_000, 1_761_442_200_000_000


class TimeContract:
    """What happens to instants, and to times without a zone."""

    @pytest.mark.parametrize("zone", ZONES)
    def test_the_machines_zone_plays_no_part(self, opening: str, zone: str) -> None:
        assert answer(opening, PROGRAM, TZ=zone) == {
            "moment": [FIRST, FIRST, SECOND, SECOND],
            "wall": [FIRST, FIRST, SECOND, SECOND],
            "said": ["2025-10-26 00:30:00+00"] * 2 + ["2025-10-26 01:30:00+00"] * 2,
            "read": [FIRST, FIRST, SECOND, SECOND],
            "read wall": [FIRST, FIRST, SECOND, SECOND],
        }

    @pytest.mark.parametrize("zone", ZONES)
    @pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
    def test_instants_come_back_as_the_same_instants(self, store: TablePort, zone: str, unit: str) -> None:
        store.write_table(pa.table({"moment": pa.array(TWICE, pa.timestamp(unit, zone))}), "t")
        assert column_of(store, "t", "moment") == INSTANTS

    def test_instants_go_into_a_plain_column_as_utc(self, store: TablePort) -> None:
        store.write_table(pa.table({"moment": pa.array([dt.datetime(2020, 1, 1)], pa.timestamp("us"))}), "t")  # noqa: DTZ001 - a time without a zone is the example
        store.write_table(pa.table({"moment": pa.array(TWICE, pa.timestamp("us", "Europe/Prague"))}), "t", "append")
        assert column_of(store, "t", "moment")[1:] == NAIVE

    @pytest.mark.parametrize("mode", ["append", "upsert"])
    def test_times_without_a_zone_are_no_instants(self, store: TablePort, mode: str) -> None:
        store.write_table(pa.table({"id": [1], "moment": pa.array(TWICE[:1], pa.timestamp("us", "UTC"))}), "t")
        with pytest.raises(NaiveTime, match="'moment'"):
            store.write_table(
                pa.table({"id": [2], "moment": pa.array(NAIVE[:1], pa.timestamp("us"))}),
                "t",
                mode,  # type: ignore[arg-type]  # a Mode
                key="id" if mode == "upsert" else (),
            )
        assert store.row_count("t") == 1

    def test_a_bound_instant_is_that_instant(self, store: TablePort) -> None:
        store.write_table(pa.table({"moment": pa.array(INSTANTS, pa.timestamp("us", "UTC"))}), "t")
        for moment in TWICE:
            found = store.query("SELECT count(*) AS n FROM t WHERE moment = ?", [moment])
            assert found["n"].to_pylist() == [1]

    def test_an_instant_is_a_key(self, store: TablePort) -> None:
        for zone in ZONES:
            rows = pa.table({"moment": pa.array(TWICE, pa.timestamp("us", zone)), "zone": [zone, zone]})
            store.write_table(rows, "t", "upsert", key="moment")
        assert column_of(store, "t", "zone") == [ZONES[-1]] * 2
