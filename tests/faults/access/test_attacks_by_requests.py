"""The attacks once more, as requests of another Reedbed process: what SQL may not do, the API may not either."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from reedbed.engine.resolver import Role
from reedbed.errors import AccessDenied, ReedbedError
from reedbed.pgserver.access import Authenticator, UserFile, UserRecord, verifier_of
from reedbed.pgserver.configuration import DoorConfig
from reedbed.pgserver.door import Door
from reedbed.sql import TableName
from reedbed.storage import DuckDBStorageManager
from reedbed.store.served.addresses import DoorAddress
from reedbed.store.served.conversation import Conversation

from .attacks import BOTH, READERS_ONLY, SETUP

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

PASSWORD = "reed"  # noqa: S105 - of users that live as long as this module's door
NOT_THERE = {"running what was prepared", "explaining what was prepared", "reset"}
"""What ends before anybody asks who may."""
ASKED_ABOUT = [attack for attack in BOTH if attack not in NOT_THERE]
NOTHING_TO_NOTE = {"advance a sequence", "advance a sequence in a subquery", "explain with formats"}
"""What a writer may do in a query, since there is nothing for the ledger to note."""


@pytest.fixture(scope="module")
def peers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, Conversation]]:
    folder: Path = tmp_path_factory.mktemp("requested")
    users = UserFile(folder / "users.json")
    for name, role in (("ana", Role.READER), ("ben", Role.WRITER)):
        users.add(UserRecord(name=name, role=role, verifier=verifier_of(PASSWORD)))
    with ExitStack() as stack:
        store = stack.enter_context(DuckDBStorageManager(folder / "memory.db", folder / "checkpoints"))
        store.database.cursor().execute(SETUP)
        config = DoorConfig(authenticator=Authenticator(users), host="127.0.0.1", port=0)
        door = stack.enter_context(Door(store, config))
        made = {
            user: Conversation(
                DoorAddress(host="127.0.0.1", port=door.address.port, user=user, password=PASSWORD, database="memory")
            )
            for user in ("ana", "ben")
        }
        yield made
        for peer in made.values():
            peer.close()


def refused(peer: Conversation, kind: str, asked: str, /, **arguments: object) -> bool:
    """Whether the owner denies a request; any other failure is one of the attack's own."""
    try:
        if kind == "call":
            peer.call(asked, **arguments)
        else:
            peer.read(asked, **arguments).read_all()
    except AccessDenied:
        return True
    except ReedbedError as error:
        pytest.fail(f"{type(error).__name__}: {error}")
    return False


@pytest.mark.parametrize("attack", [*ASKED_ABOUT, *READERS_ONLY])
@pytest.mark.parametrize(("kind", "request_name"), [("call", "rows"), ("read", "sql"), ("read", "execute_sql")])
def test_a_reader_is_refused(peers: Mapping[str, Conversation], attack: str, kind: str, request_name: str) -> None:
    assert refused(peers["ana"], kind, request_name, sql=(BOTH | READERS_ONLY)[attack], params=[])


@pytest.mark.parametrize("attack", ASKED_ABOUT)
@pytest.mark.parametrize(("kind", "request_name"), [("call", "rows"), ("read", "sql"), ("read", "execute_sql")])
def test_a_writer_is_refused(peers: Mapping[str, Conversation], attack: str, kind: str, request_name: str) -> None:
    assert refused(peers["ben"], kind, request_name, sql=BOTH[attack], params=[])


@pytest.mark.parametrize("attack", ASKED_ABOUT)
def test_no_attack_hides_in_the_query_of_a_write(peers: Mapping[str, Conversation], attack: str) -> None:
    arguments = {"name": TableName(name="t2"), "mode": "replace", "key": [], "checkpoint": False}
    assert refused(peers["ben"], "call", "write_table", **arguments, sql=BOTH[attack])


@pytest.mark.parametrize("attack", [attack for attack in READERS_ONLY if attack not in NOTHING_TO_NOTE])
def test_what_writes_is_no_query_for_a_writer_either(peers: Mapping[str, Conversation], attack: str) -> None:
    sql = READERS_ONLY[attack]
    assert refused(peers["ben"], "call", "rows", sql=sql, params=[])


@pytest.mark.parametrize("attack", sorted(NOT_THERE))
@pytest.mark.parametrize("user", ["ana", "ben"])
def test_what_ends_before_anybody_asks_fails_all_the_same(
    peers: Mapping[str, Conversation], attack: str, user: str
) -> None:
    with pytest.raises(ReedbedError):
        peers[user].call("rows", sql=BOTH[attack], params=[])
