"""The types that functions take, by PostgreSQL's signatures for those that clients call with parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reedbed.pgwire.values.types import BY_NAME, Kind, column_type

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reedbed.engine import Cursor

_TEXT_THEN_INTEGERS: Final = ("text", "int4", "int4")
_POSTGRES: Final[dict[str, tuple[str, ...]]] = {
    **dict.fromkeys(("substr", "substring"), _TEXT_THEN_INTEGERS),
    **dict.fromkeys(("left", "right", "repeat", "chr"), ("text", "int4")),
    **dict.fromkeys(("lpad", "rpad"), ("text", "int4", "text")),
    **dict.fromkeys(
        ("upper", "lower", "length", "initcap", "reverse", "md5", "ascii", "char_length", "character_length"), ("text",)
    ),
    **dict.fromkeys(
        ("trim", "ltrim", "rtrim", "btrim", "strpos", "starts_with", "position", "instr"), ("text", "text")
    ),
    **dict.fromkeys(("replace", "translate", "regexp_replace", "regexp_matches", "string_split"), ("text",) * 4),
    **dict.fromkeys(("concat", "concat_ws", "format", "printf"), ("text",) * 16),
    "split_part": ("text", "text", "int4"),
    "string_agg": ("text", "text"),
    "array_to_string": ("", "text"),
    "round": ("numeric", "int4"),
    "trunc": ("numeric", "int4"),
    **dict.fromkeys(
        ("abs", "ceil", "ceiling", "floor", "sqrt", "exp", "ln", "log", "sin", "cos", "tan", "power", "pow", "sign"),
        ("float8", "float8"),
    ),
    "generate_series": ("int4", "int4", "int4"),
    "range": ("int4", "int4", "int4"),
    "date_trunc": ("text", "timestamptz", "text"),
    "date_part": ("text", "timestamptz"),
    "date_bin": ("interval", "timestamp", "timestamp"),
    "time_bucket": ("interval", "timestamp"),
    "to_timestamp": ("float8",),
    "to_char": ("timestamptz", "text"),
    "to_date": ("text", "text"),
    "strftime": ("timestamp", "text"),
    "strptime": ("text", "text"),
    "make_date": ("int4", "int4", "int4"),
    "make_time": ("int4", "int4", "float8"),
    "age": ("timestamptz", "timestamptz"),
    "nextval": ("text",),
    "currval": ("text",),
    "setval": ("text", "int8", "bool"),
    "current_setting": ("text", "bool"),
    "set_config": ("text", "text", "bool"),
    "pg_cancel_backend": ("int4",),
    "pg_terminate_backend": ("int4",),
    "to_regclass": ("text",),
    "obj_description": ("oid", "name"),
    "col_description": ("oid", "int4"),
    "format_type": ("oid", "int4"),
    "has_table_privilege": ("text", "text", "text"),
    "has_schema_privilege": ("text", "text", "text"),
}


def argument_type(name: str, place: int, count: int, cursor: Cursor) -> int | None:
    """The OID of the argument at `place` (from 0) of a call with `count`; None when overloads leave it open."""
    known = _POSTGRES.get(name.lower())
    if known is not None:
        return BY_NAME[known[place]].oid if place < len(known) and known[place] else None
    rows = cursor.rows(
        "SELECT DISTINCT parameter_types, varargs FROM duckdb_functions()"
        " WHERE lower(function_name) = ? AND parameter_types IS NOT NULL",
        [name.lower()],
    )
    return _agreed({_at(types, varargs, place) for types, varargs in rows if varargs or len(types) == count})


def _at(types: Sequence[str | None], varargs: str | None, place: int) -> str:
    return (types[place] if place < len(types) else varargs) or ""


def _agreed(found: set[str]) -> int | None:
    """The one type that all overloads take; text or double precision where they take that among others."""
    typed = {name for name in found if name and name not in {"ANY", "T", "T[]", "ANY[]", '"NULL"'}}
    if not typed or len(typed) < len(found):
        return None
    for preferred in ("VARCHAR", "DOUBLE", "TIMESTAMP WITH TIME ZONE", "TIMESTAMP", "BIGINT"):
        if preferred in typed:
            return column_type(preferred).oid
    column = column_type(min(typed))
    return column.oid if len(typed) == 1 and column.kind is not Kind.STRUCT else None
