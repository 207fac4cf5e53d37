"""Queries on an archived table, with `{t}` for its name: plain, wrapped in others, and such as need few rows of it."""

from __future__ import annotations

import datetime as dt

from hypothesis import strategies as st

COLUMNS = {
    "ts": "TIMESTAMP",
    "seen": "TIMESTAMPTZ",
    "day": "DATE",
    "id": "BIGINT",
    "small": "TINYINT",
    "amount": "DECIMAL(9,2)",
    "value": "DOUBLE",
    "name": "VARCHAR",
}

times = st.datetimes(dt.datetime(2023, 10, 19), dt.datetime(2023, 11, 25)).map(lambda each: each.replace(microsecond=0))  # noqa: DTZ001 - the column has no zone
near = st.sampled_from(
    ["2023-10-29 00:30:00", "2023-10-29 02:30:00", "2023-11-05 01:30:00", "2023-10-28 22:00:00", "2023-10-21 00:00:00"]
)
literals = {
    "ts": st.one_of(
        times.map(lambda each: f"'{each}'"),
        near.map(lambda each: f"TIMESTAMP '{each}'"),
        near.map(lambda each: f"TIMESTAMPTZ '{each}+02'"),
        near.map(lambda each: f"CAST('{each}' AS DATE)"),
        near.map(lambda each: f"TIMESTAMP '{each}' - INTERVAL 36 HOUR"),
        st.just("now() - INTERVAL 1 DAY"),
        st.just("current_date"),
        st.just("make_timestamp(2023, 10, 28, 5, 0, 0.0)"),
        st.just("NULL"),
    ),
    "seen": st.one_of(
        near.map(lambda each: f"'{each}'"),
        near.map(lambda each: f"TIMESTAMPTZ '{each}+00'"),
        near.map(lambda each: f"'{each.replace(' ', 'T')}.5+0230'"),
        near.map(lambda each: f"TIMESTAMP '{each}'"),
        near.map(lambda each: f"CAST('{each}' AS DATE)"),
        st.just("now()"),
    ),
    "day": st.one_of(
        times.map(lambda each: f"'{each.date()}'"),
        near.map(lambda each: f"TIMESTAMP '{each}'"),
        near.map(lambda each: f"TIMESTAMPTZ '{each}+05'"),
    ),
    "id": st.sampled_from(["0", "1", "1.5", "-3", "'2'", "2e0", "10000000000000000000", "1 + 1"]),
    "small": st.sampled_from(["0", "-100.5", "'7'", "300", "abs(-5)", "TRUE"]),
    "amount": st.sampled_from(["0", "12.25", "-3.1", "'4.5'", "1e1", "99999999999.5"]),
    "value": st.sampled_from(["0", "'nan'::DOUBLE", "'inf'::DOUBLE", "-0.0", "12.5", "'nan'", "1000"]),
    "name": st.sampled_from(["'b'", "'é'", "'zz'", "'B' COLLATE NOCASE", "lower('C')", "''", "5::VARCHAR"]),
}
OPERATORS = ("=", "<", "<=", ">", ">=", "<>", "IS NOT DISTINCT FROM")
THROUGH = {
    "ts": ("{}", "CAST({} AS DATE)", "date_trunc('day', {})", "date_trunc('month', {})", "{} + INTERVAL 1 DAY"),
    "seen": ("{}", "date_trunc('day', {})", "CAST({} AS DATE)"),
}


@st.composite
def comparisons(draw: st.DrawFn, prefix: str) -> str:
    column = draw(st.sampled_from(sorted(COLUMNS)))
    own = draw(st.sampled_from(THROUGH.get(column, ("{}",)))).format(f"{prefix}{column}")
    values = literals[column]
    match draw(st.sampled_from(["plain", "turned", "between", "in", "null"])):
        case "plain":
            return f"{own} {draw(st.sampled_from(OPERATORS))} {draw(values)}"
        case "turned":
            return f"{draw(values)} {draw(st.sampled_from(OPERATORS))} {own}"
        case "between":
            return f"{own} BETWEEN {draw(values)} AND {draw(values)}"
        case "in":
            return f"{own} IN ({', '.join(draw(st.lists(values, min_size=1, max_size=3)))})"
        case _:
            return f"{own} IS {draw(st.sampled_from(['', 'NOT ']))}NULL"


def conditions(prefix: str) -> st.SearchStrategy[str]:
    return st.recursive(
        comparisons(prefix),
        lambda inner: st.one_of(
            st.tuples(inner, inner).map(lambda pair: f"({pair[0]} AND {pair[1]})"),
            st.tuples(inner, inner).map(lambda pair: f"({pair[0]} OR {pair[1]})"),
            inner.map(lambda each: f"NOT ({each})"),
        ),
        max_leaves=4,
    )


INNER = (
    "SELECT * FROM {t}",
    "SELECT ts, id, seen, day, small, amount, value, name FROM main.{t} AS x",
    "SELECT DISTINCT ts, seen, day, id, small, amount, value, name FROM {t}",
    "SELECT day, ts, id, seen, name, small, value, amount, count(*) AS n FROM {t} GROUP BY ALL",
    "SELECT * REPLACE (id + 1 AS id, day AS ts) FROM {t}",
    "SELECT date_trunc('month', ts) AS ts, CAST(ts AS DATE) AS day, id, seen, small, amount, value, name FROM {t}",
    "SELECT x.*, o.measure FROM {t} x LEFT JOIN other o ON x.ts = o.ts AND x.id = o.id",
    "SELECT x.* FROM other o LEFT JOIN {t} x ON x.ts = o.ts AND x.id = o.id",
    "SELECT *, row_number() OVER (ORDER BY ts, id) AS n FROM {t}",
    "SELECT * FROM {t} ORDER BY ts, id LIMIT 100",
    """SELECT max(ts) AS ts, id, max(seen) AS seen, min(day) AS day, any_value(3) AS small, sum(amount) AS amount,
    max(value) AS value, min(name) AS name FROM {t} GROUP BY id""",
    "SELECT * FROM {t} WHERE id < 2 UNION ALL SELECT * FROM {t} WHERE id >= 1",
    "SELECT * FROM {t} EXCEPT SELECT * FROM {t} WHERE id = 1",
    "SELECT * FROM {t} INTERSECT SELECT * FROM {t} WHERE small > 0",
    """SELECT ts, seen, day, id, small, amount, value, name FROM {t} UNION
    SELECT ts + INTERVAL 1 DAY, seen, day, id, small, amount, name, name FROM {t}""",
    """SELECT main.{t}.ts, seen, main.{t}.day, id, main.{t}.small, amount, value, main.{t}.name FROM main.{t}
    WHERE main.{t}.id < 2""",
    "SELECT * FROM v_{t}",
    "SELECT * FROM w_{t}",
)
"""Queries whose rows are asked for from outside; in some of them that may not reach the table."""


@st.composite
def wrapped(draw: st.DrawFn) -> str:
    """A query on a query, as BI tools write them."""
    inner, other = draw(st.sampled_from(INNER)), draw(st.sampled_from(INNER))
    plain, prefixed, again = draw(conditions("")), draw(conditions("q.")), draw(conditions("r."))
    aggregate = "count(*), min(q.ts), max(q.ts), sum(q.id), max(q.name)"
    join = draw(st.sampled_from(["JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN"]))
    return draw(
        st.sampled_from(
            [
                f"SELECT {aggregate} FROM ({inner}) AS q WHERE {plain}",
                f"SELECT * FROM (SELECT * FROM ({inner}) AS r WHERE {again}) AS q WHERE {prefixed}",
                f"WITH q AS ({inner}) SELECT {aggregate} FROM q WHERE {prefixed}",
                f"WITH a AS ({inner}), q AS (SELECT * FROM a) SELECT {aggregate} FROM q JOIN a AS r USING (id) WHERE {prefixed} AND {again}",  # noqa: E501 - one statement
                f"WITH q AS ({inner}) SELECT ts, id FROM q WHERE {plain} UNION ALL SELECT ts, id FROM q AS r WHERE {again}",  # noqa: E501 - one statement
                f"SELECT q.ts, q.id, r.id FROM ({inner}) q LEFT JOIN ({other}) r ON q.id = r.id AND {again} WHERE {prefixed}",  # noqa: E501 - one statement
                f"SELECT {aggregate}, count(r.ts) FROM {{t}} q {join} ({inner}) r USING (ts, id) WHERE {plain}",
                f"SELECT {aggregate}, count(r.ts) FROM ({inner}) q {join} {{t}} r ON q.ts = r.ts AND r.id = q.id AND {again} WHERE {prefixed}",  # noqa: E501 - one statement
                f"SELECT {aggregate} FROM {{t}} q, ({inner}) r, other o WHERE q.ts = r.ts AND r.id = o.id AND o.id = q.id AND {again}",  # noqa: E501 - one statement
                f"SELECT {aggregate} FROM other o {join} {{t}} q ON q.ts = o.ts LEFT JOIN {{t}} r ON r.ts = q.ts AND r.id = q.id WHERE {prefixed}",  # noqa: E501 - one statement
                f"SELECT {aggregate} FROM {{t}} q CROSS JOIN other o LEFT JOIN ({inner}) r ON q.ts = r.ts AND o.ts = r.ts WHERE {prefixed}",  # noqa: E501 - one statement
                f"SELECT {aggregate} FROM {{t}} q CROSS JOIN (SELECT * FROM {{t}} WHERE id = 1) r LEFT JOIN {{t}} o ON q.ts = o.ts AND r.ts = o.ts WHERE {prefixed}",  # noqa: E501 - one statement
                f"SELECT o.ts, (SELECT count(*) FROM ({inner}) q WHERE q.ts = o.ts AND {prefixed}) FROM other o",
                f"SELECT * FROM other o WHERE ts IN (SELECT ts FROM ({inner}) q WHERE {plain})",
                f"SELECT {aggregate} FROM (PIVOT (SELECT ts, id, name FROM ({inner}) WHERE {plain}) ON id USING max(name)) p, other q",  # noqa: E501 - one statement
            ]
        )
    )


SUMMARIES = (
    "count(*)",
    "count(1)",
    "count(*) + 1 AS n",
    "count(small)",
    "count(*) FILTER (id > 0)",
    "count(DISTINCT 1)",
    "sum(1)",
    *(f"{end}({column})" for end in ("min", "max") for column in COLUMNS),
    "max(ts) - min(ts)",
    "CAST(max(ts) AS DATE) AS ts",
    "max(x.seen)",
    "7",
    "arg_max(id, ts)",
)
MAPPED = (
    "{t}",
    "main.{t}",
    "v_{t}",
    "w_{t}",
    "(SELECT * FROM {t})",
    "(SELECT id AS small, seen AS ts, ts AS seen, day, small AS id, value, amount, name FROM {t})",
    "(SELECT ts + INTERVAL 1 DAY AS ts, * EXCLUDE (ts) FROM v_{t})",
    "(SELECT DISTINCT * FROM {t})",
    "(SELECT *, unnest([1, 2]) FROM {t})",
    "(SELECT * REPLACE (unnest([1, 2]) AS id) FROM {t})",
    "(SELECT * REPLACE (count(*) OVER () AS id) FROM {t})",
    "(SELECT * FROM {t} ORDER BY ts DESC, id LIMIT 7)",
)


@st.composite
def sparing(draw: st.DrawFn) -> str:
    """A query without conditions that not all rows are needed for."""
    table = draw(st.sampled_from(MAPPED))
    rows, skipped = draw(st.sampled_from([0, 1, 3, 40, 200, 10_000])), draw(st.sampled_from([0, 2, 130]))
    way = draw(st.sampled_from(["", "ASC", "DESC", "DESC NULLS FIRST"]))
    summary = ", ".join(draw(st.lists(st.sampled_from(SUMMARIES), min_size=1, max_size=3)))
    order = draw(st.sampled_from(["ts", "x.ts", "1", "id, ts", "3, 1", "day", "ts + INTERVAL 1 DAY"]))
    return draw(
        st.sampled_from(
            [
                f"SELECT {summary} FROM {table} AS x",
                f"SELECT {summary} FROM {table} AS x LIMIT {rows}",
                f"WITH x AS (SELECT * FROM {table} AS y) SELECT {summary} FROM x",
                f"SELECT count(*) FROM (SELECT id FROM {table} AS x LIMIT {rows} OFFSET {skipped})",
                f"SELECT ts, day, id FROM {table} AS x ORDER BY {order} {way}, ts, id, day, name LIMIT {rows} OFFSET {skipped}",  # noqa: E501 - one statement
                f"SELECT seen AS ts, id FROM {table} AS x ORDER BY ts {way}, id, day, name LIMIT {rows}",
                f"SELECT o.id, (SELECT max(ts) FROM {table} AS x), (SELECT count(*) FROM {{t}}) FROM other o",
                f"SELECT * FROM other WHERE ts > (SELECT min(ts) FROM {table} AS x)",
                f"SELECT (SELECT count(*) FROM {table} AS x WHERE id > 1), count(*) FROM {{t}} GROUP BY ROLLUP (id)",
            ]
        )
    )


@st.composite
def queries(draw: st.DrawFn) -> str:
    """A query with `{t}` for the table."""
    kind = draw(st.sampled_from(["plain", "wrapped", "sparing"]))
    if kind != "plain":
        return draw(wrapped() if kind == "wrapped" else sparing())
    plain, joined, on = draw(conditions("")), draw(conditions("x.")), draw(conditions("x."))
    join = draw(st.sampled_from(["JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN", "SEMI JOIN", "ANTI JOIN"]))
    aggregate = "count(*), sum(x.id), min(x.ts), max(x.name)"
    return draw(
        st.sampled_from(
            [
                f"SELECT * FROM {{t}} WHERE {plain}",
                f"SELECT count(*), max(name), sum(id) FROM main.{{t}} AS x WHERE {plain}",
                f"SELECT {aggregate} FROM {{t}} x JOIN other o ON x.ts = o.ts AND {on} WHERE {joined}",
                f"SELECT x.*, o.measure FROM {{t}} x {join.replace('SEMI', 'LEFT').replace('ANTI', 'LEFT')} other o ON x.ts = o.ts AND {on} WHERE {joined}",  # noqa: E501 - one statement
                f"SELECT x.*, o.measure FROM other o {join.replace('SEMI', 'LEFT').replace('ANTI', 'LEFT')} {{t}} x ON x.ts = o.ts AND {on} WHERE {joined}",  # noqa: E501 - one statement
                f"SELECT * FROM other o {join} {{t}} x ON x.ts = o.ts AND x.id = o.id AND {on}",
                f"SELECT * FROM other o WHERE NOT EXISTS (SELECT 1 FROM {{t}} x WHERE x.ts = o.ts AND {joined})",
                f"SELECT (SELECT count(*) FROM {{t}} WHERE {plain}), (SELECT count(*) FROM {{t}} x WHERE {joined})",
                f"WITH a AS (SELECT * FROM {{t}} WHERE {plain}) SELECT * FROM a x JOIN {{t}} y USING (ts, id) WHERE {joined}",  # noqa: E501 - one statement
                f"SELECT * FROM (SELECT * FROM {{t}} WHERE {plain}) x LEFT JOIN (SELECT * FROM {{t}} x WHERE {joined}) y USING (ts, id)",  # noqa: E501 - one statement
                f"SELECT * FROM {{t}} WHERE {plain} UNION ALL SELECT * FROM {{t}} x WHERE {joined}",
                f"SELECT ts AS day, row_number() OVER (ORDER BY ts, id) FROM {{t}} WHERE {plain} QUALIFY row_number() OVER (ORDER BY ts, id) < 9",  # noqa: E501 - one statement
                f"SELECT o.ts, x.id FROM other o, {{t}} AS x WHERE o.id = x.id AND {joined} ORDER BY ALL LIMIT 50",
            ]
        )
    )
