"""Temporary tables that end, or are emptied, with a transaction: `ON COMMIT DROP` and `ON COMMIT DELETE ROWS`.

DuckDB keeps a table and its rows until somebody drops or deletes them, which is done here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from reedbed.engine.resolver.targets import targets_of
from reedbed.engine.resolver.tokens import tokens_of
from reedbed.sql import literal, quote

if TYPE_CHECKING:
    from reedbed.engine import Transaction
    from reedbed.pgserver.session import Session
    from reedbed.pgserver.statements import PlannedStatement

_STRING: Final = re.compile(r"'[^']*'|\"[^\"]*\"")
_PASSING: Final = re.compile(r"\bon\s+commit\s+(drop|delete\s+rows)\b", re.IGNORECASE)


@dataclass(slots=True)
class _Emptied:
    """The tables that a session has ON COMMIT DELETE ROWS, and the transaction that will empty them."""

    tables: set[str] = field(default_factory=set)
    by: Transaction | None = None


_emptied: Final[WeakKeyDictionary[Session, _Emptied]] = WeakKeyDictionary()


def note_passing(session: Session, transaction: Transaction, planned: PlannedStatement) -> None:
    """After a statement has written: what is to go with the commit goes; a rollback takes it back by itself."""
    if planned.kind == "CREATE":
        found = _PASSING.search(_STRING.sub("''", planned.text))
        if found is not None or session in _emptied:
            for target in targets_of(planned.kind, tokens_of(planned.statements[-1].sql)):
                if target.temporary:
                    _note(session, transaction, target.name[-1], found[1].casefold() if found else "")
    emptied = _emptied.get(session)
    if emptied is not None and emptied.by is not transaction:
        emptied.by = transaction
        transaction.before_commit(partial(_empty, transaction, emptied.tables))


def _note(session: Session, transaction: Transaction, table: str, action: str) -> None:
    if session in _emptied:
        _emptied[session].tables.discard(table)
    if action == "drop":
        transaction.before_commit(partial(_run, transaction, f"DROP TABLE IF EXISTS temp.{quote(table)}"))
    elif action:
        _emptied.setdefault(session, _Emptied()).tables.add(table)


def _run(transaction: Transaction, sql: str) -> None:
    transaction.execute(sql)


def _empty(transaction: Transaction, tables: set[str]) -> None:
    for name in list(tables):
        here = f"SELECT 1 FROM duckdb_tables() WHERE temporary AND lower(table_name) = {literal(name.lower())}"
        if transaction.rows(here):
            transaction.execute(f"DELETE FROM temp.{quote(name)}")
        else:
            tables.discard(name)
