"""COPY's option DEFAULT: rows in which some columns have no value, for the engine to compute their defaults."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from reedbed.errors import CopyOptionInvalid

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pyarrow as pa


def without_defaults(batch: pa.RecordBatch, marks: Sequence[Sequence[bool]]) -> Iterator[pa.RecordBatch]:
    """The rows in order, cut where other columns are to have their defaults, with the columns that have values."""
    meant = np.array(marks, dtype=np.bool_).T
    changes = np.flatnonzero(np.any(meant[1:] != meant[:-1], axis=1)) + 1
    for start, end in zip([0, *changes], [*changes, len(meant)], strict=True):
        kept = [place for place, is_default in enumerate(meant[start]) if not is_default]
        if not kept:
            raise CopyOptionInvalid("a row of nothing but defaults is not supported together with others")
        yield batch.slice(start, end - start).select(kept)
