from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest

from reedbed import errors
from reedbed.engine.resolver import Resolver, Role, Subject
from reedbed.pgserver.activity.records import Activity
from reedbed.pgserver.remote.sessions import RemoteSession
from reedbed.store import StorageManager
from reedbed.store.served.arrow_chunks import chunks_of, reader_of
from reedbed.store.served.database import ServedDatabase
from reedbed.store.served.frames import arrow_reader
from reedbed.store.served.greeting import Greeting
from reedbed.store.served.link import Link
from reedbed.store.served.operations import ServedOperations
from reedbed.store.served.requests import Request, parse_request
from reedbed.store.served.values import decode
from reedbed.wiring import DuckDBStorageManager

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


OWNER = Subject(user="owner", role=Role.OWNER)


class Alone:
    """A door without another session."""

    activity = Activity()

    def cancel_statement(self, process_id: int) -> bool:
        return process_id < 0


class Loopback:
    """A peer without a wire: each request goes through its text, and is answered in the caller's thread."""

    def __init__(self, owner: StorageManager) -> None:
        self._session = RemoteSession(owner, Alone(), Resolver(owner.database), 0)
        self._ended = False
        self.requests: list[str] = []

    busy = False

    @property
    def usable(self) -> bool:
        return not self._ended

    def call(self, name: str, /, **arguments: object) -> Any:
        return decode(self._session.call(self._sent(Request(kind="call", name=name, arguments=arguments))))

    def read(self, name: str, /, **arguments: object) -> pa.RecordBatchReader:
        chunks = self._session.read(self._sent(Request(kind="read", name=name, arguments=arguments)))
        source = reader_of(memoryview(chunk) for chunk in chunks)
        reader = source.__enter__()
        return pa.RecordBatchReader.from_batches(reader.schema, iter(reader))

    def write(self, name: str, rows: object, /, **arguments: object) -> Any:
        request = self._sent(Request(kind="write", name=name, arguments=arguments))
        self._session.write(request, (memoryview(chunk) for chunk in chunks_of(arrow_reader(rows))))
        return self.call("written")

    def _sent(self, request: Request) -> Request:
        if self._ended:
            raise errors.OwnerLeft("The owner has left.")
        self.requests.append(request.name)
        parsed = parse_request(request.to_sql())
        self._session.admit(parsed, OWNER)
        return parsed

    def cancel(self) -> None:
        pass

    def close(self) -> None:
        if not self._ended:
            self._ended = True
            self._session.close()


@pytest.fixture
def owner(tmp_path: Path) -> Iterator[StorageManager]:
    with DuckDBStorageManager(tmp_path / "owned.db") as store:
        yield store


@pytest.fixture
def served(owner: StorageManager) -> Iterator[StorageManager]:
    """A store that is served by `owner`, in the same process and without a wire."""
    first = Loopback(owner)
    greeting = Greeting.from_dict(first.call("hello"))
    link = Link(lambda: Loopback(owner), first)
    with StorageManager(
        ServedDatabase(link, greeting), checkpoint_dir=owner.checkpoint_dir, operations=ServedOperations
    ) as store:
        yield store
