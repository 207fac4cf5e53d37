"""The manifest: what a checkpoint consists of, as a value and as a JSON file that proves itself.

A checkpoint is the Parquet twin of a table: part files, read in order, hold every row once. The manifest names
them with sizes and SHA-256 sums, and holds what the table needs to be made again. It carries a checksum of
itself, so that a torn manifest is never believed.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any

FORMAT = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """One Parquet file of a checkpoint, by its name in the checkpoint's folder."""

    file: str
    row_count: int
    size_bytes: int
    sha256: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """One column: its DuckDB type, and the type it has in the files where Parquet has none like it."""

    name: str
    type: str
    stored_type: str
    nullable: bool = True
    default: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Manifest:
    """A whole checkpoint. `version` is the version of the table that the parts hold."""

    schema: str
    table: str
    version: int
    columns: tuple[Column, ...]
    primary_key: tuple[str, ...]
    create_sql: str
    index_sql: tuple[str, ...]
    parts: tuple[Part, ...]
    created_at: str
    reedbed_version: str
    duckdb_version: str
    origin: dict[str, Any] | None = None

    @property
    def row_count(self) -> int:
        """Rows of all parts."""
        return sum(part.row_count for part in self.parts)

    @property
    def size_bytes(self) -> int:
        """Bytes of all parts."""
        return sum(part.size_bytes for part in self.parts)

    def to_json(self) -> bytes:
        """The file's content; its last key is the SHA-256 of everything before it."""
        body = {"format": FORMAT, **asdict(self), "row_count": self.row_count}
        return _canonical({**body, "sha256": hashlib.sha256(_canonical(body)).hexdigest()}) + b"\n"


def _canonical(body: dict[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False, indent=1).encode()


def read_manifest(content: bytes) -> Manifest:
    """The manifest in a file's content.

    Raises `ValueError` saying what is wrong: not whole, of a newer format, or altered.
    """
    try:
        body = json.loads(content)
    except ValueError as error:
        raise ValueError(f"it is torn: {error}" if content else "it is empty") from error
    if not isinstance(body, dict) or "sha256" not in body:
        raise ValueError("it is no manifest")
    if body.get("format") != FORMAT:
        raise ValueError(f"it has format {body.get('format')}, this version reads format {FORMAT}")
    claimed = body.pop("sha256")
    if hashlib.sha256(_canonical(body)).hexdigest() != claimed:
        raise ValueError("its checksum does not match its content")
    del body["format"], body["row_count"]
    return Manifest(
        **{
            **body,
            "columns": tuple(Column(**column) for column in body["columns"]),
            "primary_key": tuple(body["primary_key"]),
            "index_sql": tuple(body["index_sql"]),
            "parts": tuple(Part(**part) for part in body["parts"]),
        }
    )
