"""The demo's `sources.yaml`: the loopback API's two lists, with the columns that the data has."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from reedbed.cli.demo.flights import TABLES, rows_of

if TYPE_CHECKING:
    from pathlib import Path

_KEYS: Final = {"flights": "[year, month, day, carrier, flight, origin]", "weather": "[origin, time_hour]"}
_TYPES: Final = {
    pa.int16(): "SMALLINT",
    pa.int32(): "INTEGER",
    pa.float64(): "DOUBLE",
    pa.string(): "VARCHAR",
    pa.timestamp("us", tz="UTC"): "TIMESTAMPTZ",
}
_HEAD: Final = """\
# Written by `reedbed demo` at each start: the API lives for as long as its first step, on a port of its own.
sources:
"""
_SOURCE: Final = """\
  {table}:
    url: {url}/{table}
    auth: {{kind: header, name: x-api-key, secret: "${{env:FLIGHTS_API_KEY}}"}}
    records: data
    key: {key}
    paging: {{kind: page, size_parameter: per_page, size: 10000, last: pagination.last}}
    total: pagination.total
    columns:
{columns}
"""


def new_key(folder: Path) -> str:
    """A key for the API, in the workspace's `.env`, where the declarations look it up."""
    key = secrets.token_urlsafe(16)
    file = folder / ".env"
    file.touch(mode=0o600)
    file.write_text(f"FLIGHTS_API_KEY={key}\n", encoding="utf-8")
    return key


def write_sources(folder: Path, url: str) -> None:
    """Declare the API that answers at `url`."""
    text = _HEAD + "".join(_declaration(table, url) for table in TABLES)
    (folder / "sources.yaml").write_text(text, encoding="utf-8")


def _declaration(table: str, url: str) -> str:
    with rows_of(table) as rows:
        columns = "\n".join(f"      {field.name}: {{type: {_TYPES[field.type]}}}" for field in rows.schema)
    return _SOURCE.format(table=table, url=url, key=_KEYS[table], columns=columns)
