"""Pages of a source whose columns follow its answers: held back until all have come, looked at, and then staged.

A type that was chosen from the first page alone would refuse what the second one brings.
"""

from __future__ import annotations

import threading
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from reedbed.engine import Database, EngineOptions
from reedbed.errors import DiskFull, EngineError, OutOfMemory, RecordsChanged
from reedbed.ingest.column_records import with_found
from reedbed.ingest.decoding import PageReader
from reedbed.ingest.decoding.column_types import check_types
from reedbed.ingest.decoding.complaints import complaint, encoding_hint
from reedbed.ingest.decoding.inference import Fields
from reedbed.ingest.decoding.made_pages import MadePages
from reedbed.ingest.evolution import evolved, may_change
from reedbed.ingest.staging import MEMORY_LIMIT, Stage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from reedbed.ingest.collecting import Collected, PageTaker
    from reedbed.ingest.declaration import Column, Source
    from reedbed.ingest.decoding import Told
    from reedbed.ingest.evolution import Evolved
    from reedbed.ingest.pages import Page


@contextmanager
def filled_stage(
    source: Source,
    found: Mapping[str, Column],
    collect: Callable[[PageTaker], Collected],
    folder: Path,
    stated_paths: tuple[str, ...],
) -> Iterator[tuple[Collected, Stage]]:
    """What `collect` answers, and the stage that it filled, for as long as the block runs.

    The stage's columns are those that are declared, those that were `found` in earlier answers and, where the source
    evolves or none are known, those of these pages. Raises what `collect` raises, and what `FormingStage.staged` does.
    """
    known = with_found(source, found)
    is_closed = bool(known.columns) and not source.columns
    if not may_change(known, is_closed=is_closed):
        with closing(Stage(known, folder, stated_paths)) as stage:
            yield collect(stage), stage
        return
    with closing(FormingStage(known, folder, stated_paths, is_closed=is_closed)) as forming:
        collected = collect(forming)
        stage = forming.staged()
    with closing(stage):
        yield collected, stage


class FormingStage:
    """Takes pages as a `Stage` does, and becomes one. Safe to share between threads.

    `is_closed` says that the columns were found in earlier answers, so that a field beside them is strange.
    """

    def __init__(self, source: Source, folder: Path, stated_paths: tuple[str, ...], *, is_closed: bool) -> None:
        self.source = source
        self._folder = folder
        self._stated_paths = stated_paths
        self._is_closed = is_closed
        folder.mkdir(parents=True, exist_ok=True)
        options = EngineOptions(memory_limit=MEMORY_LIMIT, temp_directory=folder)
        self._database = Database.open(None, options=options)
        check_types(source, self._database)
        self._made = MadePages(folder / "made")
        self._reader = PageReader(source, self._database, self._made, stated_paths)
        self._groups: list[list[Page]] = []
        self._turn = threading.Lock()
        self.decoded = 0

    def close(self) -> None:
        """Give memory and temporary files back."""
        self._database.close()

    def told(self, page: Page) -> Told:
        """What a page tells. Raises `PageInvalid` when it is not what the source says."""
        return self._reader.told(page)

    def add(self, pages: Sequence[Page]) -> None:
        """Take pages that have come."""
        with self._turn:
            self._groups.append(list(pages))
        self._reader.release(pages)

    def staged(self) -> Stage:
        """The stage of all these pages, with the columns that hold them, for the caller to close.

        Raises `PageInvalid`, and `RecordsChanged` when fields are strange to a source that is frozen.
        """
        groups = sorted(self._groups, key=lambda group: min(page.position for page in group))
        found = self._evolved(groups)
        if found.strange and self.source.drift == "freeze":
            raise RecordsChanged(
                f"Records of source {self.source.name!r} have fields that are none of its columns: "
                f"{', '.join(found.strange)}.",
                hint="drift: evolve",
                source=self.source.name,
                fields=list(found.strange),
            )
        if not found.columns and self.source.format in {"json", "ndjson"} and self.source.decoder is None:
            self._refuse_bare_values(groups)
        formed = replace(self.source, columns=found.columns)
        stage = Stage(formed, self._folder, self._stated_paths, found.strange, self._made)
        try:
            for group in groups if found.columns else ():
                stage.add(group)
        except BaseException:
            stage.close()
            raise
        return stage

    def _refuse_bare_values(self, groups: Sequence[Sequence[Page]]) -> None:
        """Raise `PageInvalid` where records are numbers, texts or lists, which have no fields that columns could be."""
        for page in (page for group in groups for page in group):
            if self._reader.has_bare_values(page):
                raise self._reader.invalid(page, "has no record with a field", hint="records: the.path.of.the.list")

    def _evolved(self, groups: Sequence[Sequence[Page]]) -> Evolved:
        """The columns that hold all these pages, read with buffers as large as it takes."""
        while True:
            fields = Fields(self.source, groups, self._database, self._made)
            try:
                return evolved(self.source, fields, is_closed=self._is_closed)
            except (DiskFull, OutOfMemory):
                raise
            except EngineError as error:
                pages = [page for group in groups for page in group]
                larger = [self._reader.read_larger(page) for page in pages]
                if not any(larger):
                    what = f"or one behind it cannot be read: {complaint(error.message)}"
                    raise self._reader.invalid(pages[0], what, hint=encoding_hint(error.message)) from error
