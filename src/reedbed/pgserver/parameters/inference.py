"""The types of a statement's parameters: what stands beside each of them, with its type as DuckDB gives it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from reedbed.errors import ParameterUntyped, ReedbedError
from reedbed.pgserver.parameters.casts import cast_types
from reedbed.pgserver.parameters.documents import DOCUMENT, oids_of_columns
from reedbed.pgserver.parameters.parsing import parameter_numbers, parsed, rendered
from reedbed.pgserver.parameters.samples import described
from reedbed.pgserver.parameters.signatures import argument_type
from reedbed.pgwire.values.types import BY_ARRAY_OID, BY_NAME, BY_OID, TEXT_OID, UNKNOWN_OID, column_type
from reedbed.sql import quote

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlglot import exp

    from reedbed.engine import Cursor
    from reedbed.pgserver.parameters.contexts import Wanted

_NAME: Final = r'(?:"(?:[^"]|"")+"|[A-Za-z_]\w*)'
_PLAIN_INSERT: Final = re.compile(
    rf"\s*INSERT\s+INTO\s+(?P<table>{_NAME}(?:\s*\.\s*{_NAME})*)\s*"
    rf"(?:\(\s*(?P<columns>{_NAME}(?:\s*,\s*{_NAME})*)\s*\)\s*)?\bVALUES\s*"
    r"\(\s*(?P<items>\$\d+(?:\s*,\s*\$\d+)*)\s*\)[^$]*",
    re.IGNORECASE,
)
_NUMBER: Final = re.compile(r"\$(\d+)")
_MOMENTS = frozenset({"date", "timestamp", "timestamptz", "time", "timetz"})


def infer_parameter_types(sql: str, declared: Sequence[int], cursor: Cursor, *, written: str = "") -> list[int]:
    """The OID of each parameter of DuckDB's SQL: the declared one where there is one (not 0), else what is fitting.

    Text where nothing tells. `written` is the client's text, whose casts name types that DuckDB lacks (`$1::oid[]`).
    Nothing is run. Raises `ParameterUntyped` for a parameter that is neither used nor declared.
    """
    numbers = parameter_numbers(sql)
    count = max([len(declared), *numbers])
    found = cast_types(written) if written else {}
    found |= {place: oid for place, oid in enumerate(declared, 1) if oid not in {0, UNKNOWN_OID}}
    for place in range(1, count + 1):
        if place not in found and place not in numbers:
            raise ParameterUntyped(f"could not determine data type of parameter ${place}", parameter=place)
    if any(number not in found for number in numbers):
        found = _of_target(sql, cursor) | found
    if any(number not in found for number in numbers):
        tree = parsed(sql)
        if tree is not None:
            _infer(tree, found, cursor)
    return [found.get(place, TEXT_OID) for place in range(1, count + 1)]


def _of_target(sql: str, cursor: Cursor) -> dict[int, int]:
    """The types of the columns that parameters go to, where a plain INSERT names each by itself.

    It is what drivers write most, and what reading it as a tree needs, sqlglot, takes 0.1 s to import.
    """
    plain = _PLAIN_INSERT.fullmatch(sql)
    if plain is None:
        return {}
    columns = _columns(f"SELECT {plain['columns'] or '*'} FROM {plain['table']}", cursor, {})
    numbers = [int(number) for number in _NUMBER.findall(plain["items"])]
    found: dict[int, int] = {}
    for number, oid in zip(numbers, oids_of_columns(columns, plain["table"], cursor), strict=False):
        found.setdefault(number, oid)
    return found


def _infer(tree: exp.Expression, found: dict[int, int], cursor: Cursor) -> None:
    from reedbed.pgserver.parameters.contexts import wanted_types  # noqa: PLC0415 - imports sqlglot

    answers: dict[int, int | None] = {}
    # The list keeps what the answers are known by.
    for number, wanted in list(wanted_types(tree)):
        if number in found:
            continue
        if id(wanted) not in answers:
            answers[id(wanted)] = _oid(wanted, found, cursor)
        oid = answers[id(wanted)]
        if oid is not None:
            found[number] = oid


def _oid(wanted: Wanted, known: Mapping[int, int], cursor: Cursor) -> int | None:
    if wanted.call is not None:
        return argument_type(*wanted.call, cursor)
    if wanted.target is not None:
        table, names, place = wanted.target
        columns = _columns(f"SELECT {', '.join(map(quote, names)) or '*'} FROM {_table(table)}", cursor, {})
        return oids_of_columns(columns[place : place + 1], _table(table), cursor)[0] if place < len(columns) else None
    if wanted.expression is None:
        return BY_NAME[wanted.name].oid
    oid = _type_of(wanted.expression, known, cursor)
    return None if oid is None else _from_beside(wanted, oid)


def _from_beside(wanted: Wanted, oid: int) -> int | None:
    """The type of a parameter beside something of type `oid`."""
    if wanted.as_array:
        return BY_OID[oid].array_oid if oid in BY_OID else None
    if wanted.as_element:
        return BY_ARRAY_OID[oid].oid if oid in BY_ARRAY_OID else None
    if wanted.name == "||":
        return oid if oid in BY_ARRAY_OID or oid == BY_NAME["jsonb"].oid else TEXT_OID
    if wanted.name == "+" and oid in BY_OID and BY_OID[oid].name in _MOMENTS:
        # A moment plus something: an interval, or a number of days.
        return BY_NAME["int4" if BY_OID[oid].name == "date" else "interval"].oid
    return oid


def _type_of(node: exp.Expression, known: Mapping[int, int], cursor: Cursor) -> int | None:
    """The type of an expression where it stands: DuckDB describes it in the FROM clause of its own query."""
    from reedbed.pgserver.parameters.scopes import described_in  # noqa: PLC0415 - imports sqlglot

    literal = _literal_type(node)
    if literal is not None:
        return literal
    for query in described_in(node):
        types = _described(rendered(query), cursor, known)
        if types:
            oid = _json_beside(node, cursor) if types[0] == DOCUMENT else column_type(types[0]).oid
            return oid if oid in BY_OID or oid in BY_ARRAY_OID else None
    return None


def _json_beside(node: exp.Expression, cursor: Cursor) -> int:
    """The type of a document beside a parameter: that of the column, where it is one of a table that is written."""
    from sqlglot import exp  # noqa: PLC0415 - takes 60 ms to import

    root = node.root()
    table = root.this if isinstance(root, exp.Update) and isinstance(node, exp.Column) else None
    if not isinstance(table, exp.Table):
        return column_type(DOCUMENT).oid
    return oids_of_columns([(node.name, DOCUMENT)], _table(table), cursor)[0]


def _literal_type(node: exp.Expression) -> int | None:
    from sqlglot import exp  # noqa: PLC0415 - takes 60 ms to import

    if isinstance(node, exp.Literal):
        if node.is_string:
            return TEXT_OID
        return BY_NAME["int4" if node.this.isdigit() and int(node.this) < 2**31 else "numeric"].oid
    return BY_NAME["bool"].oid if isinstance(node, exp.Boolean) else None


def _described(sql: str, cursor: Cursor, known: Mapping[int, int]) -> list[str]:
    return [kind for _, kind in _columns(sql, cursor, known)]


def _columns(sql: str, cursor: Cursor, known: Mapping[int, int]) -> list[tuple[str, str]]:
    try:
        return described(sql, cursor, parameter_numbers(sql), known)
    except ReedbedError:
        # A name that is not there is reported when the statement itself is bound.
        return []


def _table(table: exp.Table) -> str:
    from sqlglot import exp  # noqa: PLC0415 - takes 60 ms to import

    bare = exp.Table(this=table.this, db=table.args.get("db"), catalog=table.args.get("catalog"))
    return bare.sql(dialect="duckdb")
