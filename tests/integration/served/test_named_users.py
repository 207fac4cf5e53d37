"""`open_store("postgresql://USER:PASSWORD@…")` as a named reader or writer: the part of the API that SQL covers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
import pyarrow as pa
import pytest

from reedbed import Workspace
from reedbed.engine.resolver import Grants, Role
from reedbed.errors import AccessDenied, TableNotFound
from reedbed.pgserver.access import UserFile, UserRecord, verifier_of
from reedbed.sql import TableName
from reedbed.store.served.conversation import Conversation
from reedbed.store.served.database import ServedDatabase
from reedbed.wiring import open_store
from reedbed.wiring.serving import Server, Serving, served

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from reedbed.store import StorageManager

PASSWORD = "reed"  # noqa: S105 - of users that live as long as this module's server
ROWS = pa.table({"n": [1, 2, 3], "b": ["x", "y", "z"]})
PARTLY = Grants(reads=("open*",), writes=("mine*",))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    workspace = Workspace.init(tmp_path_factory.mktemp("served") / "w")
    users = UserFile(workspace.users_path)
    for name, role, grants in (
        ("ana", Role.READER, Grants()),
        ("ben", Role.WRITER, Grants()),
        ("cyd", Role.READER, PARTLY),
        ("dan", Role.WRITER, PARTLY),
    ):
        users.add(UserRecord(name=name, role=role, verifier=verifier_of(PASSWORD), grants=grants))
    with served(workspace, Serving(port=0)) as running:
        for table in ("t", "open", "secret", "mine"):
            running.store.write_table(ROWS, table)
        running.store.ensure_sequence("numbers")
        yield running


@pytest.fixture
def store_of(server: Server) -> Iterator[Callable[[str], StorageManager]]:
    opened: list[StorageManager] = []

    def open_as(user: str) -> StorageManager:
        port = server.door.address.port
        opened.append(open_store(f"postgresql://{user}:{PASSWORD}@127.0.0.1:{port}/{server.database_name}"))
        return opened[-1]

    yield open_as
    for store in opened:
        store.close()


def test_a_reader_reads_with_the_whole_reading_part(store_of: Callable[[str], StorageManager]) -> None:
    store = store_of("ana")
    assert store.table_exists("t")
    assert "t" in store.list_tables()
    assert store.row_count("t") == 3
    assert store.get_table_columns("t") == {"n": "BIGINT", "b": "VARCHAR"}
    assert store.query("SELECT sum(n) AS n FROM t WHERE b <> ?", ["z"]).to_pylist() == [{"n": 3}]
    assert store.stream("FROM t").read_all().num_rows == 3
    table = store.read_table("t")
    assert table.filter(table.n > 1).count().execute() == 2
    local = ibis.memtable({"n": [2, 9]})
    assert table.join(local, "n").b.execute().tolist() == ["y"]
    assert store.diff("t", "open", key="n").identical
    assert store.profile("t").columns[0].name == "n"
    assert store.execute_sql("SELECT 1 AS one").to_pylist() == [{"one": 1}]
    assert [report.status for report in store.verify("t")] == ["whole"]
    record = store.table_record("t")
    assert record is not None
    assert record.row_count == 3
    with pytest.raises(TableNotFound):
        store.row_count("nothing")


def peer_of(store: StorageManager) -> Conversation:
    """The conversation with the owner, for requests that the API would not make."""
    assert isinstance(store.database, ServedDatabase)
    peer = store.database.owner()
    assert isinstance(peer, Conversation)
    return peer


WRITES: dict[str, Callable[[StorageManager], object]] = {
    "replace": lambda store: store.write_table(ROWS, "t"),
    "append": lambda store: store.write_table(ROWS, "t", "append"),
    "write a query": lambda store: store.write_table(store.read_table("open"), "t"),
    "replace rows": lambda store: store.replace_rows("t", ROWS, "n"),
    "insert": lambda store: store.execute_sql("INSERT INTO t VALUES (4, 'w')"),
    "create": lambda store: store.execute_sql("CREATE TABLE made (a INTEGER)"),
    "drop": lambda store: store.drop_table("t"),
    "drop with its checkpoint": lambda store: store.drop_table("t", checkpoint_too=True),
    "checkpoint": lambda store: store.checkpoint("t"),
    "restore": lambda store: store.restore("t"),
    "make a sequence": lambda store: store.ensure_sequence("other"),
    "take a number": lambda store: store.next_sequence_value("numbers"),
    "move a sequence": lambda store: store.sync_sequence_with_table("numbers", "t", "n"),
    "begin": lambda store: store.transaction().__enter__(),
    "insert in a query": lambda store: store.database.rows("INSERT INTO t VALUES (4, 'w') RETURNING n"),
    "two statements in a query": lambda store: store.database.rows("SELECT 1; DELETE FROM t"),
    "analyze an insert": lambda store: store.database.rows("EXPLAIN ANALYZE INSERT INTO t VALUES (4, 'w')"),
}
OWNERS_ONLY: dict[str, Callable[[StorageManager], object]] = {
    "prune": lambda store: store.prune(dry_run=False),
    "list what could be pruned": lambda store: store.prune(dry_run=True),
    "load an extension": lambda store: store.database.load_extension("json"),
    "see the sessions": lambda store: peer_of(store).call("activity"),
    "cancel a statement": lambda store: peer_of(store).call("cancel", number=1001),
    "read a file": lambda store: store.query("SELECT * FROM read_csv('/etc/passwd')"),
    "read a file by its name": lambda store: store.query("SELECT * FROM '/etc/passwd'"),
    "read the database's own file": lambda store: store.query("SELECT * FROM read_blob('workspace.db')"),
    "write a file": lambda store: store.execute_sql("COPY t TO '../stolen.csv'"),
    "write a file in a query": lambda store: store.database.rows("COPY t TO '../stolen.csv'"),
    "change a setting": lambda store: store.execute_sql("SET threads = 1"),
    "attach": lambda store: store.execute_sql("ATTACH ':memory:' AS other"),
    "write to the ledger": lambda store: store.execute_sql("DELETE FROM reedbed.tables"),
    "stream a file": lambda store: store.stream("SELECT * FROM glob('/etc/*')").read_all(),
    "write from a file": lambda store: _select(store, "SELECT * FROM read_text('/etc/passwd')"),
    "write into the ledger": lambda store: _write(store, TableName(schema="reedbed", name="tables")),
    "write into a system schema": lambda store: _write(store, TableName(schema="pg_catalog", name="pg_class")),
    "write into a schema named like a database": lambda store: _write(store, TableName(schema="temp", name="x")),
    "a request without its name": lambda store: peer_of(store).call("drop_table"),
    "a request with another thing for a name": lambda store: peer_of(store).call("drop_table", name=["t"]),
    "a request that there is not": lambda store: peer_of(store).call("frobnicate"),
}


def _select(store: StorageManager, sql: str) -> object:
    arguments = {"name": TableName(name="stolen"), "mode": "replace", "key": [], "checkpoint": False}
    return peer_of(store).call("write_table", **arguments, sql=sql)


def _write(store: StorageManager, name: TableName) -> object:
    arguments = {"name": name, "mode": "replace", "key": [], "checkpoint": False}
    return peer_of(store).write("write_table", ROWS, **arguments)


@pytest.mark.parametrize("deed", WRITES)
def test_a_reader_changes_nothing(store_of: Callable[[str], StorageManager], server: Server, deed: str) -> None:
    before = server.store.query("SELECT * FROM reedbed.tables ORDER BY ALL")
    with pytest.raises(AccessDenied):
        WRITES[deed](store_of("ana"))
    assert server.store.query("SELECT * FROM reedbed.tables ORDER BY ALL") == before
    assert server.store.row_count("t") == 3


@pytest.mark.parametrize("user", ["ana", "ben"])
@pytest.mark.parametrize("deed", OWNERS_ONLY)
def test_what_is_the_owners_is_refused(store_of: Callable[[str], StorageManager], user: str, deed: str) -> None:
    with pytest.raises(AccessDenied):
        OWNERS_ONLY[deed](store_of(user))


def test_a_writer_writes_with_the_whole_writing_part(store_of: Callable[[str], StorageManager], server: Server) -> None:
    store = store_of("ben")
    assert store.write_table(ROWS, "made").checkpoint
    assert store.write_table(ROWS, "made", "append").rows == 6
    assert store.write_table(pa.table({"n": [1], "b": ["w"]}), "keyed", "upsert", key="n").rows == 1
    assert store.write_table(store.read_table("t"), "copied").rows == 3
    assert store.replace_rows("made", pa.table({"n": [1], "b": ["v"]}), "n").rows == 5
    store.execute_sql("INSERT INTO made VALUES (7, 'u')")
    assert server.store.table_record("made").row_count == 6  # type: ignore[union-attr]  # it was written
    with store.transaction():
        store.write_table(ROWS, "made")
        store.write_table(ROWS, "copied", "append")
    assert (server.store.row_count("made"), server.store.row_count("copied")) == (3, 6)
    with pytest.raises(ZeroDivisionError), store.transaction():
        store.drop_table("made")
        raise ZeroDivisionError
    store.ensure_sequence("mine_too", 5)
    assert store.next_sequence_values("mine_too", 2) == [5, 6]
    assert store.sync_sequence_with_table("mine_too", "made", "n") == 7
    store.checkpoint("made")
    store.execute_sql("DELETE FROM made")
    assert store.restore("made")[0].rows == 3
    store.drop_table("made", checkpoint_too=True)
    assert not server.store.table_exists("made")


def test_grants_hold_in_the_api(store_of: Callable[[str], StorageManager], server: Server) -> None:
    reader, writer = store_of("cyd"), store_of("dan")
    assert reader.row_count("open") == writer.row_count("open") == 3
    assert writer.write_table(ROWS, "mine", "append").rows == 6
    assert writer.write_table(writer.read_table("open"), "mine_new").rows == 3
    assert writer.verify("mine")[0].status == "whole"
    denied: list[Callable[[], object]] = [
        lambda: reader.row_count("secret"),
        lambda: reader.read_table("secret").to_pyarrow(),
        lambda: reader.query('SELECT * FROM "secret"'),
        lambda: reader.diff("open", "secret", key="n"),
        lambda: reader.profile("secret"),
        lambda: reader.verify("secret"),
        reader.verify,
        lambda: reader.table_record("open"),
        lambda: writer.write_table(ROWS, "open"),
        lambda: writer.write_table(ROWS, "secret"),
        lambda: writer.write_table(writer.read_table("secret"), "mine"),
        lambda: _select(writer, "SELECT * FROM secret"),
        lambda: writer.drop_table("open"),
        writer.restore,
        lambda: writer.restore("open"),
        lambda: writer.checkpoint("open"),
        lambda: writer.replace_rows("open", ROWS, "n"),
        lambda: writer.next_sequence_value("numbers"),
        lambda: writer.execute_sql("DELETE FROM open"),
    ]
    for deed in denied:
        with pytest.raises(AccessDenied):
            deed()
    assert server.store.row_count("secret") == 3


def test_a_frame_hides_no_table_that_was_not_granted(store_of: Callable[[str], StorageManager]) -> None:
    peer = peer_of(store_of("dan"))
    peer.write("frame", ROWS, frame="secret")
    peer.write("frame", ROWS, frame="own_rows")
    assert peer.read("sql", sql="SELECT * FROM own_rows", params=[], frames=["own_rows"]).read_all() == ROWS
    for sql in ("SELECT * FROM secret", "SELECT * FROM main.secret"):
        with pytest.raises(AccessDenied):
            peer.read("sql", sql=sql, params=[], frames=["secret"])


def test_paths_of_the_owners_machine_are_not_told(store_of: Callable[[str], StorageManager], server: Server) -> None:
    store = store_of("ben")
    assert store.database.path is None
    assert str(store.checkpoint_dir) == server.store.checkpoint_dir.name  # type: ignore[union-attr]  # it has one
