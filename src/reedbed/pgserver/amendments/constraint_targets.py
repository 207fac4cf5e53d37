"""INSERT … ON CONFLICT ON CONSTRAINT: the name of a key as its columns, which is what the engine takes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from reedbed.errors import SqlNameError
from reedbed.pgserver.refusals.violations import written_name
from reedbed.sql import quote
from reedbed.sql.postgres.constraint_names import KEYS
from reedbed.sql.postgres.lexing import name_value, tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from reedbed.store.ledger import NamedConstraint

_MAY_NAME: Final = re.compile(r"\bon\s+conflict\s+on\s+constraint\b", re.IGNORECASE)
_TARGET: Final = ["on", "conflict", "on", "constraint"]


def with_columns_of_keys(sql: str, constraints: Callable[[Sequence[str]], Sequence[NamedConstraint]]) -> str:
    """The statement with columns in place of the name of their constraint.

    `constraints` gives those of a table by the parts of its name. One that is not there is left to the engine. Raises
    `SqlNameError` for a name that is none of the table's, or none of a key.
    """
    if _MAY_NAME.search(sql) is None:
        return sql
    words = list(tokens(sql))
    for at in range(len(words) - 4, -1, -1):
        if [each.folded for each in words[at : at + 4]] == _TARGET and at + 4 < len(words):
            statement = sql[max((each.end for each in words[:at] if each.text == ";"), default=0) : words[at].start]
            table = written_name(statement)
            there = constraints(table) if table else []
            if there:
                columns = ", ".join(map(quote, _columns(there, name_value(words[at + 4]), table[-1])))
                sql = f"{sql[: words[at + 2].start]}({columns}){sql[words[at + 4].end :]}"
    return sql


def _columns(there: Sequence[NamedConstraint], name: str, table: str) -> tuple[str, ...]:
    found = next((each for each in there if each.name == name), None)
    if found is None:
        raise SqlNameError(f'42704: constraint "{name}" for table "{table}" does not exist')
    if found.kind not in KEYS:
        raise SqlNameError("42809: constraint in ON CONFLICT clause has no associated index")
    return found.columns
