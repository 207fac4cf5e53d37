"""Python values on their way between two Reedbed processes: JSON that gives back exactly what went in.

What JSON knows goes as it is. Everything else is an object with the one key `$`: the name of its kind and its
content. The records and results of the storage manager are among the kinds, so that a call answers with the same
classes on both sides.
"""

from __future__ import annotations

import base64
import datetime as dt
import decimal
import json
import uuid
from dataclasses import fields, is_dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from reedbed.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

RECORDS: Final = {
    "TableName": "reedbed.sql",
    "WriteResult": "reedbed.store.writing",
    "CheckpointRecord": "reedbed.store.ledger",
    "KeptCheckpoint": "reedbed.store.ledger.kept",
    "TableRecord": "reedbed.store.ledger.tables",
    "CheckpointReport": "reedbed.store.checkpoints",
    "RestoreResult": "reedbed.store.checkpoints",
    "PrunableFile": "reedbed.store.checkpoints",
    "ArchivePlan": "reedbed.lake",
    "ArchiveResult": "reedbed.lake",
    "CompactResult": "reedbed.lake",
    "CompactionPlan": "reedbed.lake",
    "ExpiredSnapshot": "reedbed.lake",
    "ExportResult": "reedbed.lake",
    "LakeColumn": "reedbed.lake",
    "LakeFile": "reedbed.lake",
    "LakeReport": "reedbed.lake",
    "Leaving": "reedbed.lake",
    "PartitionStatistics": "reedbed.lake",
    "PartitionWork": "reedbed.lake",
    "LakeRestoreResult": "reedbed.lake",
    "FilesRead": "reedbed.engine.files_read",
    "PartitionPlan": "reedbed.lake",
    "Wishes": "reedbed.lake",
    "CopyColumn": "reedbed.store.copying",
    "CopyRecord": "reedbed.store.ledger.copies",
    "Shape": "reedbed.store.copying",
}
"""Classes that travel field by field, and where each is."""

_PLAIN = (bool, int, float, str, type(None))


def encode(value: object) -> str:
    """A value as JSON text.

    Raises `UsageError` for a value of a kind that does not travel.
    """
    return json.dumps(_tagged(value), ensure_ascii=False, separators=(",", ":"))


def decode(text: str | bytes) -> Any:
    """The value of a JSON text that `encode` made."""
    return json.loads(text, object_hook=_revived)


def _tagged(value: object) -> object:
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is list:
        return [_tagged(each) for each in value]  # type: ignore[attr-defined]  # a list
    for known, name, content in _OTHERS:
        if isinstance(value, known):
            return {"$": [name, content(value)]}
    if is_dataclass(value) and kind.__name__ in RECORDS:
        named = {field.name: _tagged(getattr(value, field.name)) for field in fields(value)}
        return {"$": [kind.__name__, named]}
    if hasattr(value, "item"):  # a scalar of NumPy's
        return _tagged(value.item())
    raise UsageError(
        f"A value of type {kind.__qualname__} cannot be sent to the process that owns the store.",
        hint="bind a number, a text, a time, a list or a dict",
        found=kind.__qualname__,
    )


def _revived(document: dict[str, Any]) -> Any:
    if document.keys() != {"$"}:
        return document
    name, content = document["$"]
    if name in RECORDS:
        return getattr(import_module(RECORDS[name]), name)(**content)
    return _REVIVING[name](content)


def _dict_content(value: dict[object, object]) -> object:
    return [[_tagged(key), _tagged(each)] for key, each in value.items()]


def _sequence_content(value: Any) -> object:
    return [_tagged(each) for each in value]


def _moment(text: str) -> dt.datetime:
    found = dt.datetime.fromisoformat(text)
    # DuckDB's sessions are UTC here, and give aware values of that zone itself.
    return found if found.tzinfo is None else found.astimezone(dt.UTC)


def _duration(content: list[int]) -> dt.timedelta:
    return dt.timedelta(days=content[0], seconds=content[1], microseconds=content[2])


_OTHERS: Final[tuple[tuple[type | tuple[type, ...], str, Callable[[Any], object]], ...]] = (
    (dict, "dict", _dict_content),
    (tuple, "tuple", _sequence_content),
    (list, "list", _sequence_content),
    ((set, frozenset), "set", _sequence_content),
    (dt.datetime, "datetime", lambda value: value.isoformat()),
    (dt.date, "date", lambda value: value.isoformat()),
    (dt.time, "time", lambda value: value.isoformat()),
    (dt.timedelta, "timedelta", lambda value: [value.days, value.seconds, value.microseconds]),
    (decimal.Decimal, "decimal", str),
    (uuid.UUID, "uuid", str),
    ((bytes, bytearray, memoryview), "bytes", lambda value: base64.b64encode(value).decode()),
    (Path, "path", str),
    (bool, "bool", bool),
    (int, "int", int),
    (float, "float", float),
    (str, "str", str),
)
"""Kinds by class, the more special ones first; the last four are for subclasses, which travel as what they are."""

_REVIVING: Final[dict[str, Callable[[Any], object]]] = {
    "dict": lambda content: {_hashable(key): each for key, each in content},
    "tuple": tuple,
    "list": list,
    "set": lambda content: set(map(_hashable, content)),
    "datetime": _moment,
    "date": dt.date.fromisoformat,
    "time": dt.time.fromisoformat,
    "timedelta": _duration,
    "decimal": decimal.Decimal,
    "uuid": uuid.UUID,
    "bytes": base64.b64decode,
    "path": Path,
    "bool": bool,
    "int": int,
    "float": float,
    "str": str,
}


def _hashable(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
