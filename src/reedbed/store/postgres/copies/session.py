"""A session of the server for one copy: psycopg's, since ADBC takes no bytes that are encoded already."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import psycopg

from reedbed.pgwire.values.binary.columns import binary_column
from reedbed.pgwire.values.copy.encoding import SIGNATURE, TRAILER
from reedbed.pgwire.values.rows import row_stream
from reedbed.store.postgres.connections import SETTINGS, Connection
from reedbed.store.postgres.failures import translation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import pyarrow as pa

    from reedbed.pgwire.values.types import ColumnType


@contextmanager
def translated() -> Iterator[None]:
    """A block whose psycopg exceptions become ours."""
    try:
        yield
    except psycopg.Error as error:
        context = error.diag.context
        raise translation(error, error.diag.message_primary or str(error), context=context or "") from error


class CopySession(Connection):
    """`Connection` with binary COPY from columns."""

    def __init__(self, url: str) -> None:
        with translated():
            self._session = psycopg.connect(url, autocommit=True, cursor_factory=psycopg.RawCursor)
        for setting in SETTINGS:
            self.execute(setting)

    def execute(self, sql: str, parameters: Sequence[object] = ()) -> None:
        """Run a statement whose answer nobody reads."""
        with translated():
            self._session.execute(sql, parameters or None)

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query as Python values."""
        with translated():
            return self._session.execute(sql, parameters or None).fetchall()

    def copy_in(self, relation: str, batches: Iterable[pa.RecordBatch], types: Sequence[ColumnType]) -> int:
        """Append rows to a relation that has exactly their columns; how many the server says it has taken.

        What the source of the rows raises is raised as it was, and the server forgets what it got.
        """
        with translated(), self._session.cursor() as cursor:
            # Rows are frozen: a transaction whose snapshot is older sees the old table or all of the new one, where
            # it would otherwise find the new one empty.
            with cursor.copy(f"COPY {relation} FROM STDIN (FORMAT binary, FREEZE true)") as copy:
                copy.write(SIGNATURE)
                for batch in batches:
                    cells = [binary_column(array, kind) for array, kind in zip(batch.columns, types, strict=True)]
                    copy.write(memoryview(row_stream(cells, batch.num_rows)))
                copy.write(TRAILER)
            return cursor.rowcount

    def close(self) -> None:
        """End the session."""
        self._session.close()
