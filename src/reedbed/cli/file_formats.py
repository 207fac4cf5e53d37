"""Formats of data files: which one a name means, and how DuckDB reads and writes it."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Literal, get_args

from reedbed.errors import UsageError
from reedbed.sql import literal

if TYPE_CHECKING:
    from collections.abc import Sequence

LoadFormat = Literal["csv", "parquet", "json", "ndjson"]
ExportFormat = Literal["csv", "parquet", "json", "ndjson", "arrow"]

_BY_SUFFIX: dict[str, ExportFormat] = {
    ".csv": "csv",
    ".tsv": "csv",
    ".parquet": "parquet",
    ".pq": "parquet",
    ".json": "json",
    ".ndjson": "ndjson",
    ".jsonl": "ndjson",
    ".arrow": "arrow",
    ".feather": "arrow",
    ".ipc": "arrow",
}
_COMPRESSED = (".gz", ".zst")

_READERS: dict[str, str] = {
    "csv": "read_csv({files}, union_by_name = true)",
    "parquet": "read_parquet({files}, union_by_name = true)",
    "json": "read_json({files}, union_by_name = true)",
    "ndjson": "read_json({files}, format = 'newline_delimited', union_by_name = true)",
}
_WRITERS: dict[str, str] = {
    "csv": "FORMAT csv, HEADER true",
    "parquet": "FORMAT parquet, COMPRESSION zstd",
    "json": "FORMAT json, ARRAY true",
    "ndjson": "FORMAT json",
}


def format_of(name: str) -> ExportFormat:
    """The format that a file's name means; raises `UsageError` when it means none."""
    path = PurePath(name)
    suffix = PurePath(path.stem).suffix if path.suffix in _COMPRESSED else path.suffix
    if suffix.lower() not in _BY_SUFFIX:
        raise UsageError(
            f"The name of {name!r} does not say its format.",
            hint=f"--format {'|'.join(get_args(ExportFormat))}",
            found=name,
        )
    return _BY_SUFFIX[suffix.lower()]


def loading_format(files: Sequence[str]) -> LoadFormat:
    """The one format of files to be loaded; raises `UsageError` for several and for one that is not loaded."""
    found = sorted({format_of(file) for file in files})
    if len(found) > 1:
        raise UsageError(f"The files have several formats: {', '.join(found)}.", hint="load each format by itself")
    if found[0] == "arrow":
        raise UsageError(
            "Arrow files are not loaded by this command.", hint="store.write_table(pyarrow.ipc.open_file(…))"
        )
    return found[0]


def reading_sql(files: Sequence[str], file_format: LoadFormat) -> str:
    """A SELECT over the files, columns matched by name."""
    listed = f"[{', '.join(literal(file) for file in files)}]"
    return f"SELECT * FROM {_READERS[file_format].format(files=listed)}"


def writing_sql(select: str, file: str, file_format: ExportFormat) -> str:
    """A COPY of a SELECT to a file. The SELECT stands on lines of its own: it may end in a comment."""
    compression = ", COMPRESSION gzip" if file.endswith(".gz") and file_format != "parquet" else ""
    return f"COPY (\n{select}\n) TO {literal(file)} ({_WRITERS[file_format]}{compression})"
