"""Violated constraints in PostgreSQL's words, with the fields by which clients find out what was violated.

DuckDB names columns and values, but not always the table; that is the one which the statement writes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from reedbed.sql.postgres.lexing import TokenKind, name_value, tokens

if TYPE_CHECKING:
    from collections.abc import Mapping

_DUPLICATE: Final = re.compile(r'^Duplicate key "(.*)" violates (primary key|unique) constraint', re.DOTALL)
_TWICE: Final = re.compile(r'^PRIMARY KEY or UNIQUE constraint violation: duplicate key "(.*)"$', re.DOTALL)
"""Of rows of one statement, or of one transaction: DuckDB names no columns."""
_NULL: Final = re.compile(r"^NOT NULL constraint failed: (.+)\.([^.]+)$")
_CHECK: Final = re.compile(r"^CHECK constraint failed on table (.+?) with expression (CHECK.*)$", re.DOTALL)
# As the dialect writes the constraint of varchar(n) and char(n).
_LENGTH: Final = re.compile(r"CHECK\(+length\((?:rtrim\()?CAST\(.* AS VARCHAR\).* <= (\d+)\)+$", re.DOTALL)
_MISSING: Final = re.compile(r'^Violates foreign key constraint because key "(\w+): (.*?)" does not exist', re.DOTALL)
_REFERENCED: Final = re.compile(
    r'^Violates foreign key constraint because key "(\w+): (.*?)" is still referenced', re.DOTALL
)
_STRING: Final = re.compile(r"'[^']*'")
_PAIR: Final = re.compile(r"(?:^|, )(\w+): ")
_BEFORE_TABLE: Final = frozenset({"into", "update", "copy"})
_UNNAMED: Final = "duplicate key value violates a unique constraint"
_LONGEST_LOOK: Final = 4096
"""Characters of a statement in which its table is looked for."""


class Violation(NamedTuple):
    """What is sent of a violated constraint: message, detail, and fields of ErrorResponse by their letters."""

    message: str
    detail: str
    fields: Mapping[str, str]


def violation(message: str, sql: str) -> Violation | None:
    """The violation that DuckDB's message tells; None for what it says in other words."""
    duplicate = _DUPLICATE.match(message)
    if duplicate is not None:
        return _duplicate(duplicate[1], sql, primary=duplicate[2] == "primary key")
    null = _NULL.match(message)
    if null is not None:
        table, column = null.groups()
        return Violation(
            f'null value in column "{column}" of relation "{table}" violates not-null constraint',
            "",
            {"t": table, "c": column},
        )
    return _of_rows(message, sql)


def _of_rows(message: str, sql: str) -> Violation | None:
    check = _CHECK.match(message)
    length = None if check is None else _LENGTH.match(check[2])
    if check is not None and length is not None:
        kind = "character" if "rtrim(" in check[2] else "character varying"
        return Violation(f"value too long for type {kind}({length[1]})", "", {"C": "22001"})
    if check is not None:
        return Violation(
            f'new row for relation "{check[1]}" violates a check constraint',
            f"The constraint is {check[2]}.",
            {"t": check[1]},
        )
    twice = _TWICE.match(message)
    if twice is not None:
        table = written_table(sql)
        return Violation(_UNNAMED, f"The key is {twice[1]}.", {"t": table} if table else {})
    missing, referenced = _MISSING.match(message), _REFERENCED.match(message)
    found = missing or referenced
    if found is None:
        return None
    table = written_table(sql)
    deed = "insert or update" if missing else "update or delete"
    return Violation(
        f'{deed} on table "{table}" violates a foreign key constraint',
        f"Key ({found[1]})=({found[2]}) is {'not present in the referenced table' if missing else 'still referenced'}.",
        {"t": table} if table else {},
    )


def _duplicate(pairs: str, sql: str, *, primary: bool) -> Violation:
    table = written_table(sql)
    found = list(_PAIR.finditer(pairs))
    columns = [each[1] for each in found]
    ends = [*(each.start() for each in found[1:]), len(pairs)]
    values = [pairs[each.end() : end] for each, end in zip(found, ends, strict=False)]
    bare = _STRING.sub("", sql)
    if len(columns) > 1 and not all(re.search(rf"\b{each}\b", bare, re.IGNORECASE) for each in columns):
        # A value may hold what looks like the next column.
        return Violation(_UNNAMED, f"The key is {pairs}.", {})
    name = "_".join([table, *([] if primary else columns), "pkey" if primary else "key"])
    return Violation(
        f'duplicate key value violates unique constraint "{name}"' if table else _UNNAMED,
        f"Key ({', '.join(columns)})=({', '.join(values)}) already exists.",
        {"t": table, "n": name} if table else {},
    )


def written_table(sql: str) -> str:
    """The table that a statement writes, without its schema; empty when that cannot be told."""
    try:
        words = list(tokens(sql[:_LONGEST_LOOK]))
    except ValueError:
        return ""
    for place, word in enumerate(words[:-1]):
        deletes = word.folded == "from" and place > 0 and words[place - 1].folded == "delete"
        if word.kind is TokenKind.WORD and (deletes or word.folded in _BEFORE_TABLE):
            end = place + 1
            while end + 2 < len(words) and words[end + 1].text == ".":
                end += 2
            named = words[end]
            return name_value(named) if named.kind in {TokenKind.WORD, TokenKind.QUOTED} else ""
    return ""
