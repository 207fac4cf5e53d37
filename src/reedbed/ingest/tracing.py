"""From a row back to the page that it came in: kept pages are looked through, newest run first.

Nothing is added to the rows for it; a table that grew from a source looks like any other.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from reedbed.errors import KeyInvalid
from reedbed.ingest.collecting import groups
from reedbed.ingest.column_records import ColumnRecords, with_found
from reedbed.ingest.records import IngestRecords
from reedbed.ingest.staging import Stage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reedbed.ingest.declaration import Source
    from reedbed.ingest.pages import Page
    from reedbed.store import StorageManager


@dataclass(frozen=True, kw_only=True, slots=True)
class Provenance:
    """Where a row was seen: the run, its page, and its place there, counted from 0."""

    run: int
    page: Page
    place: int


def trace(store: StorageManager, source: Source, folder: Path, key: Mapping[str, str]) -> list[Provenance]:
    """Every kept page in which a row with these values of its key came, that which counts first.

    Raises `KeyInvalid` when `key` does not name the source's key.
    """
    if set(key) != set(source.key):
        raise KeyInvalid(
            f"The key of {source.name!r} is {', '.join(source.key) or 'not declared'}; found {', '.join(key)}.",
            hint=f"reedbed ingest trace {source.name} " + " ".join(f"{name}=…" for name in source.key),
            key=list(source.key),
        )
    source = with_found(source, ColumnRecords(store.database).found(source.name))
    records = IngestRecords(store.database)
    found: list[Provenance] = []
    for record in records.runs(source.name):
        if record.status == "done" and record.replay_of is None:
            found += _seen(source, record.run, list(records.pages(record.run, folder).values()), key)
    return found


def _seen(source: Source, run: int, pages: list[Page], key: Mapping[str, str]) -> list[Provenance]:
    by_place = {page.position: page for page in pages}
    with tempfile.TemporaryDirectory() as scratch:
        stage = Stage(source, Path(scratch), ())
        try:
            for group in groups(pages):
                stage.add(group)
            places = stage.places(key)
        finally:
            stage.close()
    return [Provenance(run=run, page=by_place[window, page], place=place) for window, page, place in places]
