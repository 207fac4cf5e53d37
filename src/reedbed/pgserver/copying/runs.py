"""Batches of a COPY as few long streams, each of which one INSERT takes in with all of the engine's threads.

An INSERT for each batch keeps one of the engine's threads busy and lets another turn round waiting for it, with
Python's lock in its hands every time: 1 M rows took half as long again.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Iterator


class Run:
    """The batches that follow one another with one schema; the engine's threads take them, one at a time."""

    def __init__(self, first: pa.RecordBatch, rest: Iterator[pa.RecordBatch], *, single: bool) -> None:
        self._first = first
        self._rest = rest
        self._single = single
        self._error: BaseException | None = None
        self.following: pa.RecordBatch | None = None
        """The first batch of the next run."""
        self.reader = pa.RecordBatchReader.from_batches(first.schema, self._batches())

    def _batches(self) -> Iterator[pa.RecordBatch]:
        yield self._first
        if self._single:
            return
        try:
            for batch in self._rest:
                if batch.schema != self._first.schema:
                    self.following = batch
                    return
                yield batch
        except BaseException as error:
            self._error = error
            raise

    @contextmanager
    def raising_its_own(self) -> Iterator[None]:
        """Raise what ended the batches, where the engine knows only that there are no more."""
        try:
            yield
        except Exception:  # the engine's word for it, or a check that finds rows missing: neither knows what happened
            if self._error is not None:
                raise self._error from None
            raise


def runs(batches: Iterator[pa.RecordBatch], *, single: bool) -> Iterator[Run]:
    """All of them; with `single`, each batch by itself, so that defaults are computed in the order of the rows."""
    batch = next(batches, None)
    while batch is not None:
        run = Run(batch, batches, single=single)
        yield run
        batch = run.following or next(batches, None)
