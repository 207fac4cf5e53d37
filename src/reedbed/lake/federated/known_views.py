"""Which views a query may write out: as they are when it begins, or in its own transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reedbed.lake.federated.knowledge import committed_rows
from reedbed.lake.federated.views import Views, views_query

if TYPE_CHECKING:
    from reedbed.engine import Cursor
    from reedbed.lake.federated.knowledge import Known


class KnownViews:
    """The views on archived tables of one database. Safe to share between threads.

    `last` are those of the last look. One that is not among them is read as it is, with all files.
    """

    def __init__(self, catalog: str) -> None:
        self._query = views_query(catalog)
        self.stale = False
        """Whether a definition has run since the last look, which may have made a view."""
        self.last = Views()

    def refresh(self, cursor: Cursor, known: Known) -> None:
        """Look at the views as a cursor sees them. Raises what a failed transaction raises."""
        self.last = Views.of(cursor.plain_rows(self._query), known) if known.tables else Views()
        self.stale = False

    def seen(self, cursor: Cursor, sql: str, known: Known) -> Views | None:
        """The views for a query that begins; None when it names none or may not be run again.

        They are looked up each time, in less than a millisecond: Ibis makes views past the writers' queue.
        """
        if not self.last.named_in(sql) or (cursor.has_frames and not cursor.in_transaction):
            return None
        self.refresh(cursor, known)
        return self.last

    def stay(self, cursor: Cursor, views: Views, known: Known) -> bool:
        """Whether the views are still the same, where a query has its snapshot by now.

        In a transaction they are. The answer of the query may be under way on the cursor, so that another one looks.
        """
        return cursor.in_transaction or Views.of(committed_rows(cursor, self._query), known).same(views)
