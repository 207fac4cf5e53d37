"""A served store without a wire: what it asks of its owner, and how often."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

import ibis
import pyarrow as pa
import pytest

from reedbed.engine import Database
from reedbed.errors import ColumnNotFound, OperationRefused, SqlNotSupported, StoreClosed, TransactionFailed
from reedbed.store.operations import StoreOperations
from reedbed.store.served.database import ServedDatabase
from reedbed.store.served.operations import ServedOperations

if TYPE_CHECKING:
    from reedbed.store import StorageManager

ROWS = pa.table({"n": [1, 2, 3]})
ENGINE_ONLY = {
    "define_function",
    "open",
    "is_open",
    "announce",
    "before_close",
    "row",
    "qualified",
    "interrupt_thread",
    "call_off",
    "create_secrets",
    "secrets",
    "shut_in",
    "plug_in",
    "writers",
}
"""What a served database has as the engine's has it, or what nobody asks of it."""


def requests_of(store: StorageManager) -> list[str]:
    database = store.database
    assert isinstance(database, ServedDatabase)
    peer: Any = database.link.target()
    asked: list[str] = peer.requests
    return asked


def test_nothing_falls_through_to_a_database_that_is_not_here() -> None:
    public = {name for name in dir(Database) if not name.startswith("_")}
    assert public - set(vars(ServedDatabase)) - ENGINE_ONLY == set()


def test_every_operation_is_asked_of_the_owner() -> None:
    here = {name for name, _ in inspect.getmembers(StoreOperations, inspect.isfunction) if not name.startswith("_")}
    assert here - set(vars(ServedOperations)) == set()


def test_a_write_is_one_request_with_its_rows(served: StorageManager) -> None:
    before = len(requests_of(served))
    served.write_table(ROWS, "t")
    assert requests_of(served)[before:] == ["write_table", "written"]


def test_an_expression_of_the_store_is_written_without_its_rows(served: StorageManager) -> None:
    served.write_table(ROWS, "t")
    expression = served.read_table("t").filter(ibis._.n > 1)
    before = len(requests_of(served))
    served.write_table(expression, "u")
    assert requests_of(served)[before:] == ["rows", "write_table"]
    assert served.row_count("u") == 2


def test_a_local_frame_is_sent_once_for_each_statement_and_forgotten(served: StorageManager) -> None:
    served.write_table(ROWS, "t")
    local = ibis.memtable(pa.table({"n": [2], "name": ["two"]}))
    joined = served.read_table("t").join(local, "n")
    before = len(requests_of(served))
    assert joined.to_pyarrow()["name"].to_pylist() == ["two"]
    assert requests_of(served)[before:] == ["frame", "written", "sql"]


def test_a_function_of_this_process_is_refused_by_name(served: StorageManager) -> None:
    @ibis.udf.scalar.python  # type: ignore[untyped-decorator]  # Ibis ships no types that strict mode can use
    def halved(n: int) -> float:
        return n / 2

    served.write_table(ROWS, "t")
    table = served.read_table("t")
    with pytest.raises(SqlNotSupported, match="function"):
        table.mutate(half=halved(table.n)).to_pyarrow()


def test_duckdbs_own_connection_is_the_owners(served: StorageManager) -> None:
    with pytest.raises(OperationRefused):
        served.database.current()


def test_a_refusal_of_the_owners_is_the_same_class(served: StorageManager) -> None:
    served.write_table(ROWS, "t")
    with pytest.raises(ColumnNotFound) as caught:
        served.write_table(pa.table({"m": [1]}), "t", "append")
    assert (caught.value.column, caught.value.nearest) == ("m", [])


def test_a_block_that_failed_is_refused_to_its_end(served: StorageManager) -> None:
    served.write_table(ROWS, "t")
    with pytest.raises(TransactionFailed), served.transaction():
        served.write_table(ROWS, "u")
        with pytest.raises(ColumnNotFound):
            served.write_table(pa.table({"m": [1]}), "t", "append")
        with pytest.raises(ZeroDivisionError), served.transaction():
            served.write_table(ROWS, "v")
            raise ZeroDivisionError
    assert served.list_tables() == ["t"]


def test_a_closed_store_says_so(served: StorageManager) -> None:
    served.close()
    with pytest.raises(StoreClosed):
        served.row_count("t")
