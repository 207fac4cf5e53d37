"""What the storage manager adds to its parts: names, defaults, parameters, comparing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from reedbed import DuckDBStorageManager, TableName, Workspace, errors, open_store
from reedbed.store.diff import Query

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ROWS = pa.table({"id": [1, 2, 3], "n": [10, 20, 30]})


@pytest.fixture
def store(tmp_path: Path) -> Iterator[DuckDBStorageManager]:
    with DuckDBStorageManager(tmp_path / "test.db") as opened:
        yield opened


def test_parameters_are_bound_in_order_or_by_name(store: DuckDBStorageManager) -> None:
    store.write_table(ROWS, "data")
    assert store.query("SELECT n FROM data WHERE id = ?", [2])["n"].to_pylist() == [20]
    assert store.query("SELECT n FROM data WHERE id = $id", {"id": 3})["n"].to_pylist() == [30]
    assert store.execute_sql("DELETE FROM data WHERE id = $id", {"id": 3})["Count"].to_pylist() == [1]
    assert store.stream("SELECT id FROM data WHERE n > $n", {"n": 10}).read_all()["id"].to_pylist() == [2]


def test_diff_and_profile_take_names_and_queries(store: DuckDBStorageManager) -> None:
    store.write_table(ROWS, "a")
    store.write_table(ROWS, "b")
    assert store.diff("a", "b", key="id").identical
    store.execute_sql("UPDATE b SET n = 21 WHERE id = 2")
    found = store.diff("a", TableName(name="b"), key="id")
    assert (found.identical, found.changed) == (False, 1)
    assert store.diff("a", "b", key="id", tolerances={"n": 1}).same_rows
    assert store.diff("a", "b", key="id", ignore="n").same_rows
    assert store.diff("a", Query(sql="SELECT id, n FROM a ORDER BY n DESC")).same_rows
    assert store.profile("a").rows == 3
    with pytest.raises(errors.TableNotFound, match="'a'"):
        store.diff("aa", "b")


def test_the_setting_decides_about_checkpoints_unless_the_call_does(tmp_path: Path) -> None:
    workspace = Workspace.init(tmp_path / "ws")
    workspace.file.write_text("reedbed:\n  checkpoint: false\n")
    with open_store(tmp_path / "ws") as store:
        assert store.write_table(ROWS, "silent").checkpoint is False
        assert store.write_table(ROWS, "asked", checkpoint=True).checkpoint is True
        assert [str(record.name) for record in store.checkpoints()] == ["asked"]


def test_a_table_of_a_schema_that_is_named_as_a_text_says_how_to_name_it(store: DuckDBStorageManager) -> None:
    store.execute_sql('CREATE SCHEMA sales; CREATE TABLE sales."Order Lines" (id INTEGER)')
    with pytest.raises(errors.TableNotFound) as missing:
        store.row_count("sales.Order Lines")
    assert missing.value.hint == "TableName(schema='sales', name='Order Lines')"
    assert store.row_count(eval(missing.value.hint)) == 0  # noqa: S307 - what a user pastes


def test_a_table_of_another_schema_is_made_with_its_schema(store: DuckDBStorageManager) -> None:
    name = TableName(schema="analytics", name="a.b")
    store.write_table(ROWS, name)
    store.write_table(ROWS, name, mode="append")
    assert store.row_count(name) == 6
    assert store.list_tables() == ["analytics.a.b"]
    store.drop_table(name)
    store.restore(name)
    assert store.read_table(name).count().execute() == 6


@pytest.mark.parametrize("sql", ["DELETE FROM data", "SELECT 1; SELECT 2", "CREATE TABLE x (i INTEGER)"])
def test_reading_calls_take_one_reading_statement(store: DuckDBStorageManager, sql: str) -> None:
    store.write_table(ROWS, "data")
    with pytest.raises(errors.UsageError, match="One reading statement"):
        store.query(sql)
    with pytest.raises(errors.UsageError, match="One reading statement"):
        store.stream(sql)
    assert store.row_count("data") == 3


def test_an_alter_that_duckdb_does_to_no_table_with_an_index_says_who_does_it(store: DuckDBStorageManager) -> None:
    store.execute_sql("CREATE TABLE t (a INTEGER PRIMARY KEY, b INTEGER); CREATE INDEX i ON t (b)")
    for sql in (
        "ALTER TABLE t DROP COLUMN a",
        "ALTER TABLE t ALTER b TYPE BIGINT",
        "ALTER TABLE t ALTER a TYPE BIGINT",
    ):
        with pytest.raises(errors.EngineError) as refused:
            store.execute_sql(sql)
        assert refused.value.hint == f"reedbed psql -- -c '{sql}'"


def test_a_view_that_was_executed_stays_when_its_input_changes(store: DuckDBStorageManager) -> None:
    store.write_table(ROWS, "data")
    view = store.execute_view("total", lambda data: data.aggregate(n=data.n.sum()), "data")
    store.write_table(ROWS, "data", mode="append")
    assert view.to_pyarrow().to_pylist() == [{"n": 60}]
    assert store.read_table("total").to_pyarrow().to_pylist() == [{"n": 60}]


def test_the_sum_of_integers_is_stored_with_the_type_that_ibis_declares(store: DuckDBStorageManager) -> None:
    store.write_table(ROWS, "data")
    data = store.read_table("data")
    expression = data.group_by("id").aggregate(total=data.n.sum())
    store.write_table(expression, "totals")
    assert store.get_table_columns("totals") == {"id": "BIGINT", "total": "BIGINT"}
    assert store.read_table("totals").schema() == expression.schema()
    store.write_table(pa.table({"id": [1, 1], "n": [2**62, 2**62]}), "data")
    with pytest.raises(errors.ValueNotConvertible):
        store.write_table(expression, "totals")
    assert store.row_count("totals") == 3


def test_the_ledger_can_be_read_and_not_written(store: DuckDBStorageManager) -> None:
    store.write_table(ROWS, "data")
    assert store.query("SELECT table_name FROM reedbed.tables").to_pylist() == [{"table_name": "data"}]
    assert store.row_count(TableName(schema="reedbed", name="tables")) == 1
    with pytest.raises(errors.InvalidName):
        store.write_table(ROWS, TableName(schema="reedbed", name="tables"))
    with pytest.raises(errors.InvalidName):
        store.execute_sql("DELETE FROM reedbed.tables")
    assert store.list_tables() == ["data"]
    assert store.row_count(TableName(schema="reedbed", name="tables")) == 1


def test_replaced_rows_go_by_key_or_by_value(store: DuckDBStorageManager) -> None:
    store.write_table(ROWS, "data")
    store.replace_rows("data", pa.table({"id": [1, 1], "n": [11, 12]}), "id")
    assert sorted(store.query("SELECT n FROM data")["n"].to_pylist()) == [11, 12, 20, 30]
    store.replace_rows("data", pa.table({"id": [9], "n": [90]}), {"id": 1})
    assert sorted(store.query("SELECT n FROM data")["n"].to_pylist()) == [20, 30, 90]
    assert [report.status for report in store.verify()] == ["whole"]


def test_reading_back_and_writing_over_the_same_name_works(store: DuckDBStorageManager) -> None:
    store.write_table(ROWS, "data")
    data = store.read_table("data")
    store.write_table(data.mutate(n=data.n + 1), "data")
    store.write_table(store.read_table("data").to_pyarrow_batches(), "data")
    assert store.query("SELECT n FROM data ORDER BY id")["n"].to_pylist() == [11, 21, 31]
