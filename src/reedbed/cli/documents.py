"""The one JSON document that a command prints with `--output json`."""

from __future__ import annotations

import json
import shutil
import tempfile
from dataclasses import asdict
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reedbed.cli.answers import Answer
    from reedbed.cli.rows import Rows
    from reedbed.errors import ReedbedError

_SPOOL_BYTES = 8 * 1024 * 1024
"""Up to here a document waits in memory, beyond it in a temporary file."""


def write_answer(answer: Answer, command: str, target: IO[str]) -> None:
    """Write the document of an answer.

    It goes out when it is whole: a result that fails halfway must not leave half a document before the one that
    says so.
    """
    with tempfile.SpooledTemporaryFile(max_size=_SPOOL_BYTES, mode="w+", encoding="utf-8") as spool:
        error = {"error": answer.error.to_dict()} if answer.error else {}
        head = {"ok": answer.error is None, "command": command, **error, **answer.document}
        if answer.rows is None:
            spool.write(_json(head))
        else:
            _write_rows(head, answer.rows, spool)
        spool.write("\n")
        spool.seek(0)
        shutil.copyfileobj(spool, target)


def write_failure(error: ReedbedError, command: str, target: IO[str]) -> None:
    """Write the document of a failure."""
    target.write(_json({"ok": False, "command": command, "error": error.to_dict()}) + "\n")


def _write_rows(head: Mapping[str, object], rows: Rows, spool: IO[str]) -> None:
    columns = [asdict(column) for column in rows.columns]
    spool.write(_json({**head, "columns": columns})[:-1] + ', "rows": [')
    for batch in rows.batches():
        separator = ", " if rows.row_count > len(batch) else ""
        spool.write(separator * bool(batch) + _json(batch)[1:-1])
    spool.write(f'], "row_count": {rows.row_count}}}')


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, default=str)
