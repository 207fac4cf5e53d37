"""Session commands are read as values; everything else is left to the engine."""

from __future__ import annotations

import pytest

from reedbed.errors import SqlNotSupported, SqlSyntaxError
from reedbed.sql.postgres import commands as c
from reedbed.sql.postgres.commands import parse_command


@pytest.mark.parametrize(
    ("sql", "command"),
    [
        ("BEGIN", c.Begin()),
        ("begin work", c.Begin()),
        ("START TRANSACTION READ ONLY", c.Begin(read_only=True, words="START TRANSACTION")),
        (
            "BEGIN ISOLATION LEVEL REPEATABLE READ, READ WRITE NOT DEFERRABLE",
            c.Begin(isolation="repeatable read", read_only=False, deferrable=False),
        ),
        ("COMMIT", c.Commit()),
        ("END TRANSACTION AND CHAIN", c.Commit(chain=True)),
        ("COMMIT AND NO CHAIN", c.Commit()),
        ("ROLLBACK", c.Rollback()),
        ("ABORT WORK AND CHAIN", c.Rollback(chain=True)),
        ("SAVEPOINT A", c.Savepoint(name="a")),
        ('RELEASE SAVEPOINT "A"', c.Release(name="A")),
        ("RELEASE savepoint", c.Release(name="savepoint")),
        ("ROLLBACK TO SAVEPOINT a", c.RollbackTo(name="a")),
        ("ROLLBACK WORK TO a", c.RollbackTo(name="a")),
        ("/* who */ BEGIN -- now", c.Begin()),
    ],
)
def test_transactions_are_commands(sql: str, command: c.Command) -> None:
    assert parse_command(sql) == command


@pytest.mark.parametrize(
    ("sql", "command"),
    [
        ("SET a = 1", c.SetVariable(name="a", values=("1",))),
        ("SET SESSION a.b TO 'x', Y, -1.5", c.SetVariable(name="a.b", values=("x", "y", "-1.5"))),
        ("SET LOCAL a TO on", c.SetVariable(name="a", values=("on",), local=True)),
        ("SET a TO DEFAULT", c.SetVariable(name="a", values=None)),
        ("SET TIME ZONE 'Europe/Prague'", c.SetVariable(name="timezone", values=("Europe/Prague",))),
        ("SET TIME ZONE LOCAL", c.SetVariable(name="timezone", values=None)),
        ("SET TIME ZONE INTERVAL '-08:00' HOUR TO MINUTE", c.SetVariable(name="timezone", values=("-08:00",))),
        ("SET NAMES 'utf8'", c.SetVariable(name="client_encoding", values=("utf8",))),
        ("SET SCHEMA 'x'", c.SetVariable(name="search_path", values=("x",))),
        ("SET ROLE none", c.SetVariable(name="role", values=("none",))),
        ("SET SESSION AUTHORIZATION DEFAULT", c.SetVariable(name="session_authorization", values=None)),
        ("SET TRANSACTION READ ONLY", c.SetTransaction(read_only=True)),
        (
            "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SERIALIZABLE",
            c.SetTransaction(isolation="serializable", session=True),
        ),
        ("SET CONSTRAINTS ALL DEFERRED", c.SetConstraints(deferred=True)),
        ("SHOW search_path", c.Show(name="search_path")),
        ("SHOW TIME ZONE", c.Show(name="timezone")),
        ("SHOW TRANSACTION ISOLATION LEVEL", c.Show(name="transaction_isolation")),
        ("SHOW ALL", c.ShowAll()),
        ("RESET a", c.Reset(name="a")),
        ("RESET ALL", c.Reset(name=None)),
        ("DISCARD TEMPORARY", c.Discard(what="temp")),
    ],
)
def test_settings_are_commands(sql: str, command: c.Command) -> None:
    assert parse_command(sql) == command


@pytest.mark.parametrize(
    ("sql", "command"),
    [
        ("DECLARE c CURSOR FOR SELECT 1", c.Declare(name="c", sql="SELECT 1")),
        (
            "DECLARE c BINARY NO SCROLL CURSOR WITH HOLD FOR SELECT 1",
            c.Declare(name="c", sql="SELECT 1", scroll=False, hold=True, binary=True),
        ),
        ("FETCH c", c.Fetch(cursor="c")),
        ("FETCH next", c.Fetch(cursor="next")),
        ("FETCH NEXT FROM c", c.Fetch(cursor="c")),
        ("FETCH 10 IN c", c.Fetch(cursor="c", count=10)),
        ("FETCH -2 c", c.Fetch(cursor="c", count=-2)),
        ("FETCH ALL c", c.Fetch(cursor="c", count=None)),
        ("FETCH FORWARD ALL FROM c", c.Fetch(cursor="c", count=None)),
        ("FETCH PRIOR FROM c", c.Fetch(cursor="c", direction="backward")),
        ("FETCH FIRST c", c.Fetch(cursor="c", direction="absolute")),
        ("FETCH LAST c", c.Fetch(cursor="c", direction="absolute", count=-1)),
        ("FETCH RELATIVE -1 FROM c", c.Fetch(cursor="c", direction="relative", count=-1)),
        ("MOVE BACKWARD 3 FROM c", c.Fetch(cursor="c", direction="backward", count=3, move=True)),
        ("CLOSE c", c.CloseCursor(name="c")),
        ("CLOSE ALL", c.CloseCursor(name=None)),
        ("PREPARE p AS SELECT 1", c.Prepare(name="p", sql="SELECT 1")),
        (
            "PREPARE p (int, numeric(4, 2)) AS SELECT $1",
            c.Prepare(name="p", types=("int", "numeric(4, 2)"), sql="SELECT $1"),
        ),
        ("EXECUTE p", c.ExecutePrepared(name="p")),
        ("EXECUTE p (1, f(2, 3), 'a,b')", c.ExecutePrepared(name="p", arguments=("1", "f(2, 3)", "'a,b'"))),
        ("DEALLOCATE PREPARE p", c.Deallocate(name="p")),
        ("DEALLOCATE prepare", c.Deallocate(name="prepare")),
        ("DEALLOCATE ALL", c.Deallocate(name=None)),
    ],
)
def test_cursors_and_prepared_statements_are_commands(sql: str, command: c.Command) -> None:
    assert parse_command(sql) == command


@pytest.mark.parametrize(
    ("sql", "command"),
    [
        ("COPY t FROM STDIN", c.Copy(table=("t",), direction="from", source="stdin", options={})),
        (
            'COPY t FROM STDIN (FORMAT "binary")',
            c.Copy(table=("t",), direction="from", source="stdin", options={"format": "binary"}),
        ),
        (
            'COPY S."T" (A, b) TO STDOUT',
            c.Copy(table=("s", "T"), columns=("a", "b"), direction="to", source="stdout", options={}),
        ),
        (
            "COPY (SELECT a, ')' FROM t) TO STDOUT (FORMAT csv, HEADER, DELIMITER ';', FORCE_QUOTE *)",
            c.Copy(
                table=None,
                sql="SELECT a, ')' FROM t",
                direction="to",
                source="stdout",
                options={"format": "csv", "header": True, "delimiter": ";", "force_quote": True},
            ),
        ),
        (
            "COPY t FROM STDIN WITH (FORMAT text, HEADER false, NULL '', FORCE_NULL (a, b)) WHERE a > 1",
            c.Copy(
                table=("t",),
                direction="from",
                source="stdin",
                options={"format": "text", "header": False, "null": "", "force_null": ("a", "b")},
                where="a > 1",
            ),
        ),
        (
            "COPY t FROM STDIN WITH CSV HEADER DELIMITER AS ',' NULL 'x' FORCE NOT NULL a, b",
            c.Copy(
                table=("t",),
                direction="from",
                source="stdin",
                options={"format": "csv", "header": True, "delimiter": ",", "null": "x", "force_not_null": ("a", "b")},
            ),
        ),
        (
            "COPY BINARY t TO STDOUT",
            c.Copy(table=("t",), direction="to", source="stdout", options={"format": "binary"}),
        ),
        ("COPY t TO STDIN", c.Copy(table=("t",), direction="to", source="stdout", options={})),
    ],
)
def test_copy_with_the_client_is_a_command(sql: str, command: c.Command) -> None:
    assert parse_command(sql) == command


@pytest.mark.parametrize(
    ("sql", "command"),
    [
        ("LISTEN a", c.Listen(channel="a")),
        ("NOTIFY a, 'b'", c.Notify(channel="a", payload="b")),
        ("UNLISTEN *", c.Unlisten(channel=None)),
        ("EXPLAIN SELECT 1", c.Explain(options={}, sql="SELECT 1")),
        ("EXPLAIN ANALYSE VERBOSE SELECT 1", c.Explain(options={"analyze": True, "verbose": True}, sql="SELECT 1")),
        (
            "EXPLAIN (ANALYZE, COSTS off, FORMAT json) SELECT 1",
            c.Explain(options={"analyze": True, "costs": False, "format": "json"}, sql="SELECT 1"),
        ),
        ("EXPLAIN (SELECT 1)", c.Explain(options={}, sql="(SELECT 1)")),
        ("VACUUM", c.Vacuum(verb="vacuum")),
        ("VACUUM (FULL, ANALYZE) a.b, c", c.Vacuum(verb="vacuum", tables=(("a", "b"), ("c",)), analyze=True)),
        ("ANALYZE t (a)", c.Vacuum(verb="analyze", tables=(("t",),), analyze=True)),
        ("REINDEX TABLE CONCURRENTLY t", c.Vacuum(verb="reindex", tables=(("t",),))),
        (
            "LOCK TABLE a, b IN SHARE ROW EXCLUSIVE MODE NOWAIT",
            c.Lock(tables=(("a",), ("b",)), mode="share row exclusive", nowait=True),
        ),
        ("COMMENT ON SCHEMA s IS 'x'", c.CommentOn(kind="schema", name="s", text="x")),
        ("COMMENT ON CONSTRAINT k ON t IS NULL", c.CommentOn(kind="constraint", name="k ON t", text=None)),
    ],
)
def test_upkeep_is_a_command(sql: str, command: c.Command) -> None:
    assert parse_command(sql) == command


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 1", "(SELECT 1)", "", "-- nothing", "INSERT INTO t VALUES (1)", "FROM t", "SET GLOBAL threads = 1",
        "SET VARIABLE x = 1", "SHOW TABLES", "SHOW ALL TABLES", "COPY t TO 'file.csv'", "COPY FROM DATABASE a TO b",
        "COMMENT ON TABLE t IS 'x'", "CHECKPOINT", "ATTACH 'x'", "PRAGMA version", "DESCRIBE t", "beginning",
    ],
)  # fmt: skip
def test_what_the_engine_runs_is_no_command(sql: str) -> None:
    assert parse_command(sql) is None


@pytest.mark.parametrize(
    ("sql", "message", "position"),
    [
        ("BEGIN FOO", 'at or near "FOO"', 6),
        ("ROLLBACK TO", "at end of input", 11),
        ("FETCH FROM", "at end of input", 10),
        ("COPY (SELECT 1) FROM STDIN", "at end of input", 26),
        ("SET a", "at end of input", 5),
        ("DEALLOCATE a b", 'at or near "b"', 13),
    ],
)
def test_a_word_that_does_not_fit_is_named_with_its_place(sql: str, message: str, position: int) -> None:
    with pytest.raises(SqlSyntaxError, match=message) as caught:
        parse_command(sql)
    assert caught.value.details["position"] == position


@pytest.mark.parametrize(
    ("sql", "construct"),
    [
        ("GRANT SELECT ON t TO u", "GRANT"),
        ("DO $$ DECLARE n int; BEGIN END $$", "DECLARE"),
        ("REFRESH MATERIALIZED VIEW v", "REFRESH MATERIALIZED"),
        ("IMPORT FOREIGN SCHEMA a FROM SERVER b INTO c", "IMPORT FOREIGN"),
        ("PREPARE TRANSACTION 'x'", "PREPARE TRANSACTION"),
        ("COMMIT PREPARED 'x'", "COMMIT PREPARED"),
        ("COPY t FROM PROGRAM 'cat'", "COPY … PROGRAM"),
    ],
)
def test_a_command_that_nothing_stands_behind_is_refused_by_name(sql: str, construct: str) -> None:
    with pytest.raises(SqlNotSupported) as caught:
        parse_command(sql)
    assert caught.value.details["construct"] == construct


def test_an_option_of_explain_that_there_is_not_is_named() -> None:
    with pytest.raises(SqlSyntaxError, match='unrecognized EXPLAIN option "nothing"'):
        parse_command("EXPLAIN (NOTHING) SELECT 1")
