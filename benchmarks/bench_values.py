"""How fast are rows written and read as PostgreSQL has them, against psycopg's C code, which goes row by row?

The six columns of `rounds.six_columns`, in batches of 10,000 rows: answers as DataRow messages in text and in binary,
and what COPY brings, in binary, text and csv, as Arrow batches. psycopg formats and parses the same rows as tuples that
are there already; it splits rows of text in Python, since its C parser fails once types are set. No sockets, no engine.
Target: less time than psycopg.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import psycopg.adapt
from psycopg._copy_base import _parse_row_text as parse_row_text
from psycopg._copy_base import format_row_binary, format_row_text, parse_row_binary
from psycopg.pq import Format
from rounds import interleave, six_columns

from reedbed.pgwire.values.copy import CopyDecoder, CopyOptions
from reedbed.pgwire.values.encoding import BINARY, TEXT, RowEncoder
from reedbed.pgwire.values.types import column_type

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pyarrow as pa

ROWS = 200_000
BATCH_ROWS = 10_000
PIECE_BYTES = 64 << 10
ROUNDS = 5
TARGET = 1.0
TYPES = ("INTEGER", "BIGINT", "DOUBLE", "VARCHAR", "TIMESTAMP", "INTEGER")
OIDS = [column_type(name).oid for name in TYPES]
SIGNATURE = b"PGCOPY\n\xff\r\n\0" + bytes(8)
TRAILER = b"\xff\xff"


def encoded(batches: Sequence[pa.RecordBatch], row_format: int) -> None:
    """Write every batch as DataRow messages."""
    encoder = RowEncoder([column_type(name) for name in TYPES], [row_format])
    for batch in batches:
        encoder.encode(batch)


def formatted(rows: Sequence[tuple[object, ...]], row_format: int) -> bytes:
    """The same rows by psycopg, as COPY has them."""
    transformer = psycopg.adapt.Transformer()
    transformer.set_dumper_types(OIDS, Format(row_format))
    out = bytearray()
    write = format_row_binary if row_format == BINARY else format_row_text
    for row in rows:
        write(row, transformer, out)
    return bytes(out)


def decoded(data: bytes, options: CopyOptions) -> None:
    """Read a COPY stream in the pieces of a socket."""
    columns = [(f"c{position}", column_type(name)) for position, name in enumerate(TYPES)]
    decoder = CopyDecoder(columns, options)
    found = sum(
        batch.num_rows for at in range(0, len(data), PIECE_BYTES) for batch in decoder.feed(data[at : at + PIECE_BYTES])
    )
    found += sum(batch.num_rows for batch in decoder.finish())
    if found != ROWS:
        sys.exit(f"{found} rows were read, not {ROWS}")


def parsed(pieces: Sequence[bytes], row_format: int) -> None:
    """The same stream by psycopg, which is given its rows one by one, as PostgreSQL sends them."""
    transformer = psycopg.adapt.Transformer()
    transformer.set_loader_types(OIDS, Format(row_format))
    read = parse_row_binary if row_format == BINARY else parse_row_text
    for piece in pieces:
        read(piece, transformer)


def main() -> int:
    """Time each pair; 1 when a target is missed."""
    table = six_columns(ROWS)
    batches = table.to_batches(max_chunksize=BATCH_ROWS)
    rows = list(zip(*(column.to_pylist() for column in table.columns), strict=True))
    streams = {row_format: formatted(rows, row_format) for row_format in (TEXT, BINARY)}
    singly = {row_format: [formatted([row], row_format) for row in rows] for row_format in (TEXT, BINARY)}
    csv = streams[TEXT].replace(b"\t", b",").replace(b"\\N", b"")
    pairs: dict[str, tuple[Callable[[], object], Callable[[], object]]] = {
        "rows out, binary": (lambda: encoded(batches, BINARY), lambda: formatted(rows, BINARY)),
        "rows out, text": (lambda: encoded(batches, TEXT), lambda: formatted(rows, TEXT)),
        "COPY in, binary": (
            lambda: decoded(SIGNATURE + streams[BINARY] + TRAILER, CopyOptions(format="binary")),
            lambda: parsed(singly[BINARY], BINARY),
        ),
        "COPY in, text": (lambda: decoded(streams[TEXT], CopyOptions()), lambda: parsed(singly[TEXT], TEXT)),
        "COPY in, csv": (
            lambda: decoded(csv, CopyOptions(format="csv", delimiter=",", null="")),
            lambda: parsed(singly[TEXT], TEXT),
        ),
    }
    met = True
    for what, (ours, theirs) in pairs.items():
        times = interleave({"Reedbed": ours, "psycopg (C)": theirs}, rounds=ROUNDS)
        rate = ROWS / sorted(times.seconds["Reedbed"])[ROUNDS // 2] / 1e6
        print(f"{what}: {rate:.1f} million rows a second")
        met &= times.report("Reedbed", "psycopg (C)", target=TARGET)
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
