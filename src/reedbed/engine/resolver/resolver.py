"""The one place where a statement's text is held against what its user may do; verdicts are kept."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Final, TypeAlias

from reedbed.engine.resolver.examination import Examination
from reedbed.engine.resolver.facts import BUILT_IN, Facts, facts_of
from reedbed.engine.resolver.functions import SAFE_SETTINGS, function_classes
from reedbed.engine.resolver.mentions import name_at
from reedbed.engine.resolver.names import NameRules
from reedbed.engine.resolver.subjects import Grants, Role
from reedbed.engine.resolver.tokens import folded, tokens_of
from reedbed.engine.statements import Statement, split_statements
from reedbed.errors import AccessDenied, InvalidSetting
from reedbed.sql import DEFAULT_SCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reedbed.engine.cursors import Cursor
    from reedbed.engine.database import Database
    from reedbed.engine.resolver.subjects import Subject
    from reedbed.sql import TableName

KEPT_VERDICTS: Final = 8192
LONGEST_KEPT_TEXT: Final = 65_536
FACTS_AGE_SECONDS: Final = 60.0
"""How long a look at the catalog counts at most, for changes that nobody told about."""

_CHANGES_CATALOG: Final = frozenset({"CREATE", "DROP", "ALTER", "ATTACH", "DETACH", "LOAD", "COPY_DATABASE", "CALL"})

_Key: TypeAlias = tuple[str, Role, Grants, str]


class Resolver:
    """Checks the texts of a database's clients. Safe to share between threads.

    `functions` are functions that readers and writers may call beside those of DuckDB's that are pure: those of an
    extension that the owner loads, or functions that the owner registers. Raises `InvalidSetting` for one that is
    refused whatever a setting says, because it reaches files, the network, settings or other processes.
    """

    def __init__(self, database: Database, functions: Iterable[str] = ()) -> None:
        self._database = database
        self._catalog = folded(database.catalog)
        self._functions = frozenset(map(folded, functions))
        classes = function_classes()
        for name in sorted(self._functions & (classes.owners | classes.extensions | classes.writers | classes.checked)):
            raise InvalidSetting(
                f"{name}() is not for everybody, and no setting makes it so.", hint="reedbed config show", function=name
            )
        self._lock = threading.Lock()
        self._generation = 0
        self._facts: tuple[int, float, Facts] | None = None
        self._verdicts: dict[_Key, int] = {}

    def statements(self, sql: str, subject: Subject, cursor: Cursor, *, search_path: str = "") -> list[Statement]:
        """The statements of a text, all of them checked; to be called in place of `split_statements`.

        The arguments are those of `check_text`.
        """
        self.check_text(sql, subject, cursor, search_path=search_path)
        found = split_statements(sql, cursor.raw)
        if any(statement.kind in _CHANGES_CATALOG for statement in found):
            self.catalog_changed()
        return found

    def check(self, statement: Statement, subject: Subject, cursor: Cursor, *, search_path: str = "") -> None:
        """Check one statement by its text; one without a text, a piece of a PIVOT, is checked with its whole."""
        if statement.sql:
            self.check_text(statement.sql, subject, cursor, search_path=search_path)
        elif subject.role is not Role.OWNER:
            raise AccessDenied("A piece of a statement cannot be checked alone.", hint="send the whole statement")

    def check_text(self, sql: str, subject: Subject, cursor: Cursor, *, search_path: str = "") -> None:
        """Raise `AccessDenied` unless the user may run every statement of `sql`, which is DuckDB's final text.

        `search_path` is what the session set it to, "" for none; `cursor` is the session's. Nothing of the text has
        been run or bound before, nor parsed by DuckDB, which opens files while it parses IMPORT DATABASE. Raises
        `SqlSyntaxError` when the text does not parse, `SqlNameError` when it calls a function that there is not.
        """
        if subject.role is Role.OWNER:
            return
        key = (sql, subject.role, subject.grants, search_path)
        generation = self._generation
        if self._verdicts.get(key) == generation and not self._facts_are_old():
            return
        names = self._names(subject, cursor, search_path)
        Examination(subject, names, self._functions).examine(sql)
        if not names.used_temporary and len(sql) <= LONGEST_KEPT_TEXT:
            self._keep(key, generation)

    def check_name(self, name: TableName, subject: Subject, cursor: Cursor, *, changed: str = "") -> None:
        """Raise `AccessDenied` unless the user may read the relation, or change it as the kind of object `changed`.

        The name is taken as it is, in the store's own database. For text there is `check_text`.
        """
        if subject.role is Role.OWNER:
            return
        names = self._names(subject, cursor, "")
        Examination(subject, names, self._functions).examine_name(name, changed=changed)

    def check_setting(self, name: str, subject: Subject) -> None:
        """Raise `AccessDenied` unless the user may see the value of a setting of DuckDB's."""
        if subject.role is not Role.OWNER and folded(name) not in SAFE_SETTINGS:
            raise AccessDenied(
                f"A {subject.role} may not read the setting {name!r}.", hint="reedbed users list", user=subject.user
            )

    @property
    def generation(self) -> int:
        """Another number after each change of the catalog that was told."""
        return self._generation

    def catalog_changed(self) -> None:
        """Forget what rests on the catalog; to be called when DDL ran, and when a transaction with DDL committed."""
        with self._lock:
            self._generation += 1

    def _keep(self, key: _Key, generation: int) -> None:
        with self._lock:
            if len(self._verdicts) >= KEPT_VERDICTS:
                self._verdicts.clear()
            self._verdicts[key] = generation

    def _names(self, subject: Subject, cursor: Cursor, search_path: str) -> NameRules:
        return NameRules(
            grants=subject.grants,
            catalog=self._catalog,
            search_path=self._schemas(search_path),
            facts=self._current_facts,
            cursor=cursor,
        )

    def _schemas(self, search_path: str) -> tuple[str, ...]:
        """The schemas of a search path; one of another database keeps its full name, which no table is found under."""
        tokens, index, schemas = tokens_of(search_path), 0, []
        while index < len(tokens):
            name, index = name_at(tokens, index)
            index += 1
            if len(name) > 1 and name[0] in BUILT_IN:
                continue
            schemas += [name[-1] if len(name) == 1 or name[0] == self._catalog else ".".join(name)] if name else []
        return tuple(schemas) or (DEFAULT_SCHEMA,)

    def _facts_are_old(self) -> bool:
        return self._facts is not None and time.monotonic() - self._facts[1] > FACTS_AGE_SECONDS

    def _current_facts(self) -> Facts:
        generation, now = self._generation, time.monotonic()
        with self._lock:
            known = self._facts
        if known is not None and known[0] == generation and now - known[1] <= FACTS_AGE_SECONDS:
            return known[2]
        cursor = self._database.cursor()
        try:
            facts = facts_of(cursor, self._database.catalog)
        finally:
            cursor.close()
        with self._lock:
            if known is not None and known[2] != facts:
                # Somebody changed the catalog and did not say so: the verdicts before this look count no more.
                self._generation = max(self._generation, generation + 1) if known[0] == generation else self._generation
            self._facts = (self._generation, now, facts)
        return facts
