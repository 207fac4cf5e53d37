"""Queries on archived tables as queries on live rows and on the files that they need, with what was found out kept."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reedbed.lake.federated.choosing import Chosen, choose
from reedbed.lake.federated.knowledge import SessionNames
from reedbed.lake.federated.markers import marked, unmarked
from reedbed.lake.federated.reading import Place, places_in, rewritten, used

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reedbed.engine import Cursor
    from reedbed.lake.federated.catalogue import Catalogue
    from reedbed.lake.federated.knowledge import Known
    from reedbed.lake.federated.quiet import Quiet
    from reedbed.lake.federated.views import Views
    from reedbed.ports.queries import Parameters

KEPT_TEXTS = 2048
LONGEST_KEPT_TEXT = 1 << 16


@dataclass(frozen=True, slots=True)
class Composed:
    """A query as the engine is to have it; `text` is None where it stays as it is.

    `relies` says that it is right as long as nobody has written since a turn of the writers, `views` that the views
    are to be the same when it has its snapshot.
    """

    text: str | None = None
    relies: bool = False
    views: Views | None = None


@dataclass(frozen=True, slots=True)
class _Read:
    """What a text was found to be, for what was known then."""

    known: Known
    views: Views | None
    session: SessionNames
    text: str
    places: tuple[Place, ...]


class Composing:
    """Composes queries of one database. Safe to share between threads."""

    def __init__(self, catalog: str, quiet: Quiet) -> None:
        self._catalog = catalog
        self._quiet = quiet
        self._lock = threading.Lock()
        self._kept: dict[str, _Read] = {}

    def composed(
        self,
        cursor: Cursor,
        sql: str,
        params: Parameters,
        known: Known,
        *,
        turn: int | None = None,
        views: Views | None = None,
        sparing: bool = False,
    ) -> Composed:
        """A query for one generation of files; without a look for hidden rows where none are at a turn of the writers.

        `sparing` lets counts, least and greatest values and first rows go without files: not in a write, which may
        bring rows to life before it reads. Raises `SqlNameError` when the snapshot has another generation.
        """
        text, moments = marked(sql)
        read = self._read(cursor, text, known, views)
        places = read.places
        if not places:
            return Composed()
        chosen = self.chosen(cursor, places, known, params, moments)
        relies = sparing and self.spared(cursor, places, chosen, known, params, turn=turn)
        if all(each is None for each in chosen):
            return Composed()
        shapes = {
            place.table.id: known.shapes_of(cursor, self._catalog, place.table)
            for place, files in zip(places, chosen, strict=True)
            if files is not None and files.count
        }
        hiding = any(
            self._may_hide(cursor, known, place, files, turn)
            for place, files in zip(places, chosen, strict=True)
            if files is not None and files.count
        )
        final = rewritten(read.text, places, chosen, shapes, self._catalog, hiding=hiding)
        return Composed(
            unmarked(final, moments), relies or (not hiding and bool(shapes)), views if read.text != text else None
        )

    def places(
        self, cursor: Cursor, sql: str, known: Known, views: Views | None = None
    ) -> tuple[tuple[Place, ...], tuple[str, ...]]:
        """Where a text, with its views written out, names archived tables; and the moments that stand in it."""
        text, moments = marked(sql)
        return self._read(cursor, text, known, views).places, moments

    def chosen(
        self, cursor: Cursor, places: Sequence[Place], known: Known, params: Parameters, moments: tuple[str, ...]
    ) -> list[Chosen | None]:
        """The files that each place reads; None for one that is left as it stands, since all files are to be read."""
        found: list[Chosen | None] = []
        for place in places:
            if place.described:
                found.append(Chosen(addresses={}, bounds={}))
            elif place.condition is None:
                found.append(None)
            else:
                catalogue = known.catalogue_of(cursor, self._catalog, place.table)
                chosen = catalogue.choose(place.condition, params, moments)
                if chosen is None:
                    values = used(params, place.condition)
                    chosen = choose(cursor, self._catalog, place.table, place.condition, values, moments=moments)
                found.append(chosen)
        return found

    def spared(
        self,
        cursor: Cursor,
        places: Sequence[Place],
        chosen: list[Chosen | None],
        known: Known,
        params: Parameters,
        *,
        turn: int | None,
    ) -> bool:
        """Choose the files that are enough where there is no condition; whether that rests on a turn of the writers."""
        relies = False
        for index, place in enumerate(places):
            demand = place.demand.with_values(params) if chosen[index] is None and place.demand else None
            if demand is None or (turn is None and not cursor.in_transaction and demand.rows != 0):
                continue
            catalogue = known.catalogue_of(cursor, self._catalog, place.table)
            enough = catalogue.enough(demand, self._unsure(cursor, known, catalogue, turn))
            if enough is not None and enough.count < len(catalogue.rows):
                chosen[index] = enough
                relies = relies or turn is not None
        return relies

    def _may_hide(self, cursor: Cursor, known: Known, place: Place, files: Chosen, turn: int | None) -> bool:
        """Whether rows of some files may be hidden by live rows or deleted keys."""
        if turn is None:
            return True
        catalogue = known.catalogue_of(cursor, self._catalog, place.table)
        if self._quiet.hides_nothing(cursor, catalogue, turn):
            return False
        # To find the files out takes longer than one query gains from it.
        if not self._quiet.is_asked_again(place.table, turn):
            return True
        unsure = self._quiet.hiding_files(cursor, known, catalogue, turn)
        return any(address in unsure for group in files.addresses.values() for address in group)

    def _unsure(self, cursor: Cursor, known: Known, catalogue: Catalogue, turn: int | None) -> frozenset[str]:
        """Files of which rows may be hidden, in a transaction's snapshot or at a turn of the writers."""
        if turn is not None and self._quiet.hides_nothing(cursor, catalogue, turn):
            return frozenset()
        return self._quiet.hiding_files(cursor, known, catalogue, turn)

    def _read(self, cursor: Cursor, sql: str, known: Known, views: Views | None) -> _Read:
        """What a text is; found out once for each text."""
        session = self.session(cursor)
        if views is not None and not views.named_in(sql):
            views = None
        kept = self._kept.get(sql)
        if kept is not None and kept.known is known and kept.session == session and _same(kept.views, views):
            return kept
        found = self._found(cursor, sql, known, session, views)
        if len(sql) <= LONGEST_KEPT_TEXT:
            with self._lock:
                if len(self._kept) >= KEPT_TEXTS:
                    self._kept.clear()
                self._kept[sql] = found
        return found

    def _found(self, cursor: Cursor, sql: str, known: Known, session: SessionNames, views: Views | None) -> _Read:
        if views is not None:
            text = views.written_out(cursor, sql, session, self._catalog)
            places = places_in(cursor, text, known, session, self._catalog) if text != sql else ()
            if any(place.condition is not None or place.demand is not None for place in places):
                return _Read(known, views, session, text, places)
        return _Read(known, views, session, sql, places_in(cursor, sql, known, session, self._catalog))

    def session(self, cursor: Cursor) -> SessionNames:
        """What names mean on a cursor."""
        found = cursor.names
        if not isinstance(found, SessionNames):
            found = cursor.names = SessionNames.of(cursor, self._catalog)
        return found


def _same(one: Views | None, other: Views | None) -> bool:
    return one is other or (one is not None and other is not None and one.same(other))
