"""From a client's text to statements that can run, with the types of their parameters and columns."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reedbed.errors import SqlNameError, SqlNotSupported, SqlTypeError
from reedbed.pgserver.activity.table import names_activity
from reedbed.pgserver.amendments.completion import casts_day_and_month, may_be_typed, of_view, with_columns, with_types
from reedbed.pgserver.amendments.conflicts import may_meet, with_keys_counted, without_conflicts
from reedbed.pgserver.amendments.constraint_targets import with_columns_of_keys
from reedbed.pgserver.amendments.containment import with_containment
from reedbed.pgserver.amendments.grouping import with_dependents
from reedbed.pgserver.amendments.identities import without_user_values
from reedbed.pgserver.amendments.intervals import with_interval_sums
from reedbed.pgserver.amendments.permanence import may_be_hidden, misled_views, named_among, permanent
from reedbed.pgserver.amendments.public import with_real_public
from reedbed.pgserver.parameters import describe, infer_parameter_types
from reedbed.pgserver.parameters.parsing import parameter_numbers
from reedbed.pgserver.parameters.values import documents
from reedbed.pgwire.values.types import TEXT_OID, UNKNOWN_OID, column_type, result_column
from reedbed.sql.postgres import commands as c
from reedbed.sql.postgres.macros import DATABASE
from reedbed.sql.postgres.modifications import Modification

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from reedbed.engine import Cursor, Statement
    from reedbed.engine.resolver import Subject
    from reedbed.pgserver.declarations import Declarations
    from reedbed.pgserver.prepared import Prepared
    from reedbed.pgserver.session_functions import SessionFunctions
    from reedbed.pgserver.settings import SessionSettings
    from reedbed.pgserver.statements import PlannedStatement, StatementCache
    from reedbed.pgwire.values.types import ColumnType


class Planner:
    """Plans for one session: in its dialect, for its user, on its cursor. Nothing is run here."""

    def __init__(
        self,
        *,
        cache: StatementCache,
        subject: Callable[[], Subject],
        settings: SessionSettings,
        cursor: Callable[[], Cursor],
        search_path: Callable[[], str],
        functions: SessionFunctions,
        need_catalog: Callable[[], bool],
        declarations: Declarations,
    ) -> None:
        self._misled: frozenset[str] = frozenset()
        self.has_temporary = False
        """Whether the session has made something temporary, which may have the name of what is permanent."""
        self._declarations = declarations
        self._need_catalog = need_catalog
        self._functions = functions
        self._cache = cache
        self._subject = subject
        self._settings = settings
        self._cursor = cursor
        self._search_path = search_path

    def admit(self, planned: PlannedStatement, cursor: Cursor) -> None:
        """Raise `AccessDenied` unless the session's user may run the statement, whoever it was planned for."""
        if DATABASE in planned.sql:
            self._show_catalog()
        self._cache.resolver.check_text(planned.sql, self._subject(), cursor, search_path=self._search_path())

    def text(self, text: str) -> tuple[PlannedStatement, ...]:
        """The statements of a text, from the cache that all sessions share."""
        postgres = self._settings.speaks_postgres
        if postgres:
            text = self._told(text)
        found = self._cache.find(text, postgres=postgres)
        if found is None:
            found = self._cache.plan(text, self._parsed, postgres=postgres)
        return tuple(map(self._permanent, found)) if self.has_temporary else found

    def sql(self, sql: str) -> PlannedStatement:
        """A statement inside of a command: the query of a cursor, of a COPY, of PREPARE."""
        postgres = self._settings.speaks_postgres
        if postgres:
            sql = self._told(sql)
        planned = self._cache.planned_sql(sql, self._parsed, postgres=postgres)
        return self._permanent(planned) if self.has_temporary else planned

    def _permanent(self, planned: PlannedStatement) -> PlannedStatement:
        """The statement with permanent relations where it says so, though temporary ones have their names."""
        if not self._settings.speaks_postgres or planned.refusal is not None:
            return planned
        if self._misled and named_among(planned.sql, self._misled) is not None:
            self.look_at_temporary()
            view = named_among(planned.sql, self._misled)
            if view is not None and planned.kind != "DROP":
                return replace(planned, refusal=_misleading(view))
        if not may_be_hidden(planned.sql):
            return planned
        sql = permanent(planned.sql, self._cursor())
        if sql == planned.sql:
            return planned
        return replace(planned, sql=sql, statements=tuple(self._parsed(sql)), shape=None)

    def _told(self, sql: str) -> str:
        """A text with columns in place of what its tables only tell by names that the engine has not."""
        # A text may be megabytes of constants, through which a regular expression takes ten times as long.
        folded, known = sql.lower(), self._declarations
        if "conflict" in folded and "constraint" in folded:
            sql = with_columns_of_keys(sql, known.constraints_of)
        if "overriding" in folded:
            sql = without_user_values(sql, known.identities_of, known.columns_of)
        return sql

    def look_at_temporary(self) -> None:
        """Something temporary has been made, or a view where there is such: find the views that would read it."""
        self.has_temporary = True
        self._misled = misled_views(self._cursor())

    def as_written(self, planned: PlannedStatement) -> PlannedStatement:
        """An INSERT of many constants as the statement that its text is."""
        return replace(self.sql(planned.text), offset=planned.offset)

    def types_of_row(self, planned: PlannedStatement, template: str) -> list[int]:
        """The types of the places in a row of such an INSERT, by their OIDs."""
        cursor = self._cursor()
        self.admit(planned, cursor)
        return infer_parameter_types(planned.sql, (), cursor, written=template)

    def engine_sql(self, sql: str) -> PlannedStatement:
        """A statement that is DuckDB's SQL already."""
        planned = self._cache.planned_sql(sql, self._parsed, postgres=False)
        return self._permanent(planned) if self.has_temporary else planned

    def finished(self, planned: PlannedStatement, failure: str = "") -> PlannedStatement | None:
        """The statement with what only its tables tell; None when that is nothing.

        With `failure`, which binding it ended in, an INSERT gets the names of its columns, a view its own verb, a GROUP
        BY the columns that hang on its keys, intervals their sum, and documents what is in them.
        """
        if not self._settings.speaks_postgres or len(planned.statements) != 1:
            return None
        days_first = self._settings.style.date_style.endswith("DMY")
        if days_first and casts_day_and_month(planned.text):
            raise SqlNotSupported(
                "a cast of a date like '01/02/2026' is not supported with DateStyle DMY",
                hint="Write the date as 'YYYY-MM-DD'.",
            )
        if not failure and planned.kind != "INSERT" and not may_be_typed(planned.sql):
            return None
        cursor = self._cursor()
        sql = planned.sql
        if failure:
            sql = (
                with_columns(sql, failure, cursor)
                or of_view(sql, failure)
                or with_dependents(sql, failure, cursor)
                or with_interval_sums(sql, failure)
                or with_containment(sql, failure)
                or with_real_public(sql, failure, cursor)
                or without_conflicts(sql, failure)
                or sql
            )
            if sql == planned.sql:
                return None
        elif may_be_typed(sql):
            sql = with_types(sql, cursor, days_first=days_first)
        if planned.kind == "INSERT" and may_meet(sql):
            sql = with_keys_counted(sql, cursor)
        if sql == planned.sql:
            return None
        return replace(planned, sql=sql, statements=tuple(self._parsed(sql)))

    def _show_catalog(self) -> None:
        """Have PostgreSQL's catalog beside the database; verdicts that rest on its absence count no more."""
        if self._need_catalog():
            self._cache.resolver.catalog_changed()

    def _parsed(self, sql: str) -> list[Statement]:
        cursor = self._cursor()
        acts, shows_activity = self._functions.names(sql), names_activity(sql)
        if acts or shows_activity or DATABASE in sql:
            self._show_catalog()
        return self._cache.resolver.statements(sql, self._subject(), cursor, search_path=self._search_path())

    def columns(
        self, planned: PlannedStatement, parameter_types: Sequence[int] = ()
    ) -> Sequence[tuple[str, ColumnType]] | None:
        """The columns that a statement will give; None when it gives no rows."""
        cursor = self._cursor()
        self.admit(planned, cursor)
        try:
            found = describe(planned.sql, cursor, parameter_types)
        except (SqlNameError, SqlTypeError) as error:
            finished = self.finished(planned, error.message) or self.finished(planned)
            if finished is None:
                raise
            found = describe(finished.sql, cursor, parameter_types)
        return None if found is None else [result_column(name, column_type(kind)) for name, kind in found]

    def parameter_types(self, prepared: Prepared) -> tuple[int, ...]:
        """The types of a statement's parameters, found out once."""
        if prepared.parameter_types is None:
            prepared.parameter_types = self._inferred(prepared)
        return prepared.parameter_types

    def _inferred(self, prepared: Prepared) -> tuple[int, ...]:
        planned = prepared.planned
        if planned is None or planned.refusal is not None or planned.written or "$" not in planned.text:
            return prepared.declared_types
        inner = planned
        if isinstance(planned.command, (c.Declare, c.Explain)):
            inner = self.sql(planned.command.sql)
        elif planned.command is not None:
            return prepared.declared_types
        cursor = self._cursor()
        self.admit(inner, cursor)
        prepared.documents = self._documents(inner, planned, prepared.declared_types, cursor)
        if isinstance(inner.prelude, Modification):
            return self._of_pieces(inner.prelude, prepared.declared_types, cursor)
        if planned.rows:
            return self._of_rows(planned, prepared.declared_types, cursor)
        return tuple(infer_parameter_types(inner.sql, prepared.declared_types, cursor, written=planned.text))

    @staticmethod
    def _documents(
        inner: PlannedStatement, planned: PlannedStatement, declared: Sequence[int], cursor: Cursor
    ) -> frozenset[int]:
        """The numbers of the parameters that become documents of jsonb, and are declared otherwise."""
        if isinstance(inner.prelude, Modification) or not declared:
            return frozenset()
        if not planned.rows:
            return documents(inner.sql, declared, cursor, written=planned.text)
        width = len(parameter_numbers(planned.sql))
        first = documents(planned.sql, declared[:width], cursor, written=planned.text)
        return frozenset(at + width * row for at in first for row in range(planned.rows))

    def _of_rows(self, planned: PlannedStatement, declared: Sequence[int], cursor: Cursor) -> tuple[int, ...]:
        """Parameters have the types that they are declared with, or those of the first row."""
        width = len(parameter_numbers(planned.sql))
        first = infer_parameter_types(planned.sql, declared[:width], cursor, written=planned.text)
        given = [*declared, *[0] * (width * planned.rows - len(declared))]
        return tuple(oid if oid not in {0, UNKNOWN_OID} else first[at % width] for at, oid in enumerate(given))

    def _of_pieces(self, whole: Modification, declared: Sequence[int], cursor: Cursor) -> tuple[int, ...]:
        """Each parameter's type is that of the first piece that names it."""
        found: dict[int, int] = dict(enumerate(declared, 1))
        for piece in whole.pieces:
            numbers = parameter_numbers(piece)
            # What the piece does not name is as good as declared.
            known = [
                found.get(place) or (0 if place in numbers else TEXT_OID) for place in range(1, max([0, *numbers]) + 1)
            ]
            types = infer_parameter_types(self.sql(piece).sql, known, cursor, written=piece)
            found |= {place: types[place - 1] for place in numbers if not found.get(place)}
        return tuple(found.get(place, TEXT_OID) for place in range(1, max([0, *found]) + 1))


def _misleading(view: str) -> SqlNotSupported:
    """What is raised for a view that would read a temporary table in place of the one that it was made for."""
    return SqlNotSupported(
        f"view {view} reads a table that has the name of a temporary one, by which the engine would read that one",
        hint="ALTER TABLE … RENAME TO …, or DROP TABLE, for the temporary table.",
        construct="temporary table of the same name",
    )
