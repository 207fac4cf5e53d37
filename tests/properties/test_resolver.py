"""Whatever a query looks like, the resolver sees every relation and every function that DuckDB's parser sees."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from reedbed.engine.resolver.functions import function_classes
from reedbed.engine.resolver.mentions import mentions_of
from reedbed.engine.resolver.tokens import folded, has_loose_spaces, tokens_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Form = Callable[[], str]
    """Writes one piece of a query."""

PARSER = duckdb.connect()

NAMES = st.sampled_from(
    [
        "a",
        "B",
        '"c d"',
        "set",
        "update",
        '"from"',
        "text",
        "offset_",
        "t.a",
        '"q""q"',
        "values_",
        "name",
        "key",
        "percent",
    ]
)
ALIASES = st.sampled_from(["x", '"Y z"', "z_", "text", "show_", '"set"'])
TABLES = st.sampled_from(
    [
        "t",
        "main.t",
        '"T"',
        "'x.csv'",
        '"x.csv"',
        "x.csv",
        "'s3://b/x.parquet'",
        'm."S".t',
        "set",
        "text",
        '"select"',
        "E'q'",
    ]
)
FUNCTIONS = st.sampled_from(
    [
        "upper",
        "READ_TEXT",
        '"Read_Blob"',
        "main.glob",
        "nosuch",
        "sum",
        "query",
        "left",
        "set",
        "coalesce",
        "text",
        "if",
    ]
)
SPACES = [" ", "\n", "\t", " /* ' */ ", ' -- " \n', "\N{NO-BREAK SPACE}", "\N{ZERO WIDTH SPACE}", "  "]
LITERALS = st.sampled_from(
    ["1", "'x'", "'it''s'", "$$ ' $$", "E'\\''", "NULL", "$1", "[1, 2]", "{'a': 1}", "DATE '2020-01-01'"]
)


@st.composite
def expressions(draw: st.DrawFn, depth: int = 2) -> str:
    """An expression, in tokens between blanks."""
    kind = draw(st.integers(0, 15 if depth else 2))
    inner: Form = lambda: draw(expressions(depth - 1))  # noqa: E731 - one short name for what every branch needs
    if kind <= 2:
        return draw(LITERALS | NAMES)
    forms: dict[int, Form] = {
        3: lambda: f"{draw(FUNCTIONS)} ( {inner()} )",
        4: lambda: f"{draw(FUNCTIONS)} ( {inner()} , {inner()} )",
        5: lambda: f"( {inner()} ) . {draw(st.sampled_from(['upper', 'json_serialize_plan', 'set']))} ( )",
        6: lambda: f"( {draw(queries(depth - 1))} )",
        7: lambda: f"{inner()} IN ( {draw(queries(depth - 1))} )",
        8: lambda: f"EXISTS ( {draw(queries(depth - 1))} )",
        9: lambda: f"CASE WHEN {inner()} THEN {inner()} ELSE {inner()} END",
        10: lambda: f"extract ( year FROM {inner()} )",
        11: lambda: f"( {inner()} IS NOT DISTINCT FROM {inner()} )",
        12: lambda: f"[ {inner()} FOR x IN {inner()} IF {inner()} ]",
        13: lambda: (
            f"sum ( {inner()} ) FILTER ( WHERE {inner()} ) OVER ( PARTITION BY {inner()} ORDER BY {inner()} DESC )"
        ),
        14: lambda: f"list_transform ( {inner()} , LAMBDA x : {inner()} )",
        15: lambda: f"( {inner()} = ANY ( {draw(queries(depth - 1))} ) ) :: VARCHAR ( 3 )",
    }
    return forms[kind]()


@st.composite
def relations(draw: st.DrawFn, depth: int = 2) -> str:
    """What stands behind FROM."""
    kind = draw(st.integers(0, 12 if depth else 3))
    inner: Form = lambda: draw(relations(depth - 1))  # noqa: E731 - as above
    value: Form = lambda: draw(expressions(depth - 1))  # noqa: E731 - as above
    if kind <= 2:
        return draw(TABLES)
    forms: dict[int, Form] = {
        3: lambda: f"{draw(TABLES)} AS {draw(ALIASES)} ( p , q )",
        4: lambda: f"{inner()} , {inner()}",
        5: lambda: f"{inner()} JOIN {inner()} ON {value()}",
        6: lambda: f"{inner()} SEMI JOIN {inner()} USING ( a , b )",
        7: lambda: f"( {draw(queries(depth - 1))} ) {draw(ALIASES)}",
        8: lambda: f"LATERAL ( {draw(queries(depth - 1))} )",
        9: lambda: f"{draw(FUNCTIONS)} ( {value()} )",
        10: lambda: f"{draw(ALIASES)} : {draw(TABLES)}",
        11: lambda: f"( {inner()} CROSS JOIN {inner()} )",
        12: lambda: f"{draw(TABLES)} PIVOT ( sum ( a ) FOR b IN ( 1 , 'y.csv' ) )",
    }
    return forms[kind]()


@st.composite
def queries(draw: st.DrawFn, depth: int = 2) -> str:
    """A query."""
    kind = draw(st.integers(0, 8 if depth else 1))
    value: Form = lambda: draw(expressions(max(depth - 1, 0)))  # noqa: E731 - as above
    source: Form = lambda: draw(relations(max(depth - 1, 0)))  # noqa: E731 - as above
    forms: dict[int, Form] = {
        0: lambda: f"SELECT {value()} AS {draw(ALIASES)} , {value()} FROM {source()}",
        1: lambda: f"FROM {source()}",
        2: lambda: (
            f"SELECT {value()} FROM {source()} WHERE {value()} GROUP BY {value()} HAVING {value()} ORDER BY 1 DESC"
        ),
        3: lambda: f"WITH {draw(ALIASES)} AS ( {draw(queries(depth - 1))} ) SELECT * FROM {source()} , {source()}",
        4: lambda: f"WITH RECURSIVE r ( n ) AS ( SELECT 1 UNION ALL {draw(queries(depth - 1))} ) FROM r , {source()}",
        5: lambda: f"{draw(queries(depth - 1))} UNION ALL BY NAME SELECT {value()} FROM {source()}",
        6: lambda: f"FROM {source()} SELECT {value()} LIMIT ( {draw(queries(depth - 1))} )",
        7: lambda: f"VALUES ( {value()} , {value()} )",
        8: lambda: f"SELECT * FROM ( SUMMARIZE {draw(TABLES)} ) , ( DESCRIBE {draw(TABLES)} ) , {source()}",
    }
    return forms[kind]()


def nodes(tree: Any) -> Iterator[dict[str, Any]]:
    """Every object of DuckDB's parse tree."""
    if isinstance(tree, dict):
        yield tree
        for value in tree.values():
            yield from nodes(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from nodes(value)


@pytest.mark.slow
@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(sql=queries(), seed=st.integers(0, 2**32))
def test_nothing_that_duckdb_reads_or_calls_stays_unseen(sql: str, seed: int) -> None:
    # One number for all blanks: to draw each by itself takes longer than everything else.
    chance = random.Random(seed)  # noqa: S311 - which blank stands where is no secret
    text = "".join(part if part != " " else chance.choice(SPACES) for part in split_blanks(sql))
    serialized = PARSER.execute("SELECT json_serialize_sql(?::VARCHAR)", [text]).fetchall()[0][0]
    tree = json.loads(serialized)
    assume(not tree["error"] and not has_loose_spaces(text))
    mentions = mentions_of(tokens_of(text))
    # A string in another spelling than between single quotes is refused wherever a relation may stand.
    assume(None not in mentions.strings)
    seen = {name[-1] for name in mentions.relations} | {folded(each or "") for each in mentions.strings}
    called = {call.name[-1] for call in mentions.calls}
    for node in nodes(tree):
        if node.get("type") == "BASE_TABLE":
            assert folded(node["table_name"]) in seen, text
        elif "function_name" in node and not node.get("is_operator"):
            name = folded(node["function_name"])
            assert name in called or name in function_classes().anyone, text


def split_blanks(sql: str) -> Iterator[str]:
    """The tokens of a generated text and the blanks between them; literals stay whole."""
    for index, word in enumerate(sql.split(" ")):
        if index:
            yield " "
        yield word
