"""Function calls: names that differ, arguments that differ, functions that are absent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reedbed.errors import SqlNotSupported
from reedbed.sql import literal
from reedbed.sql.postgres.macros import DATABASE, SCHEMA, function
from reedbed.sql.postgres.rules import formats, patterns
from reedbed.sql.postgres.rules.literals import constant_value
from reedbed.sql.postgres.rules.rendering import Renderer, rule
from reedbed.sql.postgres.syntax.nodes import (
    Argument,
    Binary,
    Call,
    Cast,
    Constant,
    Group,
    Name,
    Node,
    TypedLiteral,
    Unary,
)

if TYPE_CHECKING:
    from collections.abc import Callable


RENAMED: Final = {
    "array_dims": function("array_dims"),
    "array_fill": function("array_fill"),
    "array_length": function("array_bound"),
    "array_lower": function("array_lower"),
    "array_ndims": function("array_ndims"),
    "array_positions": function("array_positions"),
    "array_remove": function("array_remove"),
    "array_replace": function("array_replace"),
    "array_to_string": function("array_join"),
    "array_upper": function("array_bound"),
    "cardinality": function("cardinality"),
    "char_length": function("length"),
    "character_length": function("length"),
    "convert_from": function("convert_from"),
    "convert_to": function("convert_to"),
    "decode": function("decode"),
    "div": function("div"),
    "encode": function("encode"),
    "get_byte": function("get_byte"),
    "initcap": function("initcap"),
    "json_strip_nulls": function("json_strip_nulls"),
    "json_typeof": function("json_type_name"),
    "jsonb_strip_nulls": function("json_strip_nulls"),
    "jsonb_typeof": function("json_type_name"),
    "justify_days": function("justify_days"),
    "justify_hours": function("justify_hours"),
    "length": function("length"),
    "lpad": function("pad_left"),
    "make_timestamptz": function("make_timestamptz"),
    "min_scale": function("min_scale"),
    "octet_length": function("octet_length"),
    "quote_ident": function("quote_ident"),
    "quote_literal": function("quote_literal"),
    "quote_nullable": function("quote_nullable"),
    "regexp_count": function("count_matches"),
    "regexp_like": function("is_match"),
    "regexp_split_to_array": function("split_regular"),
    "regexp_substr": function("match_text"),
    "rpad": function("pad_right"),
    "scale": function("scale"),
    "set_byte": function("set_byte"),
    "string_to_array": function("split_text"),
    "to_bin": function("to_bin"),
    "to_hex": function("to_hex"),
    "to_oct": function("to_oct"),
    "trim_array": function("trim_array"),
    "width_bucket": function("width_bucket"),
    "array_cat": "list_concat",
    "array_sort": "list_sort",
    "array_to_json": "to_json",
    "btrim": "trim",
    "casefold": "lower",
    "clock_timestamp": "now",
    "every": "bool_and",
    "json_agg": "json_group_array",
    "json_build_array": "json_array",
    "json_object_agg": "json_group_object",
    "jsonb_agg": "json_group_array",
    "jsonb_array_length": function("json_length"),
    "jsonb_build_array": "json_array",
    "jsonb_object_agg": "json_group_object",
    "jsonb_pretty": "json_pretty",
    "row_to_json": "to_json",
    "statement_timestamp": "now",
    "to_jsonb": "to_json",
}
"""Functions that are called by another name, with the same arguments."""

REFUSED: Final = frozenset(
    """
    to_tsvector to_tsquery plainto_tsquery phraseto_tsquery websearch_to_tsquery ts_rank ts_rank_cd ts_headline
    tsvector_to_array xmlagg xmlelement xmlforest xmlparse xpath xmlconcat dblink lo_import lo_export lo_create
    lo_get lo_put pg_notify jsonb_path_query jsonb_path_query_array jsonb_path_query_first jsonb_path_exists
    jsonb_path_match jsonb_populate_record json_populate_record jsonb_populate_recordset json_populate_recordset
    json_to_record json_to_recordset jsonb_to_record jsonb_to_recordset range_agg range_merge int4range int8range
    numrange tsrange tstzrange daterange query_to_xml table_to_xml currtid2 setseed_ pg_sleep_for pg_sleep_until
    jsonb_set jsonb_insert jsonb_set_lax crosstab similarity word_similarity
    """.split()
)
"""Functions of PostgreSQL that DuckDB has no counterpart of."""


_SMALL_TYPES: Final = frozenset({"int", "int4", "integer", "smallint", "int2"})
_SMALLEST, _LARGEST = -(2**31), 2**31 - 1
_DOUBLES: Final = frozenset({"float8", "float4", "double precision", "real", "float"})


@rule(Call)
def _call(renderer: Renderer, call: Call) -> str | None:
    name = call.parts[-1]
    if len(call.parts) > 1 and call.parts[:-1] != ("pg_catalog",):
        return None
    writer = SPECIAL.get(name)
    if writer is not None:
        written = writer(renderer, call)
        if written is not None:
            return written
    if name in REFUSED:
        raise SqlNotSupported(f"function {name} is not supported", construct=name)
    renamed = RENAMED.get(name, name if len(call.parts) > 1 else None)
    if renderer.stored and renamed is not None and renamed.startswith(SCHEMA) and not call.tail:
        return renderer.call(renamed.rpartition(".")[2], *arguments(renderer, call))
    return None if renamed is None else with_name(renderer, call, renamed)


def with_name(renderer: Renderer, call: Call, name: str) -> str:
    """A call under another name."""
    return name + renderer.around(call.name_end, call.end, call.children)


def arguments(renderer: Renderer, call: Call) -> list[str]:
    """The arguments of a call."""
    return [renderer.text(argument.value) for argument in call.arguments]


def _to(name: str) -> Callable[[Renderer, Call], str | None]:
    """A call of another function with the arguments alone, without keywords between them."""

    def write(renderer: Renderer, call: Call) -> str | None:
        return f"{name}({', '.join(arguments(renderer, call))})"

    return write


def field_of(renderer: Renderer, node: Node) -> str | None:
    """The field that EXTRACT or date_part is asked for; `None` when only the running statement knows."""
    if isinstance(node, Name):
        return node.parts[-1].lower()
    if isinstance(node, Constant) and node.kind == "string":
        value = constant_value(renderer.source(node))
        return None if value is None else value.lower()
    return None


_FIELDS: Final = {
    "sec": "second", "secs": "second", "seconds": "second", "min": "minute", "mins": "minute", "minutes": "minute",
    "hours": "hour", "hr": "hour", "days": "day", "months": "month", "mon": "month", "mons": "month", "years": "year",
    "weeks": "week", "millisecond": "milliseconds", "ms": "milliseconds", "msec": "milliseconds",
    "microsecond": "microseconds", "us": "microseconds", "usec": "microseconds", "dayofweek": "dow", "dayofyear": "doy",
    "millenium": "millennium",
}  # fmt: skip
_SCALED: Final = {"second": "0.000001", "milliseconds": "0.001", "microseconds": "1"}
KNOWN_FIELDS: Final = frozenset(
    """
    second milliseconds microseconds minute hour day month year week quarter decade century millennium dow isodow doy
    isoyear epoch julian timezone timezone_hour timezone_minute
    """.split()
)


def _extract(renderer: Renderer, call: Call) -> str | None:
    if len(call.arguments) != 2:  # noqa: PLR2004 - a field and a value
        return None
    field = field_of(renderer, call.arguments[0].value)
    if field is None:
        return None
    value = renderer.text(call.arguments[1].value)
    field = _known_field(field)
    if field in _SCALED:
        return f"(CAST(date_part('microseconds', {value}) AS DECIMAL(18, 0)) * {_SCALED[field]})"
    scale = {"epoch": 6, "julian": 0}.get(field, 0)
    return f"CAST(date_part('{field}', {value}) AS DECIMAL(18, {scale}))"


def _known_field(field: str) -> str:
    known = _FIELDS.get(field, field)
    if known not in KNOWN_FIELDS:
        raise SqlNotSupported(f'unit "{field}" is not supported', construct=field)
    return known


def _date_part(renderer: Renderer, call: Call) -> str | None:
    if len(call.arguments) != 2:  # noqa: PLR2004 - a field and a value
        return None
    field = field_of(renderer, call.arguments[0].value)
    value = renderer.text(call.arguments[1].value)
    if field is None or isinstance(call.arguments[0].value, Name):
        return f"CAST(date_part({renderer.text(call.arguments[0].value)}, {value}) AS DOUBLE)"
    field = _known_field(field)
    if field in _SCALED:
        return f"(CAST(date_part('microseconds', {value}) AS DOUBLE) * {_SCALED[field]})"
    return f"CAST(date_part('{field}', {value}) AS DOUBLE)"


def _date_trunc(renderer: Renderer, call: Call) -> str | None:
    parts = arguments(renderer, call)
    if len(parts) == 3:  # noqa: PLR2004 - with a time zone
        return f"(date_trunc({parts[0]}, {parts[1]} AT TIME ZONE {parts[2]}) AT TIME ZONE {parts[2]})"
    truncated = f"date_trunc({', '.join(parts)})"
    value = call.arguments[-1].value
    # Of a date, PostgreSQL makes an instant of the session's zone; DuckDB a time without a zone.
    is_date = isinstance(value, (Cast, TypedLiteral)) and value.type.name == "date"
    return f"CAST({truncated} AS TIMESTAMPTZ)" if is_date else truncated


def _sum(renderer: Renderer, call: Call) -> str | None:
    if len(call.arguments) != 1 or isinstance(call.arguments[0].value, Constant):
        return None
    if not renderer.independent(call.arguments[0].value):
        return None
    value = renderer.text(call.arguments[0].value)
    return f"{function('sum_as')}({value}, {with_name(renderer, call, 'sum')})"


def _round(renderer: Renderer, call: Call) -> str | None:
    if len(call.arguments) != 1:
        return None
    value = call.arguments[0].value
    kind = value.operand if isinstance(value, Unary) else value
    # PostgreSQL rounds halves of double precision to even, and those of numeric away from zero, as DuckDB does.
    if isinstance(kind, Cast) and kind.type.name in _DOUBLES:
        return f"round_even({renderer.text(value)}, 0)"
    return None


def _substring(renderer: Renderer, call: Call) -> str | None:
    keywords = [argument.keyword for argument in call.arguments]
    parts = arguments(renderer, call)
    if "similar" in keywords:
        return _substring_similar(renderer, call)
    if keywords[1:] == ["for"]:
        return renderer.call("part", parts[0], "1", parts[1])
    if len(parts) == 2 and _is_text(call.arguments[1].value):  # noqa: PLR2004 - a text and a pattern
        return f"{function('match_in')}({parts[0]}, {patterns.regular_text(renderer, call.arguments[1].value)})"
    if keywords[1:] == ["for", "from"]:
        parts = [parts[0], parts[2], parts[1]]
    return renderer.call("part_from" if len(parts) == 2 else "part", *parts)  # noqa: PLR2004 - without a length


def _mod(renderer: Renderer, call: Call) -> str | None:
    if len(call.arguments) != 2:  # noqa: PLR2004 - both operands
        return None
    dividend, divisor = arguments(renderer, call)
    return f"(({dividend}) % {renderer.call('nonzero', divisor)})"


def _make_interval(renderer: Renderer, call: Call) -> str | None:
    names = ("years", "months", "weeks", "days", "hours", "mins", "secs")
    parts = [
        renderer.source(argument.value).replace("=>", ":=")
        if argument.value.__class__ is Argument
        else f"{names[place]} := {renderer.text(argument.value)}"
        for place, argument in enumerate(call.arguments)
    ]
    return f"{function('make_interval')}({', '.join(parts)})"


def _moved(sign: str) -> Callable[[Renderer, Call], str | None]:
    def write(renderer: Renderer, call: Call) -> str | None:
        if len(call.arguments) != 2:  # noqa: PLR2004 - without a time zone
            return None
        moment, distance = arguments(renderer, call)
        return f"({moment} {sign} {distance})"

    return write


def _is_text(node: Node) -> bool:
    return (isinstance(node, Constant) and node.kind == "string") or (
        isinstance(node, (Cast, TypedLiteral)) and node.type.name in {"text", "varchar"}
    )


def _substring_similar(renderer: Renderer, call: Call) -> str | None:
    pattern, escape = (
        constant_value(renderer.source(argument.value)) if isinstance(argument.value, Constant) else None
        for argument in call.arguments[1:3]
    )
    if pattern is None or not escape:
        return None
    pieces = pattern.split(f'{escape}"')
    if len(pieces) != 3:  # noqa: PLR2004 - before, within and after
        return None
    before, within, after = (patterns.similar_pattern(piece, escape)[4:-2] for piece in pieces)
    text = renderer.text(call.arguments[0].value)
    return f"nullif(regexp_extract({text}, {literal(f'^(?:{before})({within})(?:{after})$')}, 1, 's'), '')"


def _position(renderer: Renderer, call: Call) -> str | None:
    if [argument.keyword for argument in call.arguments] != ["", "in"]:
        return None
    needle, text = arguments(renderer, call)
    return f"CAST(strpos({text}, {needle}) AS INTEGER)"


SESSION_FUNCTIONS: Final = frozenset(
    "version current_database current_schema current_schemas current_setting txid_current".split()
)
"""What the catalog answers about the session."""


def _session(renderer: Renderer, call: Call) -> str | None:
    return with_name(renderer, call, f"{DATABASE}.pg.{call.parts[-1]}")


def _age(renderer: Renderer, call: Call) -> str | None:
    return with_name(renderer, call, "age")


def _sequence(renderer: Renderer, call: Call) -> str | None:
    """The name of a sequence, which DuckDB takes as text and not as a number of the catalog."""
    parts = [
        renderer.text(argument.value.operand)
        if isinstance(argument.value, Cast) and argument.value.type.name == "regclass"
        else renderer.text(argument.value)
        for argument in call.arguments
    ]
    if parts:
        parts[0] = parts[0].replace("'public.", "'main.", 1)
    return f"{call.parts[-1]}({', '.join(parts)})"


def _small(renderer: Renderer, call: Call) -> str | None:
    """A count that is four bytes wide in PostgreSQL and eight in DuckDB."""
    return f"CAST({renderer.plain(call)} AS INTEGER)"


def _clock(renderer: Renderer, call: Call) -> str | None:
    """`current_timestamp(n)`: the precision does not matter to what it is used for."""
    return call.parts[-1]


def _date_bin(renderer: Renderer, call: Call) -> str | None:
    parts = arguments(renderer, call)
    if len(parts) != 3:  # noqa: PLR2004 - width, moment and origin
        return None
    return f"time_bucket(CAST({parts[0]} AS INTERVAL), {parts[1]}, {parts[2]})"


def _sha256(renderer: Renderer, call: Call) -> str | None:
    return f"unhex({renderer.plain(call)})"


def _overlay(renderer: Renderer, call: Call) -> str | None:
    parts = arguments(renderer, call)
    return f"{function('overlay')}({', '.join(parts)})"


def _trim(renderer: Renderer, call: Call) -> str | None:
    sides = {argument.keyword for argument in call.arguments} & {"leading", "trailing", "both"}
    values = [argument for argument in call.arguments if argument.keyword not in {"leading", "trailing", "both"}]
    name = "ltrim" if "leading" in sides else "rtrim" if "trailing" in sides else "trim"
    texts = [renderer.text(argument.value) for argument in values]
    if values and values[-1].keyword == "from" and len(values) == 2:  # noqa: PLR2004 - what and from where
        texts.reverse()
    return f"{name}({', '.join(texts)})"


def _array_query(renderer: Renderer, call: Call) -> str | None:
    if call.arguments:
        return None
    inner = renderer.text(call.children[0])
    return f"coalesce(ARRAY{inner}, [])"


def _regexp_replace(renderer: Renderer, call: Call) -> str | None:
    if len(call.arguments) not in {3, 4}:
        return None
    parts = arguments(renderer, call)
    parts[1] = patterns.regular_text(renderer, call.arguments[1].value)
    if len(parts) == 4:  # noqa: PLR2004 - with flags
        return None if not parts[3].startswith("'") else f"regexp_replace({', '.join(parts[:3])}, {parts[3][:-1]}s')"
    return f"regexp_replace({', '.join(parts)}, 's')"


def _regexp_match(renderer: Renderer, call: Call) -> str | None:
    parts = arguments(renderer, call)
    groups = _group_count(renderer, call.arguments[1].value)
    if groups is None:
        return None
    options = parts[2] if len(parts) > 2 else "''"  # noqa: PLR2004 - with flags
    indexes = range(1, groups + 1) if groups else range(1)
    values = ", ".join(f"regexp_extract({parts[0]}, {parts[1]}, {index}, {options})" for index in indexes)
    return f"CASE WHEN regexp_matches({parts[0]}, {parts[1]}, {options}) THEN [{values}] END"


def regexp_matches_list(renderer: Renderer, call: Call) -> str | None:
    """The rows of `regexp_matches`, as a list."""
    parts = arguments(renderer, call)
    groups = _group_count(renderer, call.arguments[1].value)
    if groups is None:
        return None
    flags = parts[2].strip("'") if len(parts) > 2 else ""  # noqa: PLR2004 - with flags
    options = literal(flags.replace("g", "") + "s")
    indexes = range(1, groups + 1) if groups else range(1)
    if "g" not in flags:
        single = ", ".join(f"regexp_extract({parts[0]}, {parts[1]}, {index}, {options})" for index in indexes)
        return f"CASE WHEN regexp_matches({parts[0]}, {parts[1]}, {options}) THEN [[{single}]] ELSE [] END"
    columns = [f"regexp_extract_all({parts[0]}, {parts[1]}, {index}, {options})" for index in indexes]
    items = ", ".join(f"({column})[match_]" for column in columns)
    return f"list_transform(generate_series(1, len({columns[0]})), lambda match_: [{items}])"


def _group_count(renderer: Renderer, pattern: Node) -> int | None:
    import re  # noqa: PLC0415

    value = (
        constant_value(renderer.source(pattern)) if isinstance(pattern, Constant) and pattern.kind == "string" else None
    )
    return None if value is None else len(re.findall(r"(?<!\\)\((?!\?)", value))


def _json_agg(renderer: Renderer, call: Call) -> str | None:
    # DuckDB's own is a macro, which takes neither an order nor a filter.
    return f"to_json({with_name(renderer, call, 'list')})"


def _json_object(renderer: Renderer, call: Call) -> str | None:
    return with_name(renderer, call, "json_object")


def _json_extract_path(name: str) -> Callable[[Renderer, Call], str | None]:
    def write(renderer: Renderer, call: Call) -> str | None:
        first, *keys = arguments(renderer, call)
        return f"{function(name)}({first}, [{', '.join(keys)}])"

    return write


def _format(renderer: Renderer, call: Call) -> str | None:
    if not call.arguments:
        return None
    template = call.arguments[0].value
    value = (
        constant_value(renderer.source(template))
        if isinstance(template, Constant) and template.kind == "string"
        else None
    )
    if value is None or "{" in value:
        return None
    return formats.format_call(value, arguments(renderer, call)[1:])


def _to_char(renderer: Renderer, call: Call) -> str | None:
    if len(call.arguments) != 2:  # noqa: PLR2004 - a value and a template
        return None
    template = call.arguments[1].value
    pattern = (
        constant_value(renderer.source(template))
        if isinstance(template, Constant) and template.kind == "string"
        else None
    )
    if pattern is None:
        raise SqlNotSupported("to_char with a template that is not a constant is not supported", construct="to_char")
    value = call.arguments[0].value
    interval = isinstance(value, (Cast, TypedLiteral)) and value.type.name == "interval"
    return formats.to_char(renderer.text(value), pattern, interval=interval)


def _to_timestamp(renderer: Renderer, call: Call) -> str | None:
    if len(call.arguments) == 1:
        return f"to_timestamp({renderer.text(call.arguments[0].value)})"
    return f"CAST({_parsed(renderer, call, 'to_timestamp')} AS TIMESTAMPTZ)"


def _to_date(renderer: Renderer, call: Call) -> str | None:
    return f"CAST({_parsed(renderer, call, 'to_date')} AS DATE)"


def _parsed(renderer: Renderer, call: Call, name: str) -> str:
    template = call.arguments[1].value if len(call.arguments) == 2 else None  # noqa: PLR2004 - a text and a template
    pattern = (
        constant_value(renderer.source(template))
        if isinstance(template, Constant) and template.kind == "string"
        else None
    )
    if pattern is None:
        raise SqlNotSupported(f"{name} with a template that is not a constant is not supported", construct=name)
    return f"strptime({renderer.text(call.arguments[0].value)}, {literal(formats.strptime_format(pattern, name))})"


def _to_number(renderer: Renderer, call: Call) -> str | None:
    if len(call.arguments) != 2:  # noqa: PLR2004 - a text and a template
        return None
    return f"{function('to_number')}({', '.join(arguments(renderer, call))})"


def _concat_ws(renderer: Renderer, call: Call) -> str | None:
    if call.arguments and call.arguments[-1].keyword == "variadic":
        separator = renderer.text(call.arguments[0].value)
        return f"{function('array_join')}({renderer.text(call.arguments[-1].value)}, {separator})"
    return None


def _concat(renderer: Renderer, call: Call) -> str | None:
    if call.arguments and call.arguments[-1].keyword == "variadic":
        return f"{function('array_join')}({renderer.text(call.arguments[-1].value)}, '')"
    return f"concat({', '.join(_as_text(renderer, argument) for argument in call.arguments)})"


def _as_text(renderer: Renderer, argument: Argument) -> str:
    text = renderer.text(argument.value)
    plain = isinstance(argument.value, Constant)
    return text if plain else renderer.call("concat_text", text)


def _set_returning(expression: Callable[[Renderer, Call], str | None]) -> Callable[[Renderer, Call], str | None]:
    def write(renderer: Renderer, call: Call) -> str | None:
        rows = expression(renderer, call)
        return None if rows is None else f"unnest({rows})"

    return write


def _series(renderer: Renderer, call: Call) -> str | None:
    parts = [interval_argument(renderer, argument.value, place) for place, argument in enumerate(call.arguments)]
    rows = f"generate_series({', '.join(parts)})"
    if small_integers(renderer, call):
        return f"CAST({rows} AS INTEGER[])"
    first = call.arguments[0].value if call.arguments else None
    if isinstance(first, (Cast, TypedLiteral)) and first.type.name == "date":
        return f"CAST({rows} AS TIMESTAMPTZ[])"
    return rows


def interval_argument(renderer: Renderer, node: Node, place: int) -> str:
    """An argument of generate_series: its step may be an interval in a string of no type."""
    text = renderer.text(node)
    return f"CAST({text} AS INTERVAL)" if place == 2 and isinstance(node, Constant) and node.kind == "string" else text  # noqa: PLR2004 - the step


def small_integers(renderer: Renderer, call: Call) -> bool:
    """Whether a series is one of four-byte integers for certain, so that it can stream."""
    return all(_is_small(renderer, argument.value) for argument in call.arguments)


def _is_small(renderer: Renderer, node: Node) -> bool:
    match node:
        case Constant(kind="number"):
            text = renderer.source(node)
            return text.isdigit() and _SMALLEST <= int(text) <= _LARGEST
        case Constant(kind="parameter"):
            return True
        case Unary(operator="-"):
            return _is_small(renderer, node.operand)
        case Cast():
            return node.type.name in _SMALL_TYPES and not _has_names(node.operand)
        case Group(items=[item]):
            return _is_small(renderer, item)
        case Binary(operator="+" | "-" | "*"):
            return _is_small(renderer, node.left) and _is_small(renderer, node.right)
        case _:
            return False


def _has_names(node: Node) -> bool:
    return not isinstance(node, Constant)


def _subscripts(renderer: Renderer, call: Call) -> str | None:
    parts = arguments(renderer, call)
    return f"CAST(generate_series(1, len({parts[0]})) AS INTEGER[])"


def _regexp_split(renderer: Renderer, call: Call) -> str | None:
    return f"{function('split_regular')}({', '.join(arguments(renderer, call))})"


ROWS: Final[dict[str, Callable[[Renderer, Call], str | None]]] = {
    "generate_series": _series,
    "generate_subscripts": _subscripts,
    "regexp_split_to_table": _regexp_split,
    "regexp_matches": regexp_matches_list,
    "string_to_table": _to(function("split_text")),
    "json_array_elements": _to(function("json_items")),
    "jsonb_array_elements": _to(function("json_items")),
    "json_array_elements_text": _to(function("json_text_items")),
    "jsonb_array_elements_text": _to(function("json_text_items")),
    "json_object_keys": _to("json_keys"),
    "jsonb_object_keys": _to("json_keys"),
}
"""Functions that return rows, as expressions for a list of these rows."""

SPECIAL: Final[dict[str, Callable[[Renderer, Call], str | None]]] = {
    **{name: _set_returning(expression) for name, expression in ROWS.items()},
    **dict.fromkeys(("nextval", "currval", "setval"), _sequence),
    **dict.fromkeys(SESSION_FUNCTIONS, _session),
    "age": _age,
    "extract": _extract,
    "date_part": _date_part,
    "date_trunc": _date_trunc,
    "sum": _sum,
    "round": _round,
    "substring": _substring,
    "substr": _substring,
    "mod": _mod,
    "make_interval": _make_interval,
    "date_add": _moved("+"),
    "date_subtract": _moved("-"),
    "position": _position,
    **dict.fromkeys(("strpos", "ntile", "grouping", "bit_length", "array_position", "json_array_length"), _small),
    **dict.fromkeys(("current_timestamp", "localtimestamp", "current_time", "localtime"), _clock),
    "date_bin": _date_bin,
    "sha256": _sha256,
    "overlay": _overlay,
    "trim": _trim,
    "array": _array_query,
    "regexp_replace": _regexp_replace,
    "regexp_match": _regexp_match,
    "json_agg": _json_agg,
    "jsonb_agg": _json_agg,
    "json_build_object": _json_object,
    "jsonb_build_object": _json_object,
    "json_extract_path": _json_extract_path("json_at"),
    "jsonb_extract_path": _json_extract_path("json_at"),
    "json_extract_path_text": _json_extract_path("json_text_at"),
    "jsonb_extract_path_text": _json_extract_path("json_text_at"),
    "format": _format,
    "to_char": _to_char,
    "to_timestamp": _to_timestamp,
    "to_date": _to_date,
    "to_number": _to_number,
    "concat": _concat,
    "concat_ws": _concat_ws,
}
