"""The demo's `sources.yaml`: the loopback API's two lists, with the columns that the data has."""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from reedbed.cli.demo.flights import TABLES, rows_of

if TYPE_CHECKING:
    from pathlib import Path

_KEY_NAME: Final = "FLIGHTS_API_KEY"
_ADDRESS: Final = re.compile(r"http://127\.0\.0\.1:\d+")
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
# What you change here is kept as sources.yaml.old then.
sources:
"""
_SOURCE: Final = """\
  {table}:
    url: {url}/{table}
    auth: {{kind: header, name: x-api-key, secret: "${{env:{key_name}}}"}}
    records: data
    key: {key}
    paging: {{kind: page, size_parameter: per_page, size: 10000, last: pagination.last}}
    total: pagination.total
    columns:
{columns}
"""


def new_key(folder: Path) -> str:
    """A key for the API, in the workspace's `.env`, where the declarations look it up; other lines there stay."""
    key = secrets.token_urlsafe(16)
    file = folder / ".env"
    file.touch(mode=0o600)
    others = [line for line in file.read_text("utf-8").splitlines() if not line.startswith(f"{_KEY_NAME}=")]
    file.write_text("".join(f"{line}\n" for line in [*others, f"{_KEY_NAME}={key}"]), encoding="utf-8")
    return key


def write_sources(folder: Path, url: str) -> None:
    """Declare the API that answers at `url`; a text that someone edited is kept as sources.yaml.old."""
    text = _HEAD + "".join(_declaration(table, url) for table in TABLES)
    file = folder / "sources.yaml"
    if file.exists() and _ADDRESS.sub(url, file.read_text("utf-8")) != text:
        file.replace(file.with_name(f"{file.name}.old"))
    file.write_text(text, encoding="utf-8")


def _declaration(table: str, url: str) -> str:
    with rows_of(table) as rows:
        columns = "\n".join(f"      {field.name}: {{type: {_TYPES[field.type]}}}" for field in rows.schema)
    return _SOURCE.format(table=table, url=url, key=_KEYS[table], key_name=_KEY_NAME, columns=columns)
