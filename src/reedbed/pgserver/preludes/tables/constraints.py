"""Constraints out of the text that defines them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from reedbed.errors import SqlNameError
from reedbed.pgserver.preludes.tables.shapes import Constraint
from reedbed.sql import quote
from reedbed.sql.postgres.brackets import closing, depths
from reedbed.sql.postgres.lexing import NAMES, name_value, tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reedbed.pgserver.preludes.tables.shapes import Table
    from reedbed.sql.postgres.lexing import Token

# What the engine does without being told.
_NO_ACTIONS: Final = re.compile(r"\s*\bON\s+(DELETE|UPDATE)\s+(NO\s+ACTION|RESTRICT)\b", re.IGNORECASE)


def constraint_of(text: str, table: Table) -> Constraint:
    """`CHECK (…)`, `PRIMARY KEY (…)`, `UNIQUE (…)` or `FOREIGN KEY (…) REFERENCES …`, as one of the table.

    Raises `SqlNameError` for a foreign key with an action such as ON DELETE CASCADE, which the engine has not.
    """
    words = list(tokens(text))
    open_, close = _group(words, 0)
    inner = text[words[open_].end : words[close].start]
    kind = words[0].folded
    if kind == "check":
        known = {each.name.casefold(): each.name for each in table.columns}
        used = dict.fromkeys(
            known[name] for word in words if word.kind in NAMES and (name := name_value(word).casefold()) in known
        )
        return Constraint(kind="CHECK", columns=tuple(used), body=inner)
    columns = tuple(name_value(each) for each in words[open_ + 1 : close] if each.text != ",")
    if kind != "foreign":
        return Constraint(kind="UNIQUE" if kind == "unique" else "PRIMARY KEY", columns=columns)
    return _foreign_key(text, words, close + 2, columns, table)


def _group(words: Sequence[Token], start: int) -> tuple[int, int]:
    """Where the next group in parentheses begins and ends."""
    open_ = next(place for place in range(start, len(words)) if words[place].text == "(")
    return open_, closing(depths(words), open_)


def _foreign_key(text: str, words: Sequence[Token], place: int, columns: tuple[str, ...], table: Table) -> Constraint:
    parts = [name_value(words[place])]
    while place + 2 < len(words) and words[place + 1].text == ".":
        place += 2
        parts.append(name_value(words[place]))
    schema = "temp" if table.is_temporary else parts[-2] if len(parts) > 1 else table.schema
    referenced = f"{quote(schema)}.{quote(parts[-1])}"
    end = words[place].end
    own = next((each.columns for each in table.constraints if each.kind == "PRIMARY KEY"), ())
    body = ", ".join(map(quote, own)) if referenced == table.quoted else ""
    if place + 1 < len(words) and words[place + 1].text == "(":
        open_, close = _group(words, place + 1)
        body = ", ".join(quote(name_value(each)) for each in words[open_ + 1 : close] if each.text != ",")
        end = words[close].end
    action = _NO_ACTIONS.sub("", text[end:]).strip()
    if action:
        raise SqlNameError(f"0A000: {action} of a foreign key is not supported")
    return Constraint(kind="FOREIGN KEY", columns=columns, body=body, referenced=referenced)
