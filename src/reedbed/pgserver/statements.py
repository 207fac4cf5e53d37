"""Statements of clients' texts, ready to run, and the cache in which all sessions find them.

A text is split, told apart from session commands, rewritten to DuckDB's SQL and parsed by DuckDB once; whoever sends
it again, in any session, finds the result.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reedbed import errors
from reedbed.pgserver.activity.table import led_to_view, names_activity
from reedbed.pgserver.advisory import AdvisoryUse, advisory_use
from reedbed.pgserver.answers.shapes import Plain, Shape, Shapes
from reedbed.pgserver.answers.tags import command_words
from reedbed.pgserver.columnar_inserts import insert_in_columns
from reedbed.pgserver.constants import WrittenRows, written_rows
from reedbed.sql.postgres.commands import Command, parse_command
from reedbed.sql.postgres.preludes import Prelude, prelude_of
from reedbed.sql.postgres.repetition import one_row
from reedbed.sql.postgres.rewriting import rewrite
from reedbed.sql.postgres.row_locks import locks_rows
from reedbed.sql.postgres.splitting import StatementText, bare_statement, split
from reedbed.sql.postgres.triggers import may_differ

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from reedbed.engine import Statement
    from reedbed.engine.resolver import Resolver

    Parse = Callable[[str], list[Statement]]
    """Parses DuckDB's final text, and raises `AccessDenied` when the session's user may not run it."""

MAX_ENTRIES = 4096
MAX_CACHED_CHARACTERS = 1 << 16
"""Longer texts are literals in bulk, which do not come twice."""

SHORTEST_ROWS = 64
"""Shorter texts hold no rows that are worth to be put in columns."""

_PLAIN_KINDS = frozenset({"SELECT", "UPDATE", "DELETE"})
_OF_CATALOG = ("pg_", "information_schema", "oid", "reedbed")

SESSION_KINDS = frozenset({"SELECT", "EXPLAIN", "RELATION", "SET", "VARIABLE_SET", "PRAGMA", "LOAD", "CALL"})
"""Kinds that leave the database's data as it is, so that no writer has to be waited for."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PlannedStatement:
    """One statement: what the client wrote and where, and either a command of the session or SQL for DuckDB.

    `refusal` is why it cannot run; the statements before it in its text can all the same.
    """

    text: str
    offset: int = 0
    command: Command | None = None
    sql: str = ""
    statements: tuple[Statement, ...] = ()
    words: str = ""
    writes: bool = False
    refusal: errors.ReedbedError | None = None
    advisory: AdvisoryUse | None = None
    shape: Shape | None = None
    rows: int = 0
    """How many rows the statement has, where `text` and `sql` are that of one of them."""
    written: WrittenRows | None = None
    """The rows of a statement of constants, where `sql` is that of one row of parameters."""
    prelude: Prelude | None = None
    """What is done before it; what its text says without that is `sql`."""

    @property
    def kind(self) -> str:
        """DuckDB's name for the statement; empty for a command."""
        return self.statements[-1].kind if self.statements else ""

    @property
    def locks_rows(self) -> bool:
        """Whether it is a SELECT … FOR UPDATE or the like: nobody is to change what it reads before its block ends."""
        return self.kind == "SELECT" and locks_rows(self.text)


class StatementCache:
    """Texts and what they hold, by dialect; the least lately used goes when it is full."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver
        self._lock = threading.Lock()
        self._entries: dict[tuple[str, bool], tuple[PlannedStatement, ...]] = {}
        self._shapes = Shapes()

    def find(self, text: str, *, postgres: bool) -> tuple[PlannedStatement, ...] | None:
        """The statements of a text that was planned before."""
        key = (text, postgres)
        with self._lock:
            found = self._entries.pop(key, None)
            if found is not None:
                self._entries[key] = found
            return found

    def plan(self, text: str, parse: Parse, *, postgres: bool) -> tuple[PlannedStatement, ...]:
        """The statements of a text.

        Raises `SqlSyntaxError` when one of them does not parse, so that nothing of the text runs.
        """
        made = self._statements(text, parse, postgres=postgres)
        if len(text) <= MAX_CACHED_CHARACTERS and all(each.written is None for each in made):
            with self._lock:
                self._entries[text, postgres] = made
                if len(self._entries) > MAX_ENTRIES:
                    del self._entries[next(iter(self._entries))]
        return made

    def _statements(self, text: str, parse: Parse, *, postgres: bool) -> tuple[PlannedStatement, ...]:
        if not postgres:
            return tuple(self._planned(each, parse, postgres=False) for each in split(text))
        bare = bare_statement(text)
        plain = self._plain(bare, parse)
        if plain is not None:
            return (plain,)
        repeated = one_row(text)
        if repeated is not None:
            return (replace(self.planned_sql(repeated[0], parse, postgres=True), rows=repeated[1]),)
        # Before the text is split, which takes a look at each of its tokens.
        written = self._written(bare, parse)
        if written is not None:
            return (written,)
        texts = split(text)
        several = len(texts) > 1
        return tuple(
            (self._written(each, parse) if several else None) or self._planned(each, parse, postgres=True)
            for each in texts
        )

    def _plain(self, text: StatementText, parse: Parse) -> PlannedStatement | None:
        """A statement like one that was planned before but for its literals, on which nothing in the plan hangs."""
        shape = self._shapes.of(text.sql)
        if shape.plain is None:
            return None
        statements = parse(text.sql)
        words, writes = shape.plain
        return PlannedStatement(
            text=text.sql,
            offset=text.offset,
            sql=text.sql,
            statements=tuple(statements),
            words=words,
            writes=writes,
            shape=shape,
        )

    def _written(self, text: StatementText, parse: Parse) -> PlannedStatement | None:
        """An INSERT of many rows of constants; None for other statements, and for what fails when it is planned."""
        written = written_rows(text.sql) if len(text.sql) >= SHORTEST_ROWS else None
        if written is None:
            return None
        try:
            template = self.find(written.template, postgres=True) or self.plan(written.template, parse, postgres=True)
        except errors.ReedbedError:
            return None
        one = template[0]
        if len(template) > 1 or one.prelude is not None or insert_in_columns(one.sql) is None:
            return None
        return replace(one, text=text.sql, offset=text.offset, written=written)

    def _planned(self, text: StatementText, parse: Parse, *, postgres: bool) -> PlannedStatement:
        try:
            command = parse_command(text.sql)
        except errors.SqlNotSupported as refusal:
            return PlannedStatement(text=text.sql, offset=text.offset, refusal=refusal)
        except errors.SqlSyntaxError:
            raise
        if command is not None:
            return PlannedStatement(text=text.sql, offset=text.offset, command=command)
        planned = self.planned_sql(text.sql, parse, postgres=postgres)
        return replace(planned, offset=text.offset) if text.offset else planned

    def planned_sql(self, sql: str, parse: Parse, *, postgres: bool) -> PlannedStatement:
        """A statement that is no command, such as the query of a cursor."""
        try:
            prelude = prelude_of(sql) if postgres else None
            final = rewrite(sql if prelude is None else prelude.remaining) if postgres else sql
            if names_activity(final):
                final = led_to_view(final)
        except errors.SqlSyntaxError:
            raise
        except errors.ReedbedError as refusal:
            return PlannedStatement(text=sql, refusal=refusal)
        statements = [each for each in parse(final) if each.sql or each.parsed]
        if not statements:
            raise errors.SqlSyntaxError("The text holds no SQL statement.")
        planned = PlannedStatement(
            text=sql,
            sql=final,
            statements=tuple(statements),
            words=command_words(sql, statements[-1].kind),
            writes=prelude is not None or any(_writes(each) for each in statements),
            prelude=prelude,
            shape=self._shapes.of(sql),
            advisory=advisory_use(sql),
        )
        if postgres and planned.shape is not None and planned.shape.plain is None and _is_plain(planned):
            planned.shape.plain = Plain(planned.words, planned.writes)
        return planned


def _is_plain(planned: PlannedStatement) -> bool:
    """Whether a statement's plan is that of all of its shape.

    `may_differ` looks at what is not inside of strings, but for names of the catalog, and passes over the digits of
    numbers.
    """
    if planned.sql is not planned.text or planned.kind not in _PLAIN_KINDS or len(planned.statements) != 1:
        return False
    lower = planned.sql.lower()
    return planned.advisory is None and not any(each in lower for each in _OF_CATALOG) and not may_differ(planned.sql)


def _writes(statement: Statement) -> bool:
    if not statement.sql:
        # The making of a temporary type, which DuckDB puts before a PIVOT.
        return False
    return statement.kind not in SESSION_KINDS or not (statement.reads_only or statement.kind != "EXPLAIN")


def only(statements: Sequence[PlannedStatement]) -> PlannedStatement | None:
    """The one statement of a text for the extended protocol; None for an empty text."""
    if len(statements) > 1:
        raise errors.StatementNotFitting("cannot insert multiple commands into a prepared statement")
    return statements[0] if statements else None
