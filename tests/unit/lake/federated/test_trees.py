"""What a query asks of a table is what holds for each of its rows; nothing else tells one file from another."""

from __future__ import annotations

import duckdb
import pytest

from reedbed.lake.federated.conditions import condition_sql
from reedbed.lake.federated.markers import marked, unmarked
from reedbed.lake.federated.trees import Mention, mentions_in

TYPES = {"ts": "TIMESTAMP", "id": "BIGINT", "s": "VARCHAR", "seen": "TIMESTAMP WITH TIME ZONE"}


def mentions(sql: str) -> list[Mention]:
    row = duckdb.execute("SELECT json_serialize_sql(?)", [sql]).fetchone()
    assert row is not None
    return mentions_in(
        row[0], lambda schema, name: frozenset(TYPES) if (schema, name) in {("", "t"), ("main", "t")} else frozenset()
    )


def asked(sql: str) -> str | None:
    (mention,) = mentions(sql)
    return None if mention.condition is None else condition_sql(mention.condition, TYPES)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM t WHERE ts > '2020-01-01'",
        "SELECT * FROM b LEFT JOIN t ON t.id = b.id AND t.ts > '2020-01-01'",
        "SELECT * FROM t RIGHT JOIN b ON t.id = b.id AND ts > '2020-01-01'",
        "SELECT * FROM t FULL JOIN b ON t.id = b.id WHERE t.ts > '2020-01-01'",
        "SELECT * FROM b WHERE EXISTS (SELECT 1 FROM t WHERE t.id = b.id AND '2020-01-01' < ts)",
    ],
)
def test_what_holds_for_every_row_that_counts_is_asked(sql: str) -> None:
    assert asked(sql) == """coalesce(TRY("greatest ts" > '2020-01-01'), true)"""


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM t LEFT JOIN b ON t.id = b.id AND t.ts > '2020-01-01'",
        "SELECT * FROM t FULL JOIN b ON t.id = b.id AND t.ts > '2020-01-01'",
        "SELECT * FROM t WHERE ts <> '2020-01-01'",
        "SELECT * FROM t WHERE ts > '2020-01-01' OR random() > 0.5",
        "SELECT * FROM t ASOF JOIN b ON t.ts >= b.ts WHERE t.ts > '2020-01-01'",
        "SELECT * FROM t POSITIONAL JOIN b WHERE t.ts > '2020-01-01'",
        "SELECT * FROM t WHERE ts > '2020-01-01' USING SAMPLE 10 ROWS",
        "SELECT * FROM t JOIN b USING (ts) WHERE ts > '2020-01-01'",
        "SELECT * FROM t AS x (ts, a) WHERE ts > '2020-01-01'",
        "SELECT * FROM t WHERE ts > TIMESTAMP '2020-01-01' + (random() * INTERVAL 1 DAY)",
        "SELECT * FROM t WHERE s > 5",
        "SELECT * FROM t WHERE seen < now()",
    ],
)
def test_what_may_not_hold_or_may_change_is_not_asked(sql: str) -> None:
    assert asked(sql) is None


def test_a_common_table_expression_is_no_table() -> None:
    assert mentions("WITH t AS (SELECT 1 AS ts) SELECT * FROM t WHERE ts > 1") == []


def test_the_places_of_names_count_bytes() -> None:
    (mention,) = mentions("SELECT 'é', * FROM main.t")
    assert mention.at == len("SELECT 'é', * FROM ".encode())


@pytest.mark.parametrize(
    ("sql", "moments"),
    [
        ("SELECT * FROM t WHERE ts > '2020-01-01' AND s = 'a' AND \"'2020-01-01'\" < '2020-01-02 10:00'", 2),
        ("SELECT '2020-01-01' -- it's", 0),
        ("SELECT E'2020-01-01', TIMESTAMP '2020-01-01'", 0),
        ("SELECT $$'2020-01-01'$$", 0),
        ("SELECT 'x''2020-01-01'", 0),
    ],
)
def test_moments_are_taken_out_and_put_back(sql: str, moments: int) -> None:
    text, found = marked(sql)
    assert len(found) == moments
    assert unmarked(text, found) == sql
