"""Whether archived rows are hidden at this moment, and in which files: others need not be held against live rows.

What was found holds for as long as nobody has written since. A statement that relies on it is looked at again when it
has its snapshot: who has written meanwhile, or is writing, may have committed what it does not know of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reedbed.lake.federated.choosing import Chosen, within
from reedbed.lake.federated.knowledge import SessionNames
from reedbed.lake.federated.work import Work
from reedbed.lake.names import deleted_table, generation_view
from reedbed.sql import quote

if TYPE_CHECKING:
    from reedbed.engine import Cursor
    from reedbed.engine.writers import WriterQueue
    from reedbed.lake.federated.catalogue import Catalogue
    from reedbed.lake.federated.knowledge import Known
    from reedbed.lake.records import LakeTable


class Quiet:
    """Knows where no rows are hidden, by the turn of the writers that it was found in. Safe between threads."""

    def __init__(self, writers: WriterQueue, catalog: str) -> None:
        self._writers = writers
        self._catalog = catalog
        self._found: dict[tuple[int, int], tuple[int, bool]] = {}
        self._files: dict[tuple[int, int], tuple[int, frozenset[str]]] = {}
        self._asked: dict[tuple[int, int], int] = {}

    def turn(self) -> int | None:
        """The number of turns that writers have had; None while somebody writes."""
        # In this order: whoever begins after the first look commits after it too.
        return None if self._writers.owner is not None else self._writers.turns

    def since(self, turn: int) -> bool:
        """Whether nobody has committed since the turn."""
        return self.turn() == turn

    def hides_nothing(self, cursor: Cursor, catalogue: Catalogue, turn: int) -> bool:
        """Whether all archived rows of a table count, when nobody has committed since the turn.

        Raises `SqlNameError` when the present generation is another one.
        """
        table = catalogue.table
        if not table.key:
            return True
        key = (table.id, table.generation)
        found = self._found.get(key)
        if found is not None and found[0] == turn:
            return found[1]
        nothing = self._sees_nothing(cursor, catalogue)
        if self.since(turn):
            self._found[key] = (turn, nothing)
        return nothing

    def _sees_nothing(self, cursor: Cursor, catalogue: Catalogue) -> bool:
        """Whether a cursor sees no live row or deleted key that may hide an archived row."""
        table = catalogue.table
        bounds = within(table, Chosen(addresses={}, bounds=catalogue.whole))
        view, deleted = generation_view(table.id, table.generation), deleted_table(table.id)
        hidden = " UNION ALL ".join(
            f"(SELECT 1 FROM {quote(self._catalog)}.{quote(each.schema)}.{quote(each.name)}{where} LIMIT 1)"
            for each, where in ((view, bounds), (deleted, ""))
        )
        # Asked after each write: planned once for a cursor, it takes half as long.
        return not cursor.repetitions.rows(cursor, lambda _: hidden, ())

    def is_asked_again(self, table: LakeTable, turn: int) -> bool:
        """Whether this was asked before of a table at the same turn."""
        key = (table.id, table.generation)
        before = self._asked.get(key)
        self._asked[key] = turn
        return before == turn

    def hiding_files(self, cursor: Cursor, known: Known, catalogue: Catalogue, turn: int | None) -> frozenset[str]:
        """The addresses of files that may have hidden rows, as a cursor sees them; kept for a turn of the writers."""
        table = catalogue.table
        if not table.key:
            return frozenset()
        key = (table.id, table.generation)
        found = self._files.get(key)
        if turn is not None and found is not None and found[0] == turn:
            return found[1]
        work = Work(cursor=cursor, catalog=self._catalog, known=known, session=SessionNames(), table=table, params=())
        bounds = within(table, Chosen(addresses={}, bounds=catalogue.whole))
        live = f"SELECT {work.keys} FROM {work.qualified(generation_view(table.id, table.generation))}{bounds}"
        files = work.files_of_keys(f"({live} UNION ALL SELECT {work.keys} FROM {work.deleted})", table.key)
        addresses = frozenset(each for group in files.addresses.values() for each in group)
        if turn is not None and self.since(turn):
            self._files[key] = (turn, addresses)
        return addresses
