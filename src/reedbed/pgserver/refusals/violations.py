"""Violated constraints in PostgreSQL's words, with the fields by which clients find out what was violated.

DuckDB names columns and values, but not always the table; that is the one which the statement writes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from reedbed.pgserver.refusals.violated import Candidates
from reedbed.sql.postgres.lexing import NAMES, TokenKind, name_value, tokens
from reedbed.sql.postgres.schemas import stored_name

if TYPE_CHECKING:
    from collections.abc import Mapping

_DUPLICATE: Final = re.compile(r'^Duplicate key "(.*)" violates (primary key|unique) constraint', re.DOTALL)
_TWICE: Final = re.compile(r'^PRIMARY KEY or UNIQUE constraint violation: duplicate key "(.*)"$', re.DOTALL)
"""Of rows of one statement, or of one transaction: DuckDB names no columns."""
_NULL: Final = re.compile(r"^NOT NULL constraint failed: (.+)\.([^.]+)$")
_CHECK: Final = re.compile(r"^CHECK constraint failed on table (.+?) with expression (CHECK.*)$", re.DOTALL)
# As the dialect writes the constraint of varchar(n) and char(n).
_LENGTH: Final = re.compile(r"CHECK\(+length\((?:rtrim\()?CAST\(.* AS VARCHAR\).* <= (\d+)\)+$", re.DOTALL)
_MISSING: Final = re.compile(r'^Violates foreign key constraint because key "(.*?)" does not exist', re.DOTALL)
_REFERENCED: Final = re.compile(r'^Violates foreign key constraint because key "(.*?)" is still referenced', re.DOTALL)
_STRING: Final = re.compile(r"'[^']*'")
_PAIR: Final = re.compile(r"(?:^|, )(\w+): ")
_SPELLED_PAIR: Final = re.compile(r"(?:^|, )([^:,]+): ")
_BEFORE_TABLE: Final = frozenset({"into", "update", "copy"})
_UNNAMED: Final = "duplicate key value violates a unique constraint"
_LONGEST_LOOK: Final = 4096
"""Characters of a statement in which its table is looked for."""


class Violation(NamedTuple):
    """What is sent of a violated constraint: message, detail, and fields of ErrorResponse by their letters."""

    message: str
    detail: str
    fields: Mapping[str, str]


def violation(message: str, sql: str, violable: Candidates | None = None) -> Violation | None:
    """The violation that DuckDB's message tells; None for what it says in other words.

    `violable` are the constraints that the statement may have violated, where they are known.
    """
    known = violable or Candidates()
    place = {"s": known.schema} if known.schema else {}
    duplicate = _DUPLICATE.match(message)
    if duplicate is not None:
        return _duplicate(duplicate[1], sql, known, place, primary=duplicate[2] == "primary key")
    null = _NULL.match(message)
    if null is not None:
        table, column = null.groups()
        return Violation(
            f'null value in column "{column}" of relation "{table}" violates not-null constraint',
            "",
            place | {"t": table, "c": column},
        )
    check = _CHECK.match(message)
    if check is not None:
        return _check(check[1], check[2], known, place)
    twice = _TWICE.match(message)
    return _link(message, sql, known) if twice is None else _twice(twice[1], sql, known, place)


def _check(table: str, definition: str, known: Candidates, place: Mapping[str, str]) -> Violation:
    length = _LENGTH.match(definition)
    if length is not None:
        kind = "character" if "rtrim(" in definition else "character varying"
        return Violation(f"value too long for type {kind}({length[1]})", "", {"C": "22001"})
    name = known.check(definition)
    named = f'check constraint "{name}"' if name else "a check constraint"
    fields = {**place, "t": table, **({"n": name} if name else {})}
    return Violation(f'new row for relation "{table}" violates {named}', f"The constraint is {definition}.", fields)


def _twice(values: str, sql: str, known: Candidates, place: Mapping[str, str]) -> Violation:
    """Of two rows of one transaction, of which DuckDB tells the values of the key only."""
    table, key = written_table(sql), known.key_of(values)
    if key is None:
        return Violation(_UNNAMED, f"The key is {values}.", {**place, "t": table} if table else {})
    return Violation(
        f'duplicate key value violates unique constraint "{key.name}"',
        f"Key ({', '.join(key.columns)})=({values}) already exists.",
        {**place, "t": key.table.name, "n": key.name},
    )


def _link(message: str, sql: str, known: Candidates) -> Violation | None:
    missing, referenced = _MISSING.match(message), _REFERENCED.match(message)
    found = missing or referenced
    if found is None:
        return None
    columns, values = _pairs(found[1])
    if not columns:
        return None
    table = written_table(sql)
    deed = f'{"insert or update" if missing else "update or delete"} on table "{table}"'
    # DuckDB names the columns that are referred to where a row is missing, and those that refer where it is needed.
    link = known.missing(columns, values) if missing else known.referenced(columns, values)
    if link is None:
        told = "not present in the referenced table" if missing else "still referenced"
        detail = f"Key ({', '.join(columns)})=({', '.join(values)}) is {told}."
        return Violation(f"{deed} violates a foreign key constraint", detail, {"t": table} if table else {})
    on = "" if missing else f' on table "{link.table.name}"'
    told = (
        f'not present in table "{link.referenced}"' if missing else f'still referenced from table "{link.table.name}"'
    )
    key = link.columns if missing else link.referenced_columns
    return Violation(
        f'{deed} violates foreign key constraint "{link.name}"{on}',
        f"Key ({', '.join(key)})=({', '.join(values)}) is {told}.",
        {"s": link.shown_schema, "t": link.table.name, "n": link.name},
    )


def _pairs(pairs: str) -> tuple[list[str], list[str]]:
    """Columns and values out of `a: 1, b: 2`."""
    found = list(_PAIR.finditer(pairs))
    if not found or found[0].start():
        # The first column's name is no plain word.
        found = list(_SPELLED_PAIR.finditer(pairs))
    ends = [*(each.start() for each in found[1:]), len(pairs)]
    return [each[1] for each in found], [pairs[each.end() : end] for each, end in zip(found, ends, strict=False)]


def _duplicate(pairs: str, sql: str, known: Candidates, place: Mapping[str, str], *, primary: bool) -> Violation:
    table = written_table(sql)
    columns, values = _pairs(pairs)
    bare = _STRING.sub("", sql)
    name = known.key(columns, primary=primary)
    said = all(re.search(rf"\b{re.escape(each)}\b", bare, re.IGNORECASE) for each in columns)
    if not columns or (not name and len(columns) > 1 and not said):
        # A name may have a colon, and a value what looks like the next column.
        return Violation(_UNNAMED, f"The key is {pairs}.", {})
    name = name or "_".join([table, *([] if primary else columns), "pkey" if primary else "key"])
    return Violation(
        f'duplicate key value violates unique constraint "{name}"' if table else _UNNAMED,
        f"Key ({', '.join(columns)})=({', '.join(values)}) already exists.",
        {**place, "t": table, "n": name} if table else {},
    )


def written_table(sql: str) -> str:
    """The table that a statement writes, without its schema; empty when that cannot be told."""
    return next(reversed(written_name(sql)), "")


def written_name(sql: str) -> tuple[str, ...]:
    """The name of that table in its parts; none when it cannot be told."""
    try:
        words = list(tokens(sql[:_LONGEST_LOOK]))
    except ValueError:
        return ()
    for place, word in enumerate(words[:-1]):
        deletes = word.folded == "from" and place > 0 and words[place - 1].folded == "delete"
        if word.kind is TokenKind.WORD and (deletes or word.folded in _BEFORE_TABLE):
            end = place + 1
            while end + 2 < len(words) and words[end + 1].text == ".":
                end += 2
            named = [each for each in words[place + 1 : end + 1] if each.text != "."]
            if any(each.kind not in NAMES for each in named):
                return ()
            names = [name_value(each) for each in named]
            return stored_name(names)
    return ()
