"""What a query asks of a table is what holds for each of its rows; nothing else tells one file from another."""

from __future__ import annotations

import duckdb
import pytest

from reedbed.lake.federated.conditions import comparisons, condition_sql
from reedbed.lake.federated.markers import marked, unmarked
from reedbed.lake.federated.trees import Mention, mentions_in

TYPES = {"ts": "TIMESTAMP", "id": "BIGINT", "s": "VARCHAR", "seen": "TIMESTAMP WITH TIME ZONE"}


def mentions(sql: str) -> list[Mention]:
    row = duckdb.execute("SELECT json_serialize_sql(?)", [sql]).fetchone()
    assert row is not None
    known = {("", "", "t"), ("", "main", "t")}
    return mentions_in(row[0], lambda *names: TYPES if names in known else {})


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
        "SELECT * FROM b JOIN t USING (ts) WHERE ts > '2020-01-01'",
        "SELECT * FROM b LEFT JOIN t USING (ts) WHERE b.ts > '2020-01-01'",
        "SELECT * FROM t RIGHT JOIN b USING (ts) WHERE ts > '2020-01-01'",
        "SELECT * FROM t FULL JOIN b USING (ts) WHERE ts > '2020-01-01'",
        "SELECT * FROM t AS x (ts, a) WHERE ts > '2020-01-01'",
        "SELECT * FROM t WHERE ts > TIMESTAMP '2020-01-01' + (random() * INTERVAL 1 DAY)",
        "SELECT * FROM t WHERE s > 5",
        "SELECT * FROM t WHERE seen < now()",
    ],
)
def test_what_may_not_hold_or_may_change_is_not_asked(sql: str) -> None:
    assert asked(sql) is None


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT id FROM (SELECT * FROM t) q WHERE ts > '2020-01-01'",
        "SELECT * FROM (SELECT * FROM (SELECT id, ts AS moment FROM main.t) a) b WHERE b.moment > '2020-01-01'",
        "WITH a AS (SELECT * FROM t), b AS (SELECT id, ts FROM a) SELECT count(*) FROM b WHERE ts > '2020-01-01'",
        "WITH t AS (SELECT * FROM t) SELECT * FROM t WHERE ts > '2020-01-01'",
        "WITH a AS MATERIALIZED (SELECT * FROM t) SELECT (SELECT max(id) FROM a WHERE ts > '2020-01-01')",
        "SELECT * FROM (SELECT ts, count(*) AS n FROM t GROUP BY 1) q WHERE ts > '2020-01-01' AND n > 3",
        "SELECT * FROM (SELECT DISTINCT ts, s FROM t ORDER BY s) q WHERE q.ts > '2020-01-01'",
        "SELECT * FROM (SELECT x.*, b.v FROM t x LEFT JOIN b ON b.id = x.id) q WHERE ts > '2020-01-01'",
        "SELECT * FROM b LEFT JOIN (SELECT * EXCLUDE (s) FROM t) q ON q.id = b.id AND q.ts > '2020-01-01'",
        "SELECT * FROM (SELECT * FROM t) q (a, b, c, ts) WHERE a > '2020-01-01'",
        "WITH a (x, y) AS (SELECT s, ts FROM t) SELECT * FROM a WHERE y > '2020-01-01'",
        "SELECT main.t.id FROM main.t WHERE main.t.ts > '2020-01-01'",
        "SELECT * FROM (SELECT * REPLACE (id + 1 AS id) FROM t) q WHERE ts > '2020-01-01' AND id > 3",
        "SELECT * FROM (SELECT ts, sum(id) OVER () AS n FROM (SELECT * FROM t WHERE ts > '2020-01-01')) q",
    ],
)
def test_what_is_asked_of_a_query_is_asked_of_the_relation_inside(sql: str) -> None:
    assert asked(sql) == """coalesce(TRY("greatest ts" > '2020-01-01'), true)"""


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM (SELECT * FROM t LIMIT 5) q WHERE ts > '2020-01-01'",
        "SELECT * FROM (SELECT *, row_number() OVER (ORDER BY ts) FROM t) q WHERE ts > '2020-01-01'",
        "SELECT * FROM (SELECT * FROM t QUALIFY rank() OVER (ORDER BY ts) < 5) q WHERE ts > '2020-01-01'",
        "SELECT * FROM (SELECT DISTINCT ON (id) * FROM t) q WHERE ts > '2020-01-01'",
        "SELECT * FROM (SELECT max(ts) AS ts FROM t) q WHERE ts > '2020-01-01'",
        "SELECT * FROM (SELECT id, max(ts) AS ts FROM t GROUP BY id) q WHERE ts > '2020-01-01'",
        "SELECT * FROM (SELECT ts, nextval('n') AS n FROM t) q WHERE ts > '2020-01-01'",
        "SELECT * FROM (SELECT ts, mine(id) AS n FROM t) q WHERE ts > '2020-01-01'",
        "SELECT * FROM (SELECT * FROM t TABLESAMPLE 10 ROWS) q WHERE ts > '2020-01-01'",
        "SELECT * FROM b LEFT JOIN (SELECT * FROM t) q ON q.id = b.id OR q.ts > '2020-01-01'",
        "SELECT * FROM (SELECT * FROM t) q LEFT JOIN b ON q.id = b.id AND q.ts > '2020-01-01'",
        "SELECT * FROM (SELECT * FROM t) q (a, b, c, d) WHERE ts > '2020-01-01'",
        "SELECT * FROM (SELECT b.*, t.* FROM b, t) q WHERE ts > '2020-01-01'",
        "SELECT * FROM (SELECT id AS ts, ts AS id FROM b, (SELECT 1) x) q, t WHERE q.ts > '2020-01-01'",
        "SELECT * FROM (SELECT unnest(b.v), t.ts FROM b, t) q WHERE ts > '2020-01-01'",
        "SELECT * FROM (SELECT ts FROM t UNION ALL SELECT ts FROM b) q WHERE ts > '2020-01-01'",
        "WITH a AS (SELECT * FROM t) SELECT * FROM a WHERE ts > '2020-01-01' UNION ALL SELECT * FROM a",
        "WITH a AS (SELECT * FROM t), b AS (SELECT * FROM a LIMIT 1) SELECT * FROM b WHERE ts > '2020-01-01'",
        "WITH a (id, ts) AS (SELECT ts, id + 1 FROM t) SELECT * FROM a WHERE ts > '2020-01-01'",
        "WITH RECURSIVE a AS (SELECT ts FROM t UNION ALL SELECT ts FROM a) SELECT * FROM a WHERE ts > '2020-01-01'",
    ],
)
def test_what_is_asked_of_a_query_that_counts_or_changes_its_rows_is_not_asked_inside(sql: str) -> None:
    assert asked(sql) is None


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM t a JOIN t b USING (ts) WHERE ts > '2020-01-01'",
        "SELECT * FROM t a LEFT JOIN t b ON a.ts = b.ts AND a.id = 3 WHERE a.ts > '2020-01-01'",
        "SELECT * FROM t a FULL JOIN t b ON a.ts = b.ts WHERE b.ts > '2020-01-01'",
        "SELECT * FROM t a, (SELECT ts AS moment FROM t) b WHERE b.moment = a.ts AND '2020-01-01' < b.moment",
        "SELECT * FROM t a JOIN t b ON a.ts = b.ts AND a.ts > '2020-01-01' CROSS JOIN o",
        "SELECT * FROM t a JOIN t b ON a.ts = b.ts LEFT JOIN t c ON b.ts = c.ts WHERE a.ts > '2020-01-01'",
        "SELECT * FROM (SELECT * FROM t a LEFT JOIN t b USING (ts)) q WHERE ts > '2020-01-01'",
    ],
)
def test_what_is_asked_of_a_column_is_asked_of_those_that_equal_it(sql: str) -> None:
    for mention in mentions(sql):
        assert mention.condition is not None
        assert condition_sql(mention.condition, TYPES) == """coalesce(TRY("greatest ts" > '2020-01-01'), true)"""


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM t a LEFT JOIN t b ON a.ts = b.ts AND a.ts > '2020-01-01'",
        "SELECT * FROM t a JOIN t b ON a.ts = b.seen WHERE a.id = 3 AND b.ts IS NULL",
        "SELECT * FROM t a LEFT JOIN t b ON a.ts = b.ts OR a.id = 3 WHERE a.ts > '2020-01-01'",
        "SELECT * FROM (t a JOIN t c ON true) LEFT JOIN t b ON a.ts = c.ts WHERE a.ts > '2020-01-01'",
        "SELECT * FROM (t a CROSS JOIN t c) LEFT JOIN t b ON a.ts = b.ts AND c.ts = b.ts WHERE a.ts > '2020-01-01'",
    ],
)
def test_what_is_not_sure_to_be_equal_is_asked_of_nobody_else(sql: str) -> None:
    assert any(mention.condition is None for mention in mentions(sql))


def test_of_an_expression_of_with_is_asked_what_one_of_its_readers_asks() -> None:
    condition = asked("WITH a AS (SELECT * FROM t) SELECT * FROM a x, a y WHERE x.id = 5 AND y.id = 6")
    assert condition is not None
    assert condition.count(" OR ") == 1


def test_a_set_operation_asks_its_sides_by_place() -> None:
    sql = "SELECT * FROM (SELECT id, ts FROM t EXCEPT SELECT id AS ts, ts AS id FROM t) q WHERE id = 5"
    one, other = mentions(sql)
    assert one.condition is not None
    assert one.condition == other.condition


def test_a_star_shows_a_column_of_using_once() -> None:
    inner = "SELECT * FROM t a JOIN (SELECT ts, id AS number, seen AS moment FROM t) b USING (ts)"
    _, inside = mentions(f"SELECT * FROM ({inner}) q (c1, c2, c3, c4, c5, c6) WHERE c6 > '2020-01-01'")
    assert inside.condition is not None
    assert {each.column for each in comparisons(inside.condition)} == {"seen"}


def test_columns_that_are_called_by_schema_and_name_are_found() -> None:
    sql = "SELECT main.t.id, t.id FROM main.t WHERE main.t.ts > '2020-01-01'"
    (mention,) = mentions(sql)
    assert mention.called == (sql.index("main.t.id"), sql.index("main.t.ts"))


def test_columns_of_another_database_are_not_known() -> None:
    (mention,) = mentions("SELECT * FROM other.main.t AS o JOIN t ON o.ts = t.ts WHERE o.ts < '2020-01-01'")
    assert (mention.catalog, mention.condition) == ("", None)


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
