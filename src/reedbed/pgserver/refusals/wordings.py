"""DuckDB's sentences in PostgreSQL's words, where drivers, ORMs and people look for these.

A sentence that is not among them is sent as DuckDB says it. The SQLSTATE is found by DuckDB's words (`sqlstates`), and
constraints have a module of their own (`violations`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

_TYPES: Final = {
    "VARCHAR": "text", "STRING_LITERAL": "unknown", "INTEGER": "integer", "INTEGER_LITERAL": "integer",
    "BIGINT": "bigint", "SMALLINT": "smallint", "TINYINT": "smallint", "DOUBLE": "double precision", "FLOAT": "real",
    "BOOLEAN": "boolean", "BLOB": "bytea", "TIMESTAMP": "timestamp without time zone",
    "TIMESTAMP WITH TIME ZONE": "timestamp with time zone", "TIME": "time without time zone", "DATE": "date",
    "INTERVAL": "interval", "UUID": "uuid", "JSON": "json", "HUGEINT": "numeric", '"NULL"': "unknown", "BIT": "bit",
    "INT8": "smallint", "INT16": "smallint", "INT32": "integer", "INT64": "bigint", "INT128": "numeric",
    "UINT8": "smallint", "UINT16": "integer", "UINT32": "bigint", "UINT64": "numeric", "BOOL": "boolean",
}  # fmt: skip
_PLACES: Final = {"Table": "table", "View": "view", "Index": "index", "Sequence": "sequence", "Type": "type"}
_RELATIONS: Final = frozenset({"Table", "View", "Index", "Sequence"})
_NO_FUNCTION: Final = (
    "No function matches the given name and argument types. You might need to add explicit type casts."
)
_NO_OPERATOR: Final = (
    "No operator matches the given name and argument types. You might need to add explicit type casts."
)
_OPERATOR: Final = re.compile(r"\W+")
_COMMA: Final = re.compile(r",\s*(?![^(]*\))")
_OFFER: Final = re.compile(r'Did you mean "(?:\w+\.)*(pg_|duckdb_|sqlite_|pragma_)')
_DROPS: Final = re.compile(r"\s*drop\s", re.IGNORECASE)
_SOURCE: Final = re.compile(r"when casting from source column (\w+)")


class Wording(NamedTuple):
    """A sentence as PostgreSQL writes it. DuckDB's hint and detail stay unless there are others."""

    message: str
    hint: str | None = None
    detail: str | None = None
    sqlstate: str = ""
    """Where the situation has another one than DuckDB's error tells."""
    position: int = 0
    """The place in the statement, from 1, where DuckDB tells none or another."""


def worded(message: str, sql: str) -> Wording | None:
    """PostgreSQL's words for one of DuckDB's sentences; None for others."""
    for pattern, writer in _SENTENCES:
        found = pattern.match(message)
        if found is not None:
            return writer(found, sql)
    return None


def offered(hint: str, message: str) -> str:
    """A hint, unless it offers a relation of the catalog for a name that has nothing to do with it."""
    offer = _OFFER.search(hint)
    return "" if offer is not None and offer[1] not in message else hint


def type_name(name: str) -> str:
    """PostgreSQL's name of one of DuckDB's types, as its messages write them."""
    if name.endswith("[]"):
        return f"{type_name(name[:-2])}[]"
    if name.startswith("DECIMAL"):
        return "numeric"
    return _TYPES.get(name, name.lower())


def _bare(name: str) -> str:
    return name.strip('"')


def _absent(found: re.Match[str], sql: str) -> Wording:
    kind, name = found[1], _bare(found[2])
    if kind not in _PLACES:
        return Wording(f'{kind.lower()} "{name}" does not exist')
    is_dropped = _DROPS.match(sql) is not None
    word = "relation" if kind in _RELATIONS and not is_dropped else _PLACES[kind]
    # What DuckDB offers for a sequence are the ledger's.
    return Wording(f'{word} "{name}" does not exist', "" if kind == "Sequence" else None)


def _there(found: re.Match[str], _: str) -> Wording:
    kind, name = found[1], found[2]
    word = "relation" if kind in _RELATIONS else kind.lower()
    return Wording(f'{word} "{name}" already exists')


def _no_match(found: re.Match[str], _: str) -> Wording:
    name, given = found[1], [type_name(each.strip()) for each in _COMMA.split(found[2]) if each.strip()]
    if _OPERATOR.fullmatch(name):
        sides = f"{given[0]} {name} {given[1]}" if len(given) == 2 else f"{name} {' '.join(given)}"  # noqa: PLR2004 - both operands
        return Wording(f"operator does not exist: {sides}", _NO_OPERATOR, "")
    return Wording(f"function {name}({', '.join(given)}) does not exist", _NO_FUNCTION, "")


_OF_ENUM: Final = frozenset({"UINT8", "UINT16", "UINT32"})
"""How DuckDB calls an enum by what it stores; PostgreSQL has no such types."""


def _comparison(column: str, sql: str) -> tuple[bool, str, int] | None:
    """Whether a column stands on the left of its comparison, by which operator, and where; None when it is cast."""
    name = rf"(?<![\w'])\"?{re.escape(column)}\"?(?![\w'])"
    if re.search(rf"{name}\s*(?:::|as\s)", sql, re.IGNORECASE):
        return None
    left = re.search(rf"{name}\s*(=|<>|!=|(?:not\s+)?in\s*\()", sql, re.IGNORECASE)
    right = None if left else re.search(rf"(=|<>|!=)\s*(?:\w+\s*\.\s*)?{name}", sql, re.IGNORECASE)
    found = left or right
    if found is None:
        return None
    written = found[1].lower()
    operator = "=" if written.startswith("in") else "<>" if written == "!=" or written.startswith("not") else written
    return left is not None, operator, found.start(1) + 1


_ENDLESS: Final = frozenset({"nan", "inf", "infinity"})


def _endless(found: re.Match[str], _: str) -> Wording:
    told = f'"{found[1]}" of type numeric is not supported'
    return Wording(told, "Declare the column as double precision.", "", "0A000")


def _not_converted(found: re.Match[str], sql: str) -> Wording:
    kind = type_name(found[2])
    source = _SOURCE.search(found.string)
    compared = None if source is None else _comparison(source[1], sql)
    if compared is not None:
        # DuckDB reads a text that stands beside a number; PostgreSQL has no operator for the two.
        is_left, operator, position = compared
        sides = f"text {operator} {kind}" if is_left else f"{kind} {operator} text"
        return Wording(f"operator does not exist: {sides}", _NO_OPERATOR, "", "42883", position)
    if kind == "numeric" and found[1].strip().lower().lstrip("+-") in _ENDLESS:
        return _endless(found, sql)
    if found[2] in _OF_ENUM:
        return Wording(f'invalid input value for enum: "{found[1]}"')
    if kind == "numeric" and "uuid" in sql.casefold():
        # DuckDB reads a UUID as a number of 128 bits, and says so.
        kind = "uuid"
    return Wording(f'invalid input syntax for type {kind}: "{found[1]}"')


def _out_of_range(found: re.Match[str], _: str) -> Wording:
    return Wording(f"{type_name(found[1])} out of range")


def _malformed(found: re.Match[str], _: str) -> Wording:
    return Wording("invalid input syntax for type json", None, f"DuckDB says: {found[1]}.")


def _says(
    template: str, hint: str | None = None, detail: str | None = None, sqlstate: str = ""
) -> Callable[[re.Match[str], str], Wording]:
    return lambda found, _: Wording(found.expand(template), hint, detail, sqlstate)


_SENTENCES: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str], str], Wording]], ...]] = tuple(
    (re.compile(pattern, re.DOTALL), writer)
    for pattern, writer in (
        (r"(Table|View|Index|Sequence|Type|Schema) with name (\S.*?) does not exist(?:!$| because)", _absent),
        (r'(Table|View|Index|Sequence|Type|Schema) with name "(.+)" already exists!', _there),
        (
            r"(?:Scalar|Table|Aggregate|Macro) Function with name (\S+) does not exist!",
            _says(r"function \1 does not exist"),
        ),
        (
            r'Referenced column "(.+?)" (?:not found in FROM clause|was not found because)',
            _says(r'column "\1" does not exist'),
        ),
        (r"Referenced update column (\S+) not found in table!", _says(r'column "\1" does not exist')),
        (r'Referenced table "(.+?)" not found!', _says(r'missing FROM-clause entry for table "\1"')),
        (r'Table "(.+?)" does not have a column named "(.+?)"', _says(r"column \1.\2 does not exist")),
        (
            r'Table "(.+?)" does not have a column with name "(.+?)"',
            _says(r'column "\2" of relation "\1" does not exist'),
        ),
        (r"Column with name (\S+) already exists!", _says(r'column "\1" already exists')),
        (r'Ambiguous reference to column name "(.+?)"', _says(r'column reference "\1" is ambiguous')),
        (
            r'column "?(.+?)"? must appear in the GROUP BY clause or must be part of an aggregate function',
            _says(r'column "\1" must appear in the GROUP BY clause or be used in an aggregate function', None, ""),
        ),
        (r"WHERE clause cannot contain aggregates!", _says("aggregate functions are not allowed in WHERE")),
        (r"WHERE clause cannot contain window functions!", _says("window functions are not allowed in WHERE")),
        (
            r"table \S+ has \d+ columns but \d+ values were supplied",
            _says("INSERT has more expressions than target columns"),
        ),
        (
            r"Set operations can only apply to expressions with the same number of result columns",
            _says("each UNION query must have the same number of columns"),
        ),
        (r"Subquery returns \d+ columns - expected 1", _says("subquery has too many columns")),
        (
            r"More than one row returned by a subquery",
            _says("more than one row returned by a subquery used as an expression"),
        ),
        (r"No function matches the given name and argument types '([^(]+)\((.*)\)'\.", _no_match),
        (r"Could not convert string ['\"](.*)['\"] to ([A-Z0-9]+)", _not_converted),
        (r'invalid (date|time|timestamp) field format: "(.*?)"', _says(r'invalid input syntax for type \1: "\2"')),
        (
            r'(?:date|time|timestamp) field value out of range: "(.*?)"',
            _says(r'date/time field value out of range: "\1"'),
        ),
        (r"Malformed JSON at byte \d+ of input: (.*?)\.? +Input: .*", _malformed),
        (
            r"No support for that ALTER TABLE option yet!",
            _says("this constraint is not added to a table that is there", "Name it in CREATE TABLE."),
        ),
        (r"Could not cast value (nan|-?inf) to DECIMAL", _endless),
        (
            r"Unimplemented type for cast \(\S+\[\] -> [^\]]+\)$",
            _says(
                "an array of more dimensions than its column was declared with is not supported",
                "Declare the column with as many dimensions: integer[][].",
                "",
                "0A000",
            ),
        ),
        (r"Overflow in \w+ of (INT\d+) \(", _out_of_range),
        (r"Failed to cast decimal value \S+ to type (INT\d+)", _out_of_range),
        (
            r"Type \w+ with value \S+ can't be cast because the value is out of range for the destination type (INT\d+)",  # noqa: E501 - one sentence
            _out_of_range,
        ),
    )
)
