"""Entries of FROM: functions that return rows, and VALUES."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reedbed.errors import SqlNotSupported
from reedbed.sql import quote
from reedbed.sql.postgres.macros import function
from reedbed.sql.postgres.rules.document_making import with_document
from reedbed.sql.postgres.rules.documents import RECORDS, record_rows
from reedbed.sql.postgres.rules.function_names import FEWEST, REFUSED
from reedbed.sql.postgres.rules.rendering import Renderer, rule
from reedbed.sql.postgres.rules.row_functions import ROWS, small_integers
from reedbed.sql.postgres.syntax.nodes import Call, Name, Query, Source, Values

if TYPE_CHECKING:
    from collections.abc import Iterator

_VALUE_COLUMNS: Final = frozenset(
    {"json_array_elements", "jsonb_array_elements", "json_array_elements_text", "jsonb_array_elements_text"}
)
_VALUES: Final = frozenset(
    {
        "clock_timestamp", "current_database", "current_schema", "current_setting", "currval", "gen_random_uuid",
        "lastval", "nextval", "now", "set_config", "statement_timestamp", "transaction_timestamp", "txid_current",
        "version",
    }
)  # fmt: skip
"""Functions of one value that clients write as if it were a row; DuckDB has only functions of rows in FROM."""
_PAIRS: Final = {
    "json_each": "json_items",
    "jsonb_each": "json_items",
    "json_each_text": "text",
    "jsonb_each_text": "text",
}


def scalar_sources(query: Query) -> dict[str, str]:
    """Functions of FROM whose rows are one value, by the names that stand for it, of which DuckDB would make a row."""
    return {
        source.alias.parts[0]: "value"
        for source in query.children
        if isinstance(source, Source)
        and isinstance(source.value, Call)
        and source.value.parts[-1] in _VALUE_COLUMNS
        and source.alias is not None
        and not source.columns
    }


def row_sources(query: Query) -> Iterator[str]:
    """The names by which tables and queries of FROM stand for their rows, unless a column has the same."""
    for source in query.children:
        if isinstance(source, Source) and isinstance(source.value, (Name, Query)):
            if source.alias is not None:
                yield source.alias.parts[0]
            elif isinstance(source.value, Name):
                yield source.value.parts[-1]


@rule(Source)
def _source(renderer: Renderer, source: Source) -> str | None:
    value = source.value
    if isinstance(value, Query) and value.parenthesised:
        return _values(renderer, source, value)
    if isinstance(value, Call):
        return _rows(renderer, source, value)
    if source.only is not None:
        start, end = source.only
        return renderer.sql[source.start : start] + renderer.around(end, source.end, source.children)
    return None


def _values(renderer: Renderer, source: Source, query: Query) -> str | None:
    """`(VALUES …)`: its columns are named column1, column2, … unless they are named."""
    inner = query.children[0]
    if not isinstance(inner, Query) or inner.verb != "values" or len(inner.children) != 1:
        return None
    values = inner.children[0]
    if not isinstance(values, Values):
        return None
    rows = f"({renderer.around(values.start, values.end, values.children)})"
    names = [*source.columns, *(f"column{place}" for place in range(len(source.columns) + 1, values.width + 1))]
    alias = quote(source.alias.parts[0]) if source.alias is not None else '"*VALUES*"'
    return f"{_lateral(renderer, source)}{rows} AS {alias}({', '.join(quote(name) for name in names)})"


def _lateral(renderer: Renderer, source: Source) -> str:
    return renderer.sql[source.start : source.value.start]


def _rows(renderer: Renderer, source: Source, call: Call) -> str | None:
    name = call.parts[-1]
    with_document(renderer, call)
    if source.typed and name in RECORDS and len(call.arguments) == 1:
        return f"{_lateral(renderer, source)}{record_rows(renderer, source, call)}"
    if source.typed or call.parts[:-1] not in {(), ("pg_catalog",)} or len(call.arguments) < FEWEST.get(name, 0):
        return None
    if name in REFUSED:
        raise SqlNotSupported(f"function {name} is not supported", construct=name)
    alias = source.alias.parts[0] if source.alias is not None else name
    if name == "unnest":
        return _unnest(renderer, source, call, alias)
    if name in _PAIRS:
        return _pairs(renderer, source, call, alias, text=_PAIRS[name] == "text")
    if name in _VALUES and not source.ordinality:
        column = source.columns[0] if source.columns else alias
        return f"{_lateral(renderer, source)}(SELECT {renderer.text(call)} AS {quote(column)}) AS {quote(alias)}"
    return _set(renderer, source, call, alias) if name in ROWS else None


def _set(renderer: Renderer, source: Source, call: Call, alias: str) -> str | None:
    """A function whose rows are an expression for a list here."""
    name = call.parts[-1]
    columns = [source.columns[0] if source.columns else "value" if name in _VALUE_COLUMNS else alias]
    if source.ordinality:
        columns.append(source.columns[1] if len(source.columns) > 1 else "ordinality")
    if name == "generate_series" and small_integers(renderer, call):
        # DuckDB's function streams; a list would be made as a whole.
        rows = f"generate_series({', '.join(renderer.text(argument.value) for argument in call.arguments)})"
        numbered = ", row_number() OVER ()" if source.ordinality else ""
        inner = f"SELECT CAST(generate_series AS INTEGER){numbered} FROM {rows}"
        return f"{_lateral(renderer, source)}({inner}) AS {quote(alias)}({_names(columns)})"
    rows_list = ROWS[name](renderer, call)
    if rows_list is None:
        return None
    ordinality = " WITH ORDINALITY" if source.ordinality else ""
    return f"{_lateral(renderer, source)}unnest({rows_list}){ordinality} AS {quote(alias)}({_names(columns)})"


def _names(columns: list[str]) -> str:
    return ", ".join(quote(column) for column in columns)


def _unnest(renderer: Renderer, source: Source, call: Call, alias: str) -> str | None:
    count = len(call.arguments)
    if any(argument.keyword for argument in call.arguments) or not count:
        return None
    names = list(source.columns[:count])
    if not names:
        names = [alias] if count == 1 else ["unnest"] * count
    names += ["unnest"] * (count - len(names))
    columns = [*names, *(["ordinality"] if source.ordinality else [])]
    if source.ordinality and len(source.columns) > count:
        columns[-1] = source.columns[count]
    lateral = _lateral(renderer, source)
    if count == 1:
        rows = renderer.text(call.arguments[0].value)
        ordinality = " WITH ORDINALITY" if source.ordinality else ""
        return f"{lateral}unnest({rows}){ordinality} AS {quote(alias)}({_names(columns)})"
    each = [f"unnest({renderer.text(argument.value)})" for argument in call.arguments]
    if source.ordinality:
        lengths = ", ".join(f"len({renderer.text(argument.value)})" for argument in call.arguments)
        each.append(f"unnest(generate_series(1, greatest({lengths})))")
    return f"{lateral}(SELECT {', '.join(each)}) AS {quote(alias)}({_names(columns)})"


def _pairs(renderer: Renderer, source: Source, call: Call, alias: str, *, text: bool) -> str:
    value = renderer.text(call.arguments[0].value)
    keys = f"json_keys({value})"
    extract = "json_extract_string" if text else "json_extract"
    values = f"list_transform({keys}, lambda key_: {extract}({value}, {function('json_key')}(key_)))"
    names = [*source.columns[:2], *("key", "value")[len(source.columns) :]]
    return f"{_lateral(renderer, source)}(SELECT unnest({keys}), unnest({values})) AS {quote(alias)}({_names(names)})"
