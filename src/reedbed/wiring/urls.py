"""Stores by URL: a Reedbed server, known by its answer, or any other PostgreSQL."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from reedbed import errors
from reedbed.store import StorageManager
from reedbed.store.served.addresses import DoorAddress
from reedbed.store.served.conversation import Conversation
from reedbed.store.served.database import ServedDatabase
from reedbed.store.served.greeting import Greeting
from reedbed.store.served.link import Link
from reedbed.store.served.operations import ServedOperations

if TYPE_CHECKING:
    from reedbed.store.copying import Opener
    from reedbed.store.postgres import PostgresStore

SCHEMES = frozenset({"postgresql", "postgres"})


def open_postgres_url(url: str, *, read_only: bool, opener: Opener) -> StorageManager | PostgresStore:
    """The store at a PostgreSQL URL: with the whole API when a Reedbed owner answers, else with the table port's.

    A named reader or writer of a Reedbed server may do with it what its role and grants cover; any other call raises
    `AccessDenied`. Raises `NetworkFailed` when nobody answers, and `UnsupportedURL`.
    """
    address = DoorAddress.of_url(url)
    try:
        conversation, greeting = _greeted(address)
    except (errors.AccessDenied, errors.DoorRefused, errors.NetworkFailed):
        raise
    except errors.ReedbedError:
        # No Reedbed, or one that does not know this user: libpq has more ways to log in, and says why not.
        return _postgres_store(url, opener)
    database = ServedDatabase(Link(lambda: _conversation(address), conversation), greeting, read_only=read_only)
    try:
        return StorageManager(
            database,
            checkpoint_dir=Path(greeting.checkpoint_dir) if greeting.checkpoint_dir else None,
            checkpoints_by_default=greeting.checkpoints_by_default,
            operations=ServedOperations,
            opener=opener,
        )
    except BaseException:
        database.close()
        raise


def _postgres_store(url: str, opener: Opener) -> PostgresStore:
    try:
        from reedbed.store.postgres import PostgresStore  # noqa: PLC0415 - its packages are an extra
    except ImportError as error:
        raise errors.PackageMissing(
            f"A store on PostgreSQL needs the package {error.name}.", hint="pip install 'reedbed[postgres]'"
        ) from error
    return PostgresStore(url, opener=opener)


def _greeted(address: DoorAddress) -> tuple[Conversation, Greeting]:
    """A conversation with a Reedbed owner, and who that is; another server keeps no connection open."""
    conversation = _conversation(address)
    try:
        return conversation, Greeting.from_dict(conversation.call("hello"))
    except BaseException:
        conversation.close()
        raise


def _conversation(address: DoorAddress) -> Conversation:
    try:
        return Conversation(address)
    except OSError as error:
        raise errors.NetworkFailed(
            f"Nobody answers at {address.place}: {error.strerror or error}.",
            hint=f"psql -h {address.host} -p {address.port}",
            place=address.place,
        ) from error
