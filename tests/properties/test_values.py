"""Any values: a real PostgreSQL takes our bytes, and writes the same bytes and texts itself; ours read them back."""

from __future__ import annotations

import datetime as dt
import string
from typing import TYPE_CHECKING

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.pgwire.values.wire import messages_of

from reedbed.engine import Database, EngineAnswer, TypedValue
from reedbed.pgwire.values.copy import CopyDecoder, CopyEncoder, CopyOptions
from reedbed.pgwire.values.styles import TextStyle
from reedbed.pgwire.values.types import column_type

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa
    from tests.integration.postgres_server import PostgresServer

    from reedbed.engine import Cursor

ROWS = 40
EXAMPLES = 12
TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)
PRINTABLE = st.text(string.printable, max_size=12)
FIRST, LAST = dt.datetime(1, 1, 2), dt.datetime(9999, 12, 30)  # noqa: DTZ001 - values without a zone
MOMENTS = st.datetimes(FIRST, LAST)
OFFSETS = st.integers(-57_599, 57_599).map(lambda seconds: dt.timezone(dt.timedelta(seconds=seconds)))


def _decimals(precision: int, scale: int) -> st.SearchStrategy[str]:
    limit = 10**precision - 1

    def spelled(unscaled: int) -> str:
        digits = f"{abs(unscaled):0{scale + 1}d}"
        return f"{'-' if unscaled < 0 else ''}{digits[:-scale]}.{digits[-scale:]}"

    return st.integers(-limit, limit).map(spelled)


def _intervals() -> st.SearchStrategy[str]:
    parts = st.tuples(st.integers(-30_000, 30_000), st.integers(-100_000, 100_000), st.integers(-(10**14), 10**14))
    some = st.tuples(*[st.sampled_from([0, 1])] * 3)
    return st.tuples(parts, some).map(
        lambda drawn: "{} months {} days {} microseconds".format(
            *(part * kept for part, kept in zip(*drawn, strict=True))
        )
    )


# The engine's type, PostgreSQL's, and texts of values that both read.
TYPES: dict[str, tuple[str, str, st.SearchStrategy[object]]] = {
    "bool": ("BOOLEAN", "bool", st.booleans().map(str)),
    "int2": ("SMALLINT", "int2", st.integers(-(2**15), 2**15 - 1).map(str)),
    "int4": ("INTEGER", "int4", st.integers(-(2**31), 2**31 - 1).map(str)),
    "int8": ("BIGINT", "int8", st.integers(-(2**63), 2**63 - 1).map(str)),
    "float4": ("FLOAT", "float4", st.floats(width=32).map(repr)),
    "float8": ("DOUBLE", "float8", st.floats().map(repr)),
    "round float8": ("DOUBLE", "float8", st.integers(-(10**16), 10**16).map(lambda n: repr(n / 8))),
    "small numeric": ("DECIMAL(9,4)", "numeric(9,4)", _decimals(9, 4)),
    "numeric": ("DECIMAL(18,7)", "numeric(18,7)", _decimals(18, 7)),
    "wide numeric": ("DECIMAL(38,13)", "numeric(38,13)", _decimals(38, 13)),
    "fraction": ("DECIMAL(38,38)", "numeric(38,38)", _decimals(38, 38)),
    "hugeint": ("HUGEINT", "numeric", st.integers(-(2**127) + 1, 2**127 - 1).map(str)),
    "uhugeint": ("UHUGEINT", "numeric", st.integers(0, 2**128 - 1).map(str)),
    "text": ("VARCHAR", "text", TEXT),
    "date": ("DATE", "date", st.dates().map(str)),
    "time": ("TIME", "time", st.times().map(str)),
    "timetz": ("TIME WITH TIME ZONE", "timetz", st.times(timezones=OFFSETS).map(str)),
    "timestamp": ("TIMESTAMP", "timestamp", MOMENTS.map(str)),
    "timestamptz": ("TIMESTAMP WITH TIME ZONE", "timestamptz", MOMENTS.map(lambda moment: f"{moment}+00")),
    "interval": ("INTERVAL", "interval", _intervals()),
    "uuid": ("UUID", "uuid", st.uuids().map(str)),
    "bit": ("BIT", "varbit", st.text("01", min_size=1, max_size=30)),
}
STYLES = {
    "usual": TextStyle(),
    "Prague": TextStyle(time_zone="Europe/Prague", interval_style="iso_8601"),
    "New York": TextStyle(time_zone="America/New_York", interval_style="sql_standard", date_style="SQL, DMY"),
    "offset": TextStyle(time_zone="+05:45", interval_style="postgres_verbose", date_style="German, DMY"),
}


@pytest.fixture(scope="module")
def engine() -> Iterator[Cursor]:
    with Database.open(None) as database:
        cursor = database.cursor()
        yield cursor
        cursor.close()


@pytest.fixture(scope="module")
def postgres(postgres_server: PostgresServer) -> Iterator[psycopg.Connection]:
    with psycopg.connect(postgres_server.url(), autocommit=True) as connection:
        yield connection


def batch_of(engine: Cursor, texts: list[object], kind: str, *, list_of: str = "") -> pa.RecordBatch:
    """The values as the engine hands them to the door."""
    values = TypedValue(texts, list_of or "VARCHAR[]")
    answer = EngineAnswer(engine, f"SELECT CAST(v AS {kind}) AS v FROM (SELECT unnest($1) AS v)", [values])
    (batch,) = answer.batches()
    return batch


def copied_in(postgres: psycopg.Connection, kind: str, batch: pa.RecordBatch, engine_type: str) -> None:
    """Our binary format, read by PostgreSQL into a table of one column."""
    encoder = CopyEncoder([("v", column_type(engine_type))], CopyOptions.read({"format": "binary"}, outgoing=True))
    stream = encoder.begin() + bytes(encoder.encode(batch)) + encoder.end()
    postgres.execute("DROP TABLE IF EXISTS held")
    postgres.execute(f"CREATE TABLE held (v {kind})")
    with postgres.cursor() as cursor, cursor.copy("COPY held FROM STDIN (FORMAT binary)") as copy:
        copy.write(b"".join(messages_of(stream)))


def copied_out(postgres: psycopg.Connection, options: str) -> bytes:
    with postgres.cursor() as cursor, cursor.copy(f"COPY held TO STDOUT ({options})") as copy:
        return b"".join(bytes(data) for data in copy)


def agree(postgres: psycopg.Connection, batch: pa.RecordBatch, engine_type: str, style: TextStyle) -> None:
    """PostgreSQL's binary, text and csv are ours, and what we read from them is what we began with."""
    columns = [("v", column_type(engine_type))]
    for format_ in ("binary", "text", "csv"):
        theirs = copied_out(postgres, f"FORMAT {format_}")
        encoder = CopyEncoder(columns, CopyOptions.read({"format": format_}, outgoing=True), style)
        stream = encoder.begin() + bytes(encoder.encode(batch)) + encoder.end()
        assert b"".join(messages_of(stream)) == theirs


def read_back(engine: Cursor, theirs: bytes, format_: str, engine_type: str) -> list[bytes]:
    """What our decoder makes of PostgreSQL's rows, encoded again."""
    columns = [("v", column_type(engine_type))]
    decoder = CopyDecoder(columns, CopyOptions.read({"format": format_}, outgoing=False))
    batches = [*decoder.feed(theirs), *decoder.finish()]
    encoder = CopyEncoder(columns, CopyOptions.read({"format": "binary"}, outgoing=True))
    stream = encoder.begin()
    for batch in batches:
        with engine.relation(batch) as name:
            answer = EngineAnswer(engine, f"SELECT CAST(v AS {engine_type}) AS v FROM {name}")
            stream += b"".join(bytes(encoder.encode(each)) for each in answer.batches())
    return messages_of(stream + encoder.end())


@pytest.mark.parametrize("name", TYPES)
@settings(max_examples=EXAMPLES)
@given(data=st.data())
def test_postgresql_reads_and_writes_the_same(
    engine: Cursor, postgres: psycopg.Connection, name: str, data: st.DataObject
) -> None:
    engine_type, kind, values = TYPES[name]
    texts = data.draw(st.lists(st.none() | values, min_size=1, max_size=ROWS))
    batch = batch_of(engine, texts, engine_type)
    copied_in(postgres, kind, batch, engine_type)
    for style in STYLES.values():
        # An offset is east of Greenwich here, as ISO 8601 has it; in PostgreSQL's own notation it is west.
        zone = f"<{style.time_zone}>-05:45" if style.time_zone.startswith("+") else style.time_zone
        for setting, value in (
            ("timezone", zone),
            ("intervalstyle", style.interval_style),
            ("datestyle", style.date_style),
        ):
            postgres.execute("SELECT set_config(%s, %s, false)", [setting, value])
        agree(postgres, batch, engine_type, style)
    for setting in ("timezone", "intervalstyle", "datestyle"):
        postgres.execute(f"RESET {setting}")
    binary = copied_out(postgres, "FORMAT binary")
    encoder = CopyEncoder([("v", column_type(engine_type))], CopyOptions.read({"format": "binary"}, outgoing=True))
    ours = messages_of(encoder.begin() + bytes(encoder.encode(batch)) + encoder.end())
    assert read_back(engine, binary, "binary", engine_type) == ours
    for format_ in ("text", "csv"):
        assert read_back(engine, copied_out(postgres, f"FORMAT {format_}"), format_, engine_type) == ours


@settings(max_examples=EXAMPLES)
@given(values=st.lists(st.none() | st.lists(st.none() | PRINTABLE, max_size=5), min_size=1, max_size=ROWS))
def test_arrays_of_any_text_are_quoted_as_postgresql_quotes_them(
    engine: Cursor, postgres: psycopg.Connection, values: list[object]
) -> None:
    batch = batch_of(engine, values, "VARCHAR[]", list_of="VARCHAR[][]")
    copied_in(postgres, "text[]", batch, "VARCHAR[]")
    agree(postgres, batch, "VARCHAR[]", TextStyle())
    binary = copied_out(postgres, "FORMAT binary")
    assert b"".join(read_back(engine, copied_out(postgres, "FORMAT text"), "text", "VARCHAR[]")) == binary


@settings(max_examples=EXAMPLES)
@given(values=st.lists(st.none() | st.binary(max_size=12), min_size=1, max_size=ROWS), escape=st.booleans())
def test_bytes_are_written_and_read_in_both_outputs(
    engine: Cursor, postgres: psycopg.Connection, values: list[object], *, escape: bool
) -> None:
    output = "escape" if escape else "hex"
    batch = batch_of(engine, values, "BLOB", list_of="BLOB[]")
    copied_in(postgres, "bytea", batch, "BLOB")
    postgres.execute("SELECT set_config('bytea_output', %s, false)", [output])
    agree(postgres, batch, "BLOB", TextStyle(bytea_output=output))
    binary = copied_out(postgres, "FORMAT binary")
    assert b"".join(read_back(engine, copied_out(postgres, "FORMAT text"), "text", "BLOB")) == binary
