"""A source as text for `sources.yaml`, which reads it back as the same source; what is a default is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reedbed.ingest.decoding.paths import path_of
from reedbed.ingest.paging import NextCursor, NextLink, Offset, PageNumber
from reedbed.workspace.yaml_text import inline_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reedbed.ingest.declaration import Auth, Column, Source
    from reedbed.ingest.paging import Paging


def declaration_text(source: Source, secret: str = "") -> str:
    """The text, with its first line `sources:`. `secret` is the reference that stands for the secret."""
    lines = ["sources:", f"  {inline_text(source.name)}:", *(f"    {line}" for line in _lines(source, secret))]
    return "\n".join(lines) + "\n"


def _lines(source: Source, secret: str) -> Iterator[str]:
    yield from _entries(
        {
            "url": source.url,
            "table": source.table if source.table != source.name else "",
            "auth": _auth(source.auth, secret) if source.auth else {},
            "headers": dict(source.headers),
            "params": dict(source.params),
            "format": source.format if source.format != "json" else "",
            "records": source.records,
        }
    )
    yield "columns:"
    for name, column in source.columns.items():
        yield f"  {inline_text(name)}: {_flow(_column(name, column))}"
    key = list(source.key) if len(source.key) > 1 else "".join(source.key)
    yield from _entries({"key": key, "paging": _paging(source.paging), "total": source.total})


def _entries(values: dict[str, object]) -> Iterator[str]:
    return (f"{name}: {_flow(value)}" for name, value in values.items() if value)


def _auth(auth: Auth, secret: str) -> dict[str, object]:
    return {"kind": auth.kind, **({"name": auth.name} if auth.name else {}), "secret": secret}


def _column(name: str, column: Column) -> dict[str, object]:
    path = {} if path_of([name]) == column.path else {"path": column.path}
    return {**path, "type": column.type, **({"required": True} if column.required else {})}


def _paging(paging: Paging) -> dict[str, object]:
    if isinstance(paging, NextLink):
        return {"kind": "link", **({"path": paging.path} if paging.path else {})}
    if isinstance(paging, PageNumber):
        return {"kind": "page", "parameter": paging.parameter, **({"last": paging.last} if paging.last else {})}
    if isinstance(paging, Offset):
        total = {"total": paging.total} if paging.total else {}
        return {"kind": "offset", "parameter": paging.parameter, "size_parameter": paging.size_parameter, **total}
    if isinstance(paging, NextCursor):
        return {"kind": "cursor", "path": paging.path, "parameter": paging.parameter}
    return {}


def _flow(value: object) -> str:
    """A value on one line, mappings and lists in brackets."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{inline_text(name)}: {_flow(entry)}" for name, entry in value.items()) + "}"
    if isinstance(value, list):
        return f"[{', '.join(map(_flow, value))}]"
    return str(inline_text(value))
