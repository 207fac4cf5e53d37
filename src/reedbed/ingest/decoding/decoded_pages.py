"""Pages as their decoders take them apart, kept as Parquet for as long as the run needs them.

What a decoder yields is written as it comes, so that memory holds some batches and never a page. From there on it is
read like a page of Parquet: matched to the declared columns, fitted, and set aside where it does not fit.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import pyarrow as pa
import pyarrow.parquet as pq

from reedbed.errors import PageInvalid
from reedbed.ingest.decoders import decoder_name
from reedbed.workspace.publication import write_refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from reedbed.ingest.decoders import Decoder
    from reedbed.ingest.pages import Page

GROUP_ROWS: Final = 50_000
"""Rows of one write: batches can be as small as a decoder likes, and a row group of ten rows would cost more."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DecodedPage:
    """A page as Parquet, and how many records it has; there is no file when a decoder yielded nothing at all."""

    file: Path
    rows: int
    stated: Mapping[str, object] = field(default_factory=dict)


def decoded_page(decoder: Decoder, page: Page, file: Path) -> DecodedPage:
    """Let `decoder` take a page apart, into `file`.

    Raises `PageInvalid` without a source's name when it fails, `DiskFull`, `FileAccessFailed`.
    """
    batches = _batches(decoder, page)
    first = next(batches, None)
    rows = 0
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        if first is not None:
            with pa.OSFile(str(file), "wb") as sink, pq.ParquetWriter(sink, first.schema, compression="lz4") as writer:
                for table in _grouped(first, batches):
                    rows += table.num_rows
                    writer.write_table(table, row_group_size=GROUP_ROWS)
    except pa.ArrowNotImplementedError as error:
        file.unlink(missing_ok=True)
        raise PageInvalid(f"was decoded by {decoder_name(decoder)} into types that Parquet lacks: {error}") from error
    except OSError as error:
        file.unlink(missing_ok=True)
        raise write_refused(file, error) from error
    except BaseException:
        file.unlink(missing_ok=True)
        raise
    return DecodedPage(file=file, rows=rows)


def _batches(decoder: Decoder, page: Page) -> Iterator[pa.RecordBatch]:
    """What a decoder yields, checked, with everything that it raises told as one error."""
    schema: pa.Schema | None = None
    found: Iterator[object] = iter(())
    try:
        found = iter(decoder(page))
        for batch in found:
            if not isinstance(batch, pa.RecordBatch):
                raise TypeError(f"it yields {type(batch).__name__} and has to yield pyarrow.RecordBatch")  # noqa: TRY301 - told with what a decoder raises
            plain = _plain(batch)
            schema = schema or plain.schema
            if plain.schema != schema:
                raise TypeError(f"its batches differ: {_told(schema)} and then {_told(plain.schema)}")  # noqa: TRY301 - told with what a decoder raises
            yield plain
    except PageInvalid:
        raise
    except Exception as error:
        said = " ".join(str(error).split())[:500] or type(error).__name__
        raise PageInvalid(f"could not be decoded by {decoder_name(decoder)}: {said}") from error
    finally:
        close = getattr(found, "close", None)
        if close is not None:
            with suppress(Exception):
                close()


def _told(schema: pa.Schema) -> str:
    return ", ".join(f"{field.name} {field.type}" for field in schema)


def _plain(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The batch without types that Parquet has no writer for."""
    fields = [pa.field(field.name, _written(field.type)) for field in batch.schema]
    return batch if [field.type for field in fields] == batch.schema.types else batch.cast(pa.schema(fields))


def _written(kind: pa.DataType) -> pa.DataType:
    return {pa.string_view(): pa.string(), pa.binary_view(): pa.binary()}.get(kind, kind)


def _grouped(first: pa.RecordBatch, rest: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """Batches in groups of some size."""
    group, rows = [first], first.num_rows
    for batch in rest:
        if rows >= GROUP_ROWS:
            yield pa.Table.from_batches(group)
            group, rows = [], 0
        group.append(batch)
        rows += batch.num_rows
    yield pa.Table.from_batches(group)
