"""What the engine calls for statements that may name archived tables, for all cursors of one database."""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from reedbed.engine.files_read import FilesRead
from reedbed.engine.resolver.tokens import folded
from reedbed.errors import ReedbedError, SqlNameError, SqlSyntaxError, SqlTypeError
from reedbed.lake.federated.choosing import chosen_by
from reedbed.lake.federated.composing import Composing
from reedbed.lake.federated.counting import row_count
from reedbed.lake.federated.knowledge import Known, SessionNames, committed_rows
from reedbed.lake.federated.known_views import KnownViews
from reedbed.lake.federated.quiet import Quiet
from reedbed.lake.federated.words import first_word
from reedbed.lake.federated.work import Work
from reedbed.lake.federated.writing.dispatch import (
    ANALYZING,
    DEFINING,
    MAY_WRITE,
    NAMING,
    WRITING,
    explained,
    on_live,
    written,
)
from reedbed.lake.records import tables_query
from reedbed.sql import LEDGER_SCHEMA, quote

if TYPE_CHECKING:
    from collections.abc import Callable

    from reedbed.engine import Cursor, Database
    from reedbed.engine.cursors import RawStatement
    from reedbed.engine.writers import WriterQueue
    from reedbed.ports.queries import Parameters

T = TypeVar("T")


class Federation:
    """Runs statements on archived tables. Safe to share between threads.

    What it knows of the ledger may be old: a statement that was made for another generation of a table's files does
    not bind, is made again for the one that its own snapshot has, and at last runs as it was written, on the view that
    reads every file.
    """

    def __init__(self, catalog: str, writers: WriterQueue) -> None:
        self._writers = writers
        self._quiet = Quiet(writers, catalog)
        self.catalog = catalog
        self._ledger = f"{quote(catalog)}.{quote(LEDGER_SCHEMA)}.lake_tables"
        self._known = Known(tables={})
        self._uncommitted = Known(tables={})
        """Tables under the names that transactions have given them, which may have come to nothing since."""
        self._views = KnownViews(catalog)
        self._composing = Composing(catalog, self._quiet)

    def met(self, cursor: Cursor) -> None:
        """A cursor has been made, on which names mean what they mean by default."""
        cursor.names = SessionNames()

    def concerns(self, sql: str) -> bool:
        """Whether a text may name an archived table."""
        return (
            self._known.concerns(sql)
            or self._uncommitted.concerns(sql)
            or self._views.stale
            or self._views.last.named_in(sql)
        )

    def changed(self, cursor: Cursor) -> Known:
        """Look at the ledger as a cursor sees it, and for everybody else as it was committed."""
        self._known = committed = Known.of(committed_rows(cursor, tables_query(self._ledger)))
        self._views.refresh(cursor, committed)
        if self._uncommitted.tables.keys() <= committed.tables.keys():
            self._uncommitted = Known(tables={})
        seen = self._seen(cursor)
        return committed if seen.generations == committed.generations else seen

    def _seen(self, cursor: Cursor) -> Known:
        """The archived tables as a cursor sees them."""
        return Known.of(cursor.plain_rows(tables_query(self._ledger)))

    def _note_names(self, cursor: Cursor, word: str) -> None:
        """Keep in mind which names an ALTER has given to archived tables, which nothing committed tells of."""
        if word != "alter":
            return
        # The failure of the statement, which is on its way, may have ended the transaction.
        with suppress(ReedbedError):
            seen = self._seen(cursor)
            if seen.tables.keys() - self._known.tables.keys():
                self._uncommitted = self._uncommitted.and_those_of(seen)

    def _written(self, cursor: Cursor, sql: str, params: Parameters, known: Known) -> tuple[str, Parameters]:
        """What is left to run of a write, after what comes before it was done."""
        return written(
            cursor,
            sql,
            params,
            known=known,
            session=self._composing.session(cursor),
            catalog=self.catalog,
            read=lambda query: self.read(cursor, query, params, known),
            has_turn=self._writers.owner == threading.get_ident(),
        )

    def files_read(self, cursor: Cursor, sql: str, params: Parameters) -> list[FilesRead]:
        """What a query reads of archived tables."""
        known = self.changed(cursor)
        found = []
        places, moments = self._composing.places(cursor, sql, known, self._views.last)
        places = tuple(place for place in places if not place.described)
        chosen_files = self._composing.chosen(cursor, places, known, params, moments)
        turn = None if cursor.in_transaction else self._quiet.turn()
        self._composing.spared(cursor, places, chosen_files, known, params, turn=turn)
        for place, chosen in zip(places, chosen_files, strict=True):
            everything = chosen_by(cursor, self.catalog, place.table, "true")
            files = tuple(each for group in (chosen or everything).addresses.values() for each in group)
            found.append(FilesRead(str(place.table.name), len(files), everything.count, files))
        return found

    def count(self, cursor: Cursor, schema: str, name: str) -> int | None:
        """The rows of an archived table; None for any other relation."""
        known = self._known
        if (folded(schema), folded(name)) not in known.tables:
            return None
        while True:
            table = known.tables.get((folded(schema), folded(name)))
            if table is None:
                return None
            work = Work(
                cursor=cursor, catalog=self.catalog, known=known, session=SessionNames(), table=table, params=()
            )
            try:
                return row_count(work)
            except SqlNameError:
                before, known = known, self.changed(cursor)
                if known.generations == before.generations:
                    raise

    def run(
        self, cursor: Cursor, sql: str, params: Parameters, run: Callable[[str | RawStatement, Parameters], T]
    ) -> T:
        """Run one statement as what it means."""
        if self._views.stale:
            # Not at once: an answer may have been under way on the cursor.
            with suppress(ReedbedError):
                self._views.refresh(cursor, self._known)
            if not self.concerns(sql):
                return run(sql, params)
        word = first_word(sql)
        if word in NAMING:
            try:
                return self._tried(cursor, sql, params, run, word)
            finally:
                cursor.names = None
                self._note_names(cursor, word)
                self._views.stale = self._views.stale or word in DEFINING
        return self._tried(cursor, sql, params, run, word)

    def _tried(
        self,
        cursor: Cursor,
        sql: str,
        params: Parameters,
        run: Callable[[str | RawStatement, Parameters], T],
        word: str,
    ) -> T:
        """Run a statement for the generation that is known, and again when its snapshot has another one."""
        # What a definition would do on the strength of old knowledge, no failure would tell.
        known = self._seen(cursor) if word in DEFINING else self._known
        if word not in DEFINING and self._uncommitted.concerns(sql):
            known = self.changed(cursor)
        while True:
            try:
                return self._run(cursor, sql, params, run, known)
            except (SqlNameError, SqlSyntaxError, SqlTypeError) as error:
                before = known
                try:
                    known = self.changed(cursor)
                except ReedbedError:
                    # The failure has ended the transaction: nothing can be run again there.
                    raise before.in_its_name(error) from error.__cause__
                if known.generations == before.generations:
                    if word in WRITING or word in NAMING:
                        raise known.in_its_name(error) from error.__cause__
                    # On the view of the table's name, where whatever is wrong with it is told in its own words.
                    return run(sql, params)
            except ReedbedError as error:
                raise known.in_its_name(error) from error.__cause__

    def _run(
        self,
        cursor: Cursor,
        sql: str,
        params: Parameters,
        run: Callable[[str | RawStatement, Parameters], T],
        known: Known,
    ) -> T:
        word = first_word(sql)
        if word == "explain":
            head, inner = explained(sql)
            if first_word(inner) in WRITING and not ANALYZING.search(head):
                return run(head + on_live(inner, known, self._composing.session(cursor), self.catalog), params)
            if first_word(inner) in WRITING:
                text, values = self._written(cursor, inner, params, known)
                return run(head + text, values)
            views = self._views.seen(cursor, inner, known)
            return run(
                head + (self._composing.composed(cursor, inner, params, known, views=views).text or inner), params
            )
        if word in WRITING or word in DEFINING or (word == "with" and MAY_WRITE.search(sql)):
            if not known.concerns(sql):
                return run(sql, params)
            text, values = self._written(cursor, sql, params, known)
            return run(text, values)
        return self._queried(cursor, sql, params, run, known)

    def _queried(
        self,
        cursor: Cursor,
        sql: str,
        params: Parameters,
        run: Callable[[str | RawStatement, Parameters], T],
        known: Known,
    ) -> T:
        """Run a query: without a look for hidden rows where there are none, and with one where that is not sure."""
        # Data of the caller's may come only once, and a transaction may see another moment than this one.
        turn = None if cursor.in_transaction or cursor.has_frames else self._quiet.turn()
        views = self._views.seen(cursor, sql, known)
        composed = self._composing.composed(cursor, sql, params, known, turn=turn, views=views, sparing=True)
        answer = run(composed.text or sql, params)
        if turn is not None and self._quiet.since(turn):
            return answer
        if composed.relies or (composed.views is not None and not self._views.stay(cursor, composed.views, known)):
            # Somebody has written or is writing: the answer may have rows in it that are corrected or deleted, or may
            # be that of another view.
            composed = self._composing.composed(cursor, sql, params, known)
            return run(composed.text or sql, params)
        return answer

    def read(self, cursor: Cursor, sql: str, params: Parameters, known: Known) -> str | None:
        """A query as one on live rows and chosen files; None when it stays as it is."""
        return self._composing.composed(cursor, sql, params, known).text


def federation_of(database: Database) -> Federation | None:
    """The federation of a database, when it has one."""
    relations = database.federated
    return relations if isinstance(relations, Federation) else None


def install(database: Database) -> None:
    """Let statements on archived tables go through here from now on; again is harmless."""
    found = federation_of(database)
    if found is None:
        found = Federation(database.catalog, database.writers)
        database.plug_in(found)
    # A database that is read only may have a ledger from before there were archives.
    with suppress(SqlNameError):
        found.changed(database.current())
