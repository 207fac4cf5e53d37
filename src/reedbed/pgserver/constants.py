"""Constants as they are written in an INSERT of many rows, by columns of Arrow's.

A string is read as PostgreSQL reads it for the type of its place, which is how COPY reads it too; a number only where
its digits are the value. None stands for what means more than that; such a statement runs as it is written.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final

import pyarrow as pa
import pyarrow.compute as pc

from reedbed.errors import WireValueError
from reedbed.pgserver.columnar_inserts import Column
from reedbed.pgwire.values.copy.texts import direct_type, text_values
from reedbed.pgwire.values.decoding import engine_type
from reedbed.pgwire.values.types import BY_ARRAY_OID, JSON_OID, ColumnType, Kind, column_type, renamed_type
from reedbed.sql.postgres.lexing import string_value
from reedbed.sql.postgres.literal_rows import literal_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

_ENDLESS: Final = r"^'(NaN|-?Infinity)'::float8?$"
"""What drivers write for a number that has no digits."""
_DIGITS: Final = r"^-?\d+(\.\d+)?$"
_MOST_DIGITS: Final = 38
_OF_ANY_SCALE: Final = frozenset({"numeric", "decimal"})
"""Casts after which each value has a scale of its own, as it shows in a text."""
_INTEGERS: Final = frozenset({Kind.INT2, Kind.INT4, Kind.INT8})
_FLOATS: Final = frozenset({Kind.FLOAT4, Kind.FLOAT8})
_MOMENTS: Final = frozenset({Kind.DATE, Kind.TIMESTAMP, Kind.TIMESTAMPTZ})
_NOT_ZERO: Final = r"^[^1-9eE]*[1-9]"
_ONLY_HOUR: Final = len("2026-01-01 10")
_FIRST_DAY: Final = -719_162
"""0001-01-01, in days from 1970; PostgreSQL writes years before it another way."""
_DAY_MICROSECONDS: Final = 86_400_000_000


class Form(Enum):
    """How the constants of a column are written."""

    NULL = "nothing but NULL"
    STRING = "strings"
    NUMBER = "numbers"
    ENDLESS = "numbers, some of which are none or endless"
    BOOLEAN = "TRUE and FALSE"


@dataclass(frozen=True, slots=True)
class Constants:
    """The constants of a column: their texts without quotes, and the cast that is behind each."""

    form: Form
    texts: pa.Array
    cast: str = ""


@dataclass(frozen=True, slots=True)
class WrittenRows:
    """The rows of an INSERT by their columns, and the statement with parameters for one of them."""

    template: str
    rows: int
    columns: tuple[Constants, ...]


def written_rows(sql: str) -> WrittenRows | None:
    """The rows of an INSERT of many constants; None for every other statement."""
    found = literal_rows(sql)
    if found is None:
        return None
    columns = []
    for place in range(found.width):
        column = constants(found.column(place))
        if column is None:
            return None
        columns.append(column)
    template = found.of_one_row([each.cast for each in columns])
    return WrittenRows(template=template, rows=found.rows, columns=tuple(columns))


def constants(written: Sequence[str]) -> Constants | None:
    """Read a column; None when its constants are of several forms."""
    # NULL is the only word that begins so.
    texts = [None if each[0] in "nN" else each for each in written]
    array = pa.array(texts, pa.string())
    first = next((each for each in texts if each is not None), None)
    if first is None:
        return Constants(Form.NULL, array)
    if first[0] in "tTfF":
        lower = pc.utf8_lower(array)
        words = pc.is_in(lower.drop_null(), pa.array(["true", "false"]))
        return Constants(Form.BOOLEAN, lower) if pc.all(words).as_py() else None
    return _strings(texts, array, first) or _numbers(array)


def _strings(texts: Sequence[str | None], array: pa.Array, first: str) -> Constants | None:
    quoted = pc.starts_with(array, "'")
    if not pc.all(quoted).as_py():
        return _escaped(texts, first)
    suffix = first[first.rindex("'") :]
    if not pc.all(pc.ends_with(array, suffix)).as_py():
        return None
    bare = pa.array([None if each is None else each[1 : -len(suffix)] for each in texts], pa.string())
    if pc.any(pc.match_substring(bare, "''")).as_py():
        bare = pc.replace_substring(bare, "''", "'")
    return Constants(Form.STRING, bare, suffix[1:].strip())


def _escaped(texts: Sequence[str | None], first: str) -> Constants | None:
    """Strings of which some are written with escapes."""
    cast = first[first.rfind("'") + 1 :]
    values: list[str | None] = []
    for each in texts:
        if each is None:
            values.append(None)
            continue
        end = each.rfind("'") + 1
        if each[0] not in "'eE" or each[end:] != cast:
            return None
        values.append(string_value(each[:end]))
    return Constants(Form.STRING, pa.array(values, pa.string()), cast.strip())


def _numbers(array: pa.Array) -> Constants | None:
    digits = pc.match_substring_regex(array, r"^[-.\d][^:]*$")
    if pc.all(digits).as_py():
        return Constants(Form.NUMBER, array)
    array = pc.replace_substring_regex(array, _ENDLESS, r"\1")
    known = pc.match_substring_regex(array, r"^([-.\d][^:I]*|NaN|-?Infinity)$")
    return Constants(Form.ENDLESS, array) if pc.all(known).as_py() else None


def column_of(found: Constants, name: str, oid: int, zone: str) -> Column | None:
    """The column of that name, for a place of the type `oid`; None where the engine has to see what is written."""
    if found.form is Form.NULL:
        return Column(name=name, array=None, expression="NULL")
    if found.cast.lstrip(": ").lower() in _OF_ANY_SCALE:
        return None
    kind = renamed_type(column_type(engine_type(oid)), "json") if oid == JSON_OID else column_type(engine_type(oid))
    try:
        array = _of_texts(found.texts, kind, zone) if found.form is Form.STRING else _of_words(found, kind)
    except (WireValueError, pa.ArrowException, OverflowError):
        return None
    if array is None:
        return None
    is_spelled = pa.types.is_string(array.type) and kind.kind is not Kind.TEXT
    return Column(name=name, array=array, expression=f"CAST({name} AS {kind.duckdb})" if is_spelled else name)


def _of_words(found: Constants, kind: ColumnType) -> pa.Array | None:
    if found.form is Form.BOOLEAN:
        return found.texts.cast(pa.bool_()) if kind.kind is Kind.BOOL else None
    if kind.kind in _FLOATS:
        array = found.texts.cast(direct_type(kind))
        beyond = pc.and_not(pc.is_inf(array), pc.match_substring(found.texts, "Inf"))
        if pc.any(beyond).as_py() or _has_vanished(found.texts, array):
            return None
        # A number that is written as -0.0 is a numeric, which has no such zero.
        return pc.add(array, pa.scalar(0.0, array.type))
    if found.form is not Form.NUMBER:
        return None
    if kind.kind in _INTEGERS:
        return found.texts.cast(direct_type(kind))
    return _decimals(found.texts) if kind.kind is Kind.NUMERIC else None


def _of_texts(texts: pa.Array, kind: ColumnType, zone: str) -> pa.Array | None:
    if kind.kind is Kind.TEXT:
        return texts
    if kind.kind is Kind.NUMERIC:
        return _decimals(texts)
    found = _directly(texts, kind)
    return text_values(texts, kind, zone) if found is None else found


def _directly(texts: pa.Array, kind: ColumnType) -> pa.Array | None:
    """By Arrow's parser; None when some texts are not its, or not read as PostgreSQL does."""
    wanted = direct_type(kind)
    if pa.types.is_string(wanted) or kind.oid in BY_ARRAY_OID:
        return None
    try:
        array = texts.cast(wanted)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return None
    if kind.kind in _FLOATS and (pc.any(pc.invert(pc.is_finite(array))).as_py() or _has_vanished(texts, array)):
        return None
    return array if kind.kind not in _MOMENTS or _are_moments(texts, array, kind) else None


def _has_vanished(texts: pa.Array, array: pa.Array) -> bool:
    """Whether a number is too small for its type, which Arrow makes zero."""
    zeros = texts.filter(pc.equal(array, 0))
    return bool(len(zeros)) and bool(pc.any(pc.match_substring_regex(zeros, _NOT_ZERO)).as_py())


def _are_moments(texts: pa.Array, array: pa.Array, kind: ColumnType) -> bool:
    unit = 1 if kind.kind is Kind.DATE else _DAY_MICROSECONDS
    least = pc.min(array.cast(pa.int32()).cast(pa.int64()) if unit == 1 else array.cast(pa.int64())).as_py()
    hours = pc.any(pc.equal(pc.binary_length(texts), _ONLY_HOUR)).as_py()
    return not hours and (least is None or least >= _FIRST_DAY * unit)


def _decimals(texts: pa.Array) -> pa.Array | None:
    """Decimals with as many digits behind the point as the longest has."""
    if not pc.all(pc.match_substring_regex(texts, _DIGITS)).as_py():
        return None
    lengths, points = pc.binary_length(texts), pc.find_substring(texts, ".")
    behind = pc.if_else(pc.less(points, 0), 0, pc.subtract(pc.subtract(lengths, points), 1))
    scale = pc.max(behind).as_py()
    whole = pc.max(pc.if_else(pc.less(points, 0), lengths, points)).as_py()
    if scale + whole > _MOST_DIGITS:
        return None
    return texts.cast(pa.decimal128(max(scale + whole, 1), scale))
