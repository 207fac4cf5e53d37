"""`CREATE TEMPORARY TABLE … ON COMMIT DROP`: DuckDB keeps such a table until somebody drops it, which is done here."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Final

from reedbed.engine.resolver.targets import targets_of
from reedbed.engine.resolver.tokens import tokens_of
from reedbed.sql import quote

if TYPE_CHECKING:
    from reedbed.engine import Transaction
    from reedbed.pgserver.statements import PlannedStatement

_STRING: Final = re.compile(r"'[^']*'|\"[^\"]*\"")
_DROPPING: Final = re.compile(r"\bon\s+commit\s+drop\b", re.IGNORECASE)


def drop_at_commit(transaction: Transaction, planned: PlannedStatement) -> None:
    """Let a table that was made so go with the commit of its transaction, whose rollback takes it back by itself."""
    if planned.kind != "CREATE" or _DROPPING.search(_STRING.sub("''", planned.text)) is None:
        return
    for target in targets_of(planned.kind, tokens_of(planned.statements[-1].sql)):
        if target.temporary:
            drop = f"DROP TABLE IF EXISTS temp.{quote(target.name[-1])}"
            transaction.before_commit(partial(_run, transaction, drop))


def _run(transaction: Transaction, sql: str) -> None:
    transaction.execute(sql)
