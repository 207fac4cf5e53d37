"""Sequences of messages whose answers are the same from every server that speaks PostgreSQL's protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reedbed.pgwire import messages as m

if TYPE_CHECKING:
    from collections.abc import Mapping


def said(*texts: str) -> list[m.FrontendMessage]:
    """Each text as a Query."""
    return [m.Query(sql=text) for text in texts]


def parsed(sql: str, *parameters: bytes | None, formats: tuple[int, ...] = ()) -> list[m.FrontendMessage]:
    """A text through the extended protocol."""
    bind = m.Bind(parameters=parameters, result_formats=formats)
    return [m.Parse(sql=sql), bind, m.Describe(kind="P"), m.Execute(), m.Sync()]


def described(sql: str, bind: m.Bind) -> list[m.FrontendMessage]:
    """A statement whose Bind is what matters."""
    return [m.Parse(sql=sql), m.Describe(kind="S"), bind, m.Sync()]


def bound(sql: str, *rows: tuple[bytes | None, ...], describes: bool = False) -> list[m.FrontendMessage]:
    """A prepared statement that is run for each row, as `executemany` does."""
    each = [m.Describe(kind="P")] if describes else []
    runs = [message for row in rows for message in (m.Bind(statement="many", parameters=row), *each, m.Execute())]
    return [m.Parse(name="many", sql=sql), *runs, m.Close(kind="S", name="many")]


KEYED: Final = "CREATE TEMP TABLE t9 (a int PRIMARY KEY, b text NOT NULL, c numeric(10, 2), d timestamptz, e int)"
ROWS: Final = [(b"%d" % n, b"r%d" % n, b"%d.125" % n, b"2026-01-0%d 10:00:00+02" % n, None) for n in range(1, 9)]
INTO_KEYED: Final = "INSERT INTO t9 (a, b, c, d, e) VALUES ($1, $2, $3, $4, $5)"
IN_KEYED: Final = "SELECT count(*), min(a), max(b), sum(c), max(d), sum(e) FROM t9"
TWICE: Final = (b"3", b"again", None, None, b"1")
MISSING: Final = (b"20", None, None, None, b"1")
WRONG: Final = (b"x", b"y", None, None, b"1")


LIMITED: Final = m.Execute(portal="p", row_limit=2)
OPEN_P: Final = (m.Parse(sql="SELECT generate_series(1, 5) AS a"), m.Bind(portal="p"))

SCENARIOS: Final[Mapping[str, list[m.FrontendMessage]]] = {
    "one result for each statement": said("SELECT 1 AS a", "SELECT 1 AS a; SELECT 2 AS b", "", ";", "  -- nothing"),
    "an error drops the rest of a query": said(
        "SELECT 1 AS a; SELECT nothing; SELECT 2 AS b", "syntax error", "SELECT 1/0",
    ),
    "a query is one transaction": said(
        "CREATE TEMP TABLE t1 (a int); INSERT INTO t1 VALUES (1); SELECT nothing", "SELECT * FROM t1"
    ),
    "a failed transaction": said(
        "BEGIN; SELECT 1 AS a", "SELECT nothing", "SELECT 1 AS a", "COMMIT", "SELECT 1 AS a", "COMMIT", "ROLLBACK",
        "BEGIN", "BEGIN", "ROLLBACK",
    ),
    "an extended query": parsed("SELECT 1 AS a"),
    "an extended query in binary": parsed("SELECT 1 AS a, 'x' AS b, true AS c, 1.5::float8 AS d", formats=(1,)),
    "an empty extended query": parsed(""),
    "two statements in one Parse": parsed("SELECT 1; SELECT 2"),
    "a parameter": described("SELECT $1::int + 1 AS a", m.Bind(parameters=(b"41",))),
    "a NULL": parsed("SELECT $1::int AS a", None),
    "too few parameters": described("SELECT $1::int AS a", m.Bind()),
    "too many parameters": described("SELECT 1 AS a", m.Bind(parameters=(b"1",))),
    "a parameter that is no value of its type": described("SELECT $1::int AS a", m.Bind(parameters=(b"x",))),
    "too many result formats": described("SELECT 1 AS a", m.Bind(result_formats=(0, 0))),
    "a row limit": [
        *said("BEGIN"), *OPEN_P, LIMITED, LIMITED, LIMITED, LIMITED, m.Close(kind="P", name="p"), LIMITED, m.Sync(),
        *said("ROLLBACK"),
    ],
    "a limit of as many rows as there are": [
        m.Parse(sql="SELECT generate_series(1, 2) AS a"), m.Bind(), m.Execute(row_limit=2), m.Execute(row_limit=2),
        m.Sync(),
    ],
    "a portal ends with its transaction": [*OPEN_P, m.Sync(), LIMITED, m.Sync()],
    "names that there are not": [
        m.Bind(statement="none"), m.Sync(), m.Describe(kind="S", name="none"), m.Sync(),
        m.Describe(kind="P", name="none"),
        m.Sync(), m.Execute(portal="none"), m.Sync(), m.Close(kind="S", name="none"), m.Close(kind="P", name="none"),
        m.Sync(),
    ],
    "a statement's name is taken once": [
        m.Parse(name="s", sql="SELECT 1 AS a"), m.Parse(name="s", sql="SELECT 2 AS a"), m.Sync(),
        m.Close(kind="S", name="s"),
        m.Parse(name="s", sql="SELECT 2 AS a"), m.Bind(statement="s"), m.Execute(), m.Sync(), *said("DEALLOCATE s"),
        m.Bind(statement="s"), m.Sync(),
    ],
    "a portal's name is taken once": [
        *said("BEGIN"), m.Parse(sql="SELECT 1 AS a"), m.Bind(portal="p"), m.Bind(portal="p"), m.Sync(),
        *said("ROLLBACK"),
    ],
    "writes": [
        *said("CREATE TEMP TABLE t2 (a int, b text)"), *parsed("INSERT INTO t2 VALUES ($1, $2)", b"1", b"x"),
        *parsed("INSERT INTO t2 VALUES ($1, $2) RETURNING a", b"2", None), *parsed("UPDATE t2 SET b = 'y'"),
        *parsed("DELETE FROM t2"), *described("INSERT INTO t2 VALUES ($1, $2)", m.Bind(parameters=(b"1", b"x"))),
    ],
    "COPY": [
        *said("CREATE TEMP TABLE t3 (a int, b text)", "COPY t3 FROM STDIN"), m.CopyData(data=b"1\tx\n2\t"),
        m.CopyData(data=b"\\N\n"), m.CopyDone(), *said("COPY t3 TO STDOUT", "COPY t3 TO STDOUT (FORMAT binary)"),
        *said("COPY t3 FROM STDIN"), m.CopyFail(reason="enough"), *said("COPY t3 FROM STDIN"),
        m.CopyData(data=b"x\ty\n"),
        m.CopyDone(), *said("SELECT count(*) AS n FROM t3", "COPY t3 FROM STDIN (FORMAT csv)"),
        m.CopyData(data=b'5,"a,b"\n'), m.CopyDone(), *said("COPY (SELECT 1 AS a) TO STDOUT (FORMAT csv, HEADER)"),
        *said("COPY nothing FROM STDIN", "BEGIN", "COPY t3 FROM STDIN"), m.CopyFail(reason="no"), *said("ROLLBACK"),
    ],
    "COPY in the extended protocol": [
        *said("CREATE TEMP TABLE t4 (a int)"), m.Parse(sql="COPY t4 FROM STDIN"), m.Bind(), m.Describe(kind="P"),
        m.Execute(),
        m.CopyData(data=b"1\n"), m.CopyDone(), m.Sync(), m.Parse(sql="COPY t4 TO STDOUT"), m.Bind(), m.Execute(),
        m.Sync(),
        m.Parse(sql="COPY t4 FROM STDIN"), m.Bind(), m.Execute(), m.CopyFail(reason="x"), m.Sync(),
    ],
    "two COPYs in one query": [
        *said("CREATE TEMP TABLE t5 (a int)", "COPY t5 FROM STDIN; COPY t5 FROM STDIN; SELECT 1 AS a"),
        m.CopyData(data=b"1\n"), m.CopyDone(), m.CopyData(data=b"2\n"), m.CopyDone(),
    ],
    "a pipeline is one transaction": [
        *said("CREATE TEMP TABLE t6 (a int)"), m.Parse(sql="INSERT INTO t6 VALUES (1)"), m.Bind(), m.Execute(),
        m.Parse(sql="SELECT 1 / (a - 1) FROM t6"), m.Bind(), m.Execute(), m.Sync(),
        *said("SELECT count(*) AS n FROM t6"),
    ],
    "a transaction by the extended protocol": [
        *parsed("BEGIN"), *parsed("SET TimeZone = 'UTC'"), *parsed("SHOW TimeZone"), *parsed("COMMIT"),
        *parsed("CREATE TEMP TABLE t7 (a int)"), *parsed("DROP TABLE t7"),
    ],
    "a query in the middle of a pipeline": [
        m.Parse(sql="SELECT 1 AS a"), m.Bind(), *said("SELECT 2 AS b"), m.Execute(), m.Sync(),
    ],
    "a failed transaction in the extended protocol": [
        *said("BEGIN", "SELECT nothing"), m.Parse(sql="SELECT 1 AS a"), m.Sync(), *parsed("ROLLBACK"),
    ],
    "a cursor": said(
        "BEGIN", "DECLARE c CURSOR FOR SELECT generate_series(1, 5) AS a", "FETCH 2 FROM c", "MOVE 1 FROM c",
        "FETCH ALL FROM c", "CLOSE c", "FETCH 1 FROM c", "ROLLBACK",
    ),
    "a cursor is a portal": [
        *said("BEGIN", "DECLARE c CURSOR FOR SELECT generate_series(1, 5) AS a"), m.Describe(kind="P", name="c"),
        m.Execute(portal="c", row_limit=1), m.Execute(portal="c"), m.Sync(), *said("ROLLBACK"),
    ],
    "a statement that SQL prepared": [
        *said("PREPARE q AS SELECT 7 AS a", "EXECUTE q"), m.Bind(statement="q"), m.Describe(kind="S", name="q"),
        m.Execute(),
        m.Sync(), *said("DEALLOCATE ALL", "EXECUTE q"),
    ],
    "RETURNING in parts": [
        *said("BEGIN", "CREATE TEMP TABLE t8 (a int)"),
        m.Parse(sql="INSERT INTO t8 SELECT generate_series(1, 3) RETURNING a"), m.Bind(), m.Execute(row_limit=2),
        m.Execute(row_limit=2), m.Execute(), m.Sync(), *said("ROLLBACK"),
    ],
    "what has no rows runs once": [
        m.Parse(sql="SET TimeZone = 'UTC'"), m.Bind(), m.Execute(), m.Execute(), m.Sync(),
    ],
    "rows of one INSERT": [
        *said(KEYED), *bound(INTO_KEYED, *ROWS), m.Sync(), *said(IN_KEYED, "DROP TABLE t9"),
    ],
    "rows of one INSERT, described": [
        *said(KEYED), *bound(INTO_KEYED, *ROWS, describes=True), m.Sync(), *said(IN_KEYED, "DROP TABLE t9"),
    ],
    "rows of one INSERT in a block, with what stands between them": [
        *said(KEYED, "BEGIN"), *bound(INTO_KEYED, *ROWS[:4])[:-1], m.Flush(), *parsed(IN_KEYED),
        m.Bind(statement="many", parameters=ROWS[5]), m.Execute(row_limit=1), m.Execute(), m.Sync(), *said("COMMIT"),
        m.Close(kind="S", name="many"), *said(IN_KEYED, "DROP TABLE t9"),
    ],
    "a Bind without its Execute behind rows": [
        *said(KEYED), *bound(INTO_KEYED, *ROWS[:5])[:-1], m.Bind(statement="many", parameters=ROWS[6]),
        m.Bind(statement="many", parameters=ROWS[7]), m.Describe(kind="P"), m.Sync(),
        *said(IN_KEYED, "DROP TABLE t9", "DEALLOCATE many"),
    ],
    "a key that is there already among rows": [
        *said(KEYED), *bound(INTO_KEYED, *ROWS[:6], TWICE, ROWS[7]), m.Sync(), *said("DEALLOCATE many"),
        *said(IN_KEYED), *bound(INTO_KEYED, *ROWS[:4]), m.Sync(), *bound(INTO_KEYED, *ROWS[4:7], TWICE), m.Sync(),
        *said(IN_KEYED, "DROP TABLE t9"),
    ],
    "a NULL that may not be among rows, in a block": [
        *said(KEYED, "BEGIN"), *bound(INTO_KEYED, *ROWS[:6], MISSING, ROWS[7]), m.Sync(), *said(IN_KEYED, "COMMIT"),
        *said(IN_KEYED, "DROP TABLE t9"),
    ],
    "a value of no such type among rows": [
        *said(KEYED), *bound(INTO_KEYED, *ROWS[:6], WRONG, ROWS[7]), m.Sync(), *said(IN_KEYED, "DROP TABLE t9"),
    ],
    "too few values among rows": [
        *said(KEYED), *bound(INTO_KEYED, *ROWS[:6], (b"9",), ROWS[7]), m.Sync(), *said(IN_KEYED, "DROP TABLE t9"),
    ],
    "rows of an INSERT that gives them back": [
        *said(KEYED), *bound(f"{INTO_KEYED} RETURNING a", *ROWS[:5]), m.Sync(), *said(IN_KEYED, "DROP TABLE t9"),
    ],
    "rows of an INSERT that passes over those that are there": [
        *said(KEYED), *bound(f"{INTO_KEYED} ON CONFLICT DO NOTHING", *ROWS[:5], TWICE), m.Sync(),
        *said(IN_KEYED, "DROP TABLE t9"),
    ],
    "rows get their numbers in order": [
        *said("CREATE TEMP TABLE t10 (a serial, b text)"),
        *bound("INSERT INTO t10 (b) VALUES ($1)", *((b"r%d" % n,) for n in range(9))), m.Sync(),
        *said("SELECT a, b FROM t10 ORDER BY a", "DROP TABLE t10"),
    ],
    "FETCH and EXECUTE of what there is not": [
        *parsed("FETCH 1 FROM nowhere"), *parsed("EXECUTE nothing"), *said("SELECT $1"),
    ],
    "a division of integers": [
        *said("SELECT 7 / 2 AS q"), *parsed("SELECT 7 / 2 AS q"), *parsed("SELECT 7 / $1::int AS q", b"2"),
    ],
    "settings": said("SET TimeZone = 'UTC'", "SHOW TimeZone", "RESET ALL", "DISCARD ALL", "SHOW nothing_such"),
    "savepoints": said(
        "BEGIN", "SAVEPOINT s", "SELECT nothing", "ROLLBACK TO s", "SELECT 1 AS a", "RELEASE s", "COMMIT",
        "SAVEPOINT x",
    ),
}  # fmt: skip
