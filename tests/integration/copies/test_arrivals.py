"""What becomes of a table that is there already, and what a repeated, refused or failed copy leaves."""

from __future__ import annotations

import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any

import psycopg
import pyarrow as pa
import pytest

from reedbed import errors
from reedbed.sql import TableName
from reedbed.store.postgres import PostgresStore
from reedbed.wiring import DuckDBStorageManager, open_store

if TYPE_CHECKING:
    from pathlib import Path

    from reedbed.store import StorageManager

ROWS = {"id": [1, 2, 3], "name": ["a", "b", "c"]}


def given(store: StorageManager, **columns: Any) -> None:
    store.write_table(pa.table(columns or ROWS), "t", key="id")


def found(server: psycopg.Connection, table: str = "t") -> list[tuple[Any, ...]]:
    return server.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()


def test_the_first_copy_makes_the_table_with_its_key(
    store: StorageManager, url: str, server: psycopg.Connection
) -> None:
    given(store)
    result = store.copy("t", to=url)
    assert (result.rows, result.repeated, result.table) == (3, False, "t")
    assert result.target == url.replace("postgres@", "")
    assert found(server) == [(1, "a"), (2, "b"), (3, "c")]
    key = server.execute("SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'p'").fetchall()
    assert ("t_pkey", "PRIMARY KEY (id)") in key


def test_a_table_made_by_a_copy_gives_its_place_to_the_next(
    embedded: StorageManager, url: str, server: psycopg.Connection
) -> None:
    given(embedded)
    embedded.copy("t", to=url)
    first = server.execute("SELECT 't'::regclass::oid").fetchone()
    given(embedded, id=[7], name=["z"], more=[1.5])
    embedded.copy("t", to=url)
    assert found(server) == [(7, "z", 1.5)]
    assert server.execute("SELECT 't'::regclass::oid").fetchone() != first
    assert server.execute("SELECT count(*) FROM pg_class WHERE relname LIKE 'reedbed_copy_%'").fetchone() == (0,)


EXTRAS = {
    "an index": "CREATE INDEX by_name ON t (name)",
    "a grant": "GRANT SELECT ON t TO pg_monitor",
    "a default": "ALTER TABLE t ALTER COLUMN name SET DEFAULT 'x'",
    "a view": "CREATE VIEW over AS SELECT * FROM t",
    "a comment": "COMMENT ON TABLE t IS 'ours'",
    "a check": "ALTER TABLE t ADD CONSTRAINT short CHECK (length(name) < 9)",
    "a trigger": "CREATE TRIGGER keep BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION "
    "suppress_redundant_updates_trigger()",
    "a row policy": "ALTER TABLE t ENABLE ROW LEVEL SECURITY",
    "a foreign key": "CREATE TABLE child (t_id bigint REFERENCES t DEFERRABLE INITIALLY DEFERRED)",
    "a required column": "ALTER TABLE t ALTER COLUMN name SET NOT NULL",
    "an heir": "CREATE TABLE heir () INHERITS (t)",
}


@pytest.mark.parametrize("extra", EXTRAS)
def test_a_table_that_has_more_stays_and_gets_the_rows(
    embedded: StorageManager, url: str, server: psycopg.Connection, extra: str
) -> None:
    given(embedded)
    embedded.copy("t", to=url)
    server.execute(EXTRAS[extra])
    before = server.execute("SELECT 't'::regclass::oid").fetchone()
    given(embedded, id=[2, 4], name=["b", "d"])
    embedded.copy("t", to=url)
    assert found(server, "ONLY t") == [(2, "b"), (4, "d")]
    assert server.execute("SELECT 't'::regclass::oid").fetchone() == before


def test_rows_are_fitted_into_somebody_elses_table(
    embedded: StorageManager, url: str, server: psycopg.Connection
) -> None:
    server.execute(
        "CREATE TABLE t (id smallint PRIMARY KEY, name varchar(3) NOT NULL, added date DEFAULT '2026-11-27')"
    )
    server.execute("CREATE INDEX ON t (name)")
    given(embedded)
    embedded.copy("t", to=url)
    first = found(server)[0]
    assert (first[0], first[1], str(first[2])) == (1, "a", "2026-11-27")
    given(embedded, id=[1], name=["long one"])
    with pytest.raises(errors.ColumnTypeMismatch, match="long one"):
        embedded.copy("t", to=url)
    given(embedded, id=[1], name=["a"], other=[1])
    with pytest.raises(errors.ColumnNotFound, match="'other'"):
        embedded.copy("t", to=url)
    assert len(found(server)) == 3


def test_a_key_that_rows_point_to_keeps_the_old_rows(
    embedded: StorageManager, url: str, server: psycopg.Connection
) -> None:
    given(embedded)
    embedded.copy("t", to=url)
    server.execute("CREATE TABLE child (t_id bigint REFERENCES t); INSERT INTO child VALUES (3)")
    given(embedded, id=[1], name=["a"])
    with pytest.raises(errors.ConstraintViolated, match="child"):
        embedded.copy("t", to=url)
    assert len(found(server)) == 3


def test_a_trigger_that_keeps_rows_out_is_noticed(
    embedded: StorageManager, url: str, server: psycopg.Connection
) -> None:
    given(embedded)
    embedded.copy("t", to=url)
    server.execute(
        "CREATE FUNCTION no_twos() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN IF NEW.id = 2 THEN RETURN NULL; END IF; RETURN NEW; END $$"
    )
    server.execute("CREATE TRIGGER picky BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION no_twos()")
    given(embedded, id=[1, 2], name=["x", "y"])
    with pytest.raises(errors.CopyMiscounted, match="'t' was sent 2 rows and stored 1"):
        embedded.copy("t", to=url, copy_id="picky")
    assert found(server) == [(1, "a"), (2, "b"), (3, "c")]
    assert server.execute("SELECT count(*) FROM reedbed_copies WHERE copy_id = 'picky'").fetchone() == (0,)


def test_a_view_is_refused(embedded: StorageManager, url: str, server: psycopg.Connection) -> None:
    server.execute("CREATE VIEW t AS SELECT 1 AS id")
    given(embedded)
    with pytest.raises(errors.InvalidName, match="view"):
        embedded.copy("t", to=url)


def test_a_copy_with_the_same_id_does_nothing_twice(
    store: StorageManager, url: str, server: psycopg.Connection
) -> None:
    given(store)
    first = store.copy("t", to=url, copy_id="monday")
    server.execute("DELETE FROM t WHERE id = 1")
    again = store.copy("t", to=url, copy_id="monday")
    assert (first.repeated, again.repeated, again.rows) == (False, True, 3)
    assert len(found(server)) == 2
    with pytest.raises(errors.CopyIdTaken, match="monday"):
        store.copy("t", to=url, name="other", copy_id="monday")
    back = store.copy("t", source=url, name="back", copy_id="tuesday")
    store.execute_sql("DELETE FROM back")
    again = store.copy("t", source=url, name="back", copy_id="tuesday")
    assert (back.repeated, again.repeated, store.row_count("back")) == (False, True, 0)


def test_copies_with_one_id_at_once_count_once(embedded: StorageManager, url: str, server: psycopg.Connection) -> None:
    given(embedded)
    results = []

    def copy() -> None:
        results.append(embedded.copy("t", to=url, copy_id="one"))

    threads = [threading.Thread(target=copy) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(result.repeated for result in results) == [False, True, True]
    assert server.execute("SELECT count(*) FROM reedbed_copies").fetchone() == (1,)
    assert server.execute("SELECT count(*) FROM pg_class WHERE relname LIKE 'reedbed_copy_%'").fetchone() == (0,)


def test_readers_see_the_old_rows_until_the_new_ones_count(embedded: StorageManager, url: str) -> None:
    given(embedded, id=list(range(1000)), name=["a"] * 1000)
    embedded.copy("t", to=url)
    given(embedded, id=list(range(5000)), name=["b"] * 5000)
    seen, done = set(), threading.Event()

    def read() -> None:
        with psycopg.connect(url, autocommit=True) as reader:
            while not done.is_set():
                row = reader.execute("SELECT count(*), count(DISTINCT name), min(name) FROM t").fetchone()
                seen.add(row)

    thread = threading.Thread(target=read)
    thread.start()
    embedded.copy("t", to=url)
    done.set()
    thread.join()
    assert seen <= {(1000, 1, "a"), (5000, 1, "b")}
    with psycopg.connect(url) as old:
        old.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        old.execute("SELECT 1")
        given(embedded, id=[1], name=["c"])
        embedded.copy("t", to=url)
        # Its snapshot is older than the rows; an empty table was never there.
        assert old.execute("SELECT count(*) FROM t").fetchone() == (1,)


def test_a_failing_source_leaves_the_target_as_it_was(
    embedded: StorageManager, url: str, server: psycopg.Connection
) -> None:
    given(embedded)
    embedded.copy("t", to=url)
    embedded.execute_sql(
        "CREATE VIEW bad AS "
        "SELECT CASE WHEN range = 200000 THEN error('broken') ELSE range END AS id FROM range(300000)"
    )
    with pytest.raises(errors.EngineError, match="broken"):
        embedded.copy("bad", to=url, name="t")
    assert len(found(server)) == 3
    assert server.execute("SELECT count(*) FROM pg_class WHERE relname LIKE 'reedbed_copy_%'").fetchone() == (0,)


def test_other_schemas_and_odd_names_are_kept(store: StorageManager, url: str, server: psycopg.Connection) -> None:
    store.write_table(pa.table({'a "b"': [1], "ä": ["x"]}), TableName(schema="other", name='we"ird'))
    store.copy(TableName(schema="other", name='we"ird'), to=url)
    assert found(server, 'other."we""ird"') == [(1, "x")]
    store.copy(TableName(schema="other", name='we"ird'), source=url, name="back")
    assert store.query("SELECT * FROM back").to_pylist() == [{'a "b"': 1, "ä": "x"}]
    store.write_table(pa.table({"a": [1]}), "n" * 70)
    with pytest.raises(errors.InvalidName, match="63 bytes"):
        store.copy("n" * 70, to=url)


def test_the_servers_own_store_copies_and_hides_its_records(url: str, tmp_path: Path) -> None:
    with DuckDBStorageManager(tmp_path / "a.db", door=False) as store, PostgresStore(url) as server:
        given(store)
        server.copy("t", source=store)
        assert server.list_tables() == ["t"]
        server.write_table(pa.table({"id": [9], "name": ["z"]}), "t", mode="upsert", key="id")
        server.copy("t", to=store, name="back")
        assert store.row_count("back") == 4
        with store.transaction(), pytest.raises(errors.UsageError, match="transaction"):
            store.copy("t", to=server)


def test_a_copy_between_two_files_keeps_every_type(tmp_path: Path) -> None:
    with DuckDBStorageManager(tmp_path / "a.db", door=False) as store:
        store.execute_sql(
            "CREATE TABLE t AS SELECT 1::UHUGEINT AS u, '12:00:00+02'::TIMETZ AS z, '101'::BIT AS b, "
            "{'a': [1, 2]} AS s, MAP {'k': 1} AS m, TIMESTAMP_NS '2026-01-01 00:00:00.000000001' AS n, [[1], []] AS l, "
            "{'z': ['12:00:00+02'::TIMETZ], 'b': MAP {'101'::BIT: 340282366920938463463374607431768211455::UHUGEINT}} "
            "AS nested, union_value(b := '101'::BIT) AS tagged, union_value(i := 1) AS plainly"
        )
        store.copy("t", to=f"duckdb:///{tmp_path / 'b.db'}")
        with open_store(f"duckdb:///{tmp_path / 'b.db'}") as other:
            assert other.get_table_columns("t") == store.get_table_columns("t")
            text = "SELECT t::VARCHAR AS t FROM t"
            assert other.query(text) == store.query(text)
            assert other.table_record("t") is not None


def test_exactly_one_other_store_is_named(embedded: StorageManager, url: str) -> None:
    given(embedded)
    with pytest.raises(errors.UsageError, match="goes to another store or comes from one"):
        embedded.copy("t")
    with pytest.raises(errors.UsageError, match="goes to another store or comes from one"):
        embedded.copy("t", to=url, source=url)
    with pytest.raises(errors.TableNotFound, match="tt"):
        embedded.copy("tt", to=url)
    with pytest.raises(errors.TableNotFound, match="tt"):
        embedded.copy("tt", source=url)


def test_without_the_packages_the_extra_is_named(url: str) -> None:
    program = (
        "import sys\nsys.modules['psycopg'] = None\nfrom reedbed import errors, open_store\n"
        f"try:\n    open_store({url!r})\nexcept errors.PackageMissing as error:\n    print(error, error.hint)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "A store on PostgreSQL needs the package psycopg. pip install 'reedbed[postgres]'\n"
