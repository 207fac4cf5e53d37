r"""What a statement leaves to its tables: columns that an INSERT does not name, texts of other types, views.

PostgreSQL takes `INSERT INTO t VALUES (1)` for the first column of many, `'{a,b}'` for an array where a column of
arrays stands beside it, `'\xdead'` for two bytes beside a column of bytes, `'2026-01-31 10:00+02'` and `'now'` for
moments, and `ALTER TABLE` for a view, as dbt writes it. All are known only when the statement runs, since the text
before it may have made the table.
"""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Final

from reedbed.documents import canonical
from reedbed.pgserver.parameters import infer_parameter_types
from reedbed.pgserver.parameters.documents import DOCUMENT, text_documents
from reedbed.pgserver.parameters.parsing import parameter_numbers
from reedbed.pgserver.parameters.samples import described
from reedbed.pgwire.values.decoding import engine_type
from reedbed.pgwire.values.types import BY_ARRAY_OID, BY_NAME
from reedbed.sql import literal, quote
from reedbed.sql.postgres.lexing import NAMES, Token, TokenKind, string_value, tokens
from reedbed.sql.postgres.rewriting import rewrite
from reedbed.sql.postgres.rules.array_literals import array_elements, array_literal
from reedbed.sql.postgres.rules.literals import bytes_literal, failure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reedbed.engine import Cursor

_TOO_FEW: Final = re.compile(r"table \S+ has (\d+) columns but (\d+) values were supplied")
_A_VIEW: Final = "Can only modify view with ALTER VIEW statement"
_BEGINS: Final = frozenset({"select", "with", "from", "(", "values"})
BYTEA: Final = 17
JSONB: Final = 3802
_CASTS: Final = frozenset({"cast", "try_cast"})
_SCALARS: Final = {
    "DATE": "date", "TIME": "time", "TIMESTAMP": "timestamp", "TIMESTAMP WITH TIME ZONE": "timestamptz",
    "TIME WITH TIME ZONE": "timetz", "INTERVAL": "interval", "BOOLEAN": "bool", "DOUBLE": "float8", "FLOAT": "float4",
    "SMALLINT": "int2", "INTEGER": "int4", "BIGINT": "int8",
}  # fmt: skip
_SCALAR_OIDS: Final = frozenset(BY_NAME[each].oid for each in _SCALARS.values())
_NESTED: Final = re.compile(r"""'(?:\\|\s*[{\["])""")
"""The beginning of the text of an array, of bytes or of a document."""
# What DuckDB reads otherwise or not at all: an offset or a half of the day right behind the minutes or a space, words,
# dates that are not led by their year, years that are none or before Christ, digits that are to be rounded, ISO's
# durations, and numbers with an exponent.
_SCALAR: Final = re.compile(
    r"""'(?: (?:\d{4}-\d{1,2}-\d{1,2}[T\ ])?\d{1,2}:\d\d(?:(?::\d\d(?:\.\d*)?)?\s*[AaPp][Mm]\b|\s*(?:[+-]\d|[A-Za-z])
            |:\d\d(?:\.\d*)?\ +(?:[+-]\d|[Zz]'))
        | (?:now|today|tomorrow|yesterday|on|off|(?:19|20)\d{6})'
        | 0000-? \d\d | [^']{4,40}\bBC\s*' | [^']{0,20}\d:\d\d(?:\.\d{7}|:60)
        | P(?:\d|T) | [+-]?(?:\d|\.\d)[\d._]*[eE_][+-]?\d+'
        | \d{1,2}([/-])\d{1,2}\1\d{4} | \d{1,2}[\ -][A-Za-z]{3,9}[\ -]\d{4}
        | (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\ +\d{1,2},?\ +\d{4} )""",
    re.IGNORECASE | re.VERBOSE,
)
_DAY_AND_MONTH: Final = re.compile(r"\s*(\d{1,2})([/-])(\d{1,2})(?=\2\d{4}\b)")
_CAST_DAY: Final = re.compile(
    rf"""'{_DAY_AND_MONTH.pattern}[^']*'\s*(?:::|as\b)\s*(?:date|timestamp)|\b(?:date|timestamp(?:tz)?)\s*'\s*\d{{1,2}}[/-]\d{{1,2}}[/-]\d{{4}}""",
    re.IGNORECASE,
)
_MOST_INFERRED: Final = 64
"""Such texts outside of VALUES whose place is looked at; so many are written by nobody by hand."""


def may_be_typed(sql: str) -> bool:
    """Whether a text may hold a text without a cast that the type of its place has the engine read otherwise."""
    return _NESTED.search(sql) is not None or _SCALAR.search(sql) is not None


def casts_day_and_month(sql: str) -> bool:
    """Whether a text casts a constant like `01/02/2026` to a moment, whose order of days and months is a setting."""
    return _CAST_DAY.search(sql) is not None


def with_columns(sql: str, failure: str, cursor: Cursor) -> str | None:
    """The INSERT with the names of its first columns, after the engine said that there are more; else None."""
    told = _TOO_FEW.search(failure)
    if told is None or int(told[2]) >= int(told[1]):
        return None
    words = list(tokens(sql))
    target = _target(words)
    if target is None or words[target[1]].text == "(":
        return None
    start, end = target
    names = _columns(sql[words[start].start : words[_end_of_name(words, start) - 1].end], cursor)
    place = words[end - 1].end
    shown = ", ".join(quote(name) for name, _ in names[: int(told[2])])
    return f"{sql[:place]} ({shown}){sql[place:]}"


def of_view(sql: str, failure: str) -> str | None:
    """The ALTER TABLE as ALTER VIEW, after the engine said that the table is one; else None."""
    words = list(itertools.islice(tokens(sql), 2))
    if _A_VIEW not in failure or [word.folded for word in words] != ["alter", "table"]:
        return None
    return f"{sql[: words[1].start]}VIEW{sql[words[1].end :]}"


def with_types(sql: str, cursor: Cursor, *, days_first: bool = False) -> str:
    """The statement with the texts of arrays, bytes, moments and numbers as such, where one is expected.

    With `days_first`, `01/02/2026` is in February. Nothing is run.
    """
    words = list(tokens(sql))
    if words[0].folded == "create":
        start = _query(words)
        return sql if start is None else sql[:start] + with_types(sql[start:], cursor, days_first=days_first)
    found = {place: text for place in range(len(words)) if (text := _text(words, place)) is not None}
    if not found:
        return sql
    kinds = _of_values(sql, words, found, cursor)
    rest = [place for place in found if place not in kinds]
    if 0 < len(rest) <= _MOST_INFERRED:
        kinds |= _beside(sql, words, rest, cursor)
    pieces: list[str] = []
    end = 0
    for place in sorted(kinds):
        text = _DAY_AND_MONTH.sub(r"\3\2\1", found[place], count=1) if days_first else found[place]
        written = _as_type(text, kinds[place])
        if written is not None:
            pieces.append(f"{sql[end : words[place].start]}{written}")
            end = words[place].end
    return "".join(pieces) + sql[end:]


def _query(words: Sequence[Token]) -> int | None:
    """Where the query of a view or of a new table begins in the text."""
    pairs = itertools.pairwise(words)
    return next((after.start for word, after in pairs if word.folded == "as" and after.folded in _BEGINS), None)


def _text(words: Sequence[Token], place: int) -> str | None:
    """What may be the text of an array, of bytes, of a moment or of a number, and is not cast."""
    token = words[place]
    if token.kind is not TokenKind.STRING or not (
        _NESTED.match(token.text) is not None or _SCALAR.match(token.text) is not None
    ):
        return None
    after = words[place + 1].folded if place + 1 < len(words) else ""
    is_cast = after == "::" or (after == "as" and place > 1 and words[place - 2].folded in _CASTS)
    return None if is_cast else string_value(token.text)


def _as_type(text: str, kind: str) -> str | None:
    if kind == "BLOB":
        return bytes_literal(text)
    if kind == DOCUMENT:
        return _document(text)
    if kind in _SCALARS:
        written = rewrite(f"SELECT {literal(text)}::{_SCALARS[kind]} AS v")
        return written.removeprefix("SELECT ").removesuffix(" AS v")
    elements = array_elements(text) if kind.endswith("[]") else None
    return None if elements is None else f"CAST({array_literal(elements)} AS {kind})"


def _document(text: str) -> str:
    """A document in the one form of jsonb; what is none fails, though DuckDB takes NaN and the like for some."""
    try:
        return literal(canonical(text))
    except ValueError:
        return failure("22P02", "invalid input syntax for type json", DOCUMENT)


def _target(words: Sequence[Token]) -> tuple[int, int] | None:
    """Where the name of an INSERT's table begins, and where what follows it and its alias does."""
    for place, word in enumerate(words[:-1]):
        if word.kind is TokenKind.WORD and word.folded == "into":
            end = _end_of_name(words, place + 1)
            if end < len(words) and words[end].folded == "as":
                end += 2
            return (place + 1, end) if end < len(words) else None
    return None


def _end_of_name(words: Sequence[Token], start: int) -> int:
    end = start + 1
    while end + 1 < len(words) and words[end].text == "." and words[end + 1].kind in NAMES:
        end += 2
    return end


def _columns(table: str, cursor: Cursor) -> list[tuple[str, str]]:
    return described(f"SELECT * FROM {table}", cursor, (), {})


def _of_values(sql: str, words: Sequence[Token], found: dict[int, str], cursor: Cursor) -> dict[int, str]:
    """The types of the columns that such texts among the VALUES of an INSERT go to."""
    target = _target(words)
    if target is None:
        return {}
    start, place = target
    names: list[str] = []
    if words[place].text == "(":
        close = next((each for each in range(place, len(words)) if words[each].text == ")"), len(words))
        names = [sql[word.start : word.end] for word in words[place + 1 : close] if word.text != ","]
        place = close + 1
    if place >= len(words) or words[place].folded != "values":
        return {}
    table = sql[words[start].start : words[_end_of_name(words, start) - 1].end]
    listed = ", ".join(names) or "*"
    columns = described(f"SELECT {listed} FROM {table}", cursor, (), {})
    kinds = [kind for _, kind in columns]
    if DOCUMENT in kinds:
        of_text = text_documents(table, cursor)
        kinds = ["" if name.lower() in of_text and kind == DOCUMENT else kind for name, kind in columns]
    return {each: kinds[column] for each, column in _cells(words, place + 1) if each in found and column < len(kinds)}


def _cells(words: Sequence[Token], place: int) -> list[tuple[int, int]]:
    """Each token that is all of a value of VALUES, with the number of its column."""
    cells: list[tuple[int, int]] = []
    depth = column = 0
    for at in range(place, len(words)):
        text = words[at].text
        if text in {"(", "["}:
            depth += 1
            column = 0 if depth == 1 else column
        elif text in {")", "]"}:
            depth -= 1
        elif depth == 0 and text != ",":
            break
        elif depth == 1 and text == ",":
            column += 1
        elif depth == 1 and words[at - 1].text in {"(", ","} and words[at + 1].text in {")", ","}:
            cells.append((at, column))
    return cells


def _beside(sql: str, words: Sequence[Token], places: Sequence[int], cursor: Cursor) -> dict[int, str]:
    """The types that parameters in the places of such texts would have."""
    taken = max(parameter_numbers(sql), default=0)
    pieces: list[str] = []
    end = 0
    for number, place in enumerate(places, taken + 1):
        pieces.append(f"{sql[end : words[place].start]}${number}")
        end = words[place].end
    types = infer_parameter_types("".join(pieces) + sql[end:], (), cursor)
    return {
        place: engine_type(oid)
        for place, oid in zip(places, types[taken:], strict=True)
        if oid in BY_ARRAY_OID or oid in {BYTEA, JSONB} or oid in _SCALAR_OIDS
    }
