"""A copy at a served store is a write of the table: readers and other people's tables are refused, whatever is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pytest
from tests.integration.served.test_named_users import PARTLY, PASSWORD

from reedbed import Workspace, errors
from reedbed.engine.resolver import Grants, Role
from reedbed.pgserver.access import UserFile, UserRecord, verifier_of
from reedbed.sql import TableName
from reedbed.store.copying import CopyColumn, Shape
from reedbed.store.served.conversation import Conversation
from reedbed.store.served.database import ServedDatabase
from reedbed.wiring import open_store
from reedbed.wiring.serving import Serving, served

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import psycopg

    from reedbed.store import StorageManager

USERS = {"ana": (Role.READER, Grants()), "ben": (Role.WRITER, Grants()), "dan": (Role.WRITER, PARTLY)}


@pytest.fixture(scope="module")
def store_of(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], StorageManager]]:
    workspace = Workspace.init(tmp_path_factory.mktemp("served") / "w")
    users = UserFile(workspace.users_path)
    for name, (role, grants) in USERS.items():
        users.add(UserRecord(name=name, role=role, verifier=verifier_of(PASSWORD), grants=grants))
    opened: list[StorageManager] = []
    with served(workspace, Serving(port=0)) as running:
        for table in ("mine", "theirs"):
            running.store.write_table(pa.table({"id": [1, 2]}), table)

        def open_as(user: str) -> StorageManager:
            port = running.door.address.port
            opened.append(open_store(f"postgresql://{user}:{PASSWORD}@127.0.0.1:{port}/{running.database_name}"))
            return opened[-1]

        yield open_as
        for store in opened:
            store.close()


def test_a_writer_copies_both_ways_through_the_door(
    store_of: Callable[[str], StorageManager], url: str, server: psycopg.Connection
) -> None:
    store = store_of("ben")
    assert store.copy("theirs", to=url).rows == 2
    server.execute("INSERT INTO theirs VALUES (3)")
    assert not store.copy("theirs", source=url, name="back", copy_id="one").repeated
    assert store.copy("theirs", source=url, name="back", copy_id="one").repeated
    assert store.row_count("back") == 3


def test_a_reader_copies_out_and_not_in(
    store_of: Callable[[str], StorageManager], url: str, server: psycopg.Connection
) -> None:
    store = store_of("ana")
    assert store.copy("theirs", to=url).rows == 2
    with pytest.raises(errors.AccessDenied):
        store.copy("theirs", source=url, name="back")
    assert server.execute("SELECT count(*) FROM theirs").fetchone() == (2,)


def test_grants_bound_what_is_copied(store_of: Callable[[str], StorageManager], url: str) -> None:
    store = store_of("dan")
    store_of("ben").copy("mine", to=url)
    assert store.copy("mine", source=url).rows == 2
    with pytest.raises(errors.AccessDenied):
        store.copy("mine", source=url, name="theirs")
    with pytest.raises((errors.AccessDenied, errors.TableNotFound)):
        store.copy("theirs", to=url)


@pytest.mark.parametrize("kind", ["INTEGER) AS id FROM theirs --", "INTEGER, (SELECT 1)", "nonsense"])
def test_a_type_is_no_way_into_the_statement(store_of: Callable[[str], StorageManager], kind: str) -> None:
    database = store_of("dan").database
    assert isinstance(database, ServedDatabase)
    conversation = database.link.target()
    assert isinstance(conversation, Conversation)
    shape = Shape(columns=(CopyColumn(name="id", type=kind),))
    with pytest.raises(errors.SqlTypeError):
        conversation.write(
            "receive_copy",
            pa.table({"id": [1]}),
            name=TableName(name="mine"),
            copy_id="x",
            shape=shape,
            origin="",
            checkpoint=False,
        )
