"""What the owner of a database does about its archives before anything else."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from reedbed.errors import ReedbedError
from reedbed.lake.federated.federation import install
from reedbed.lake.federation import is_published_at, publish_views
from reedbed.lake.indexes import settle
from reedbed.lake.jobs import exclusively, recover
from reedbed.lake.places import Places
from reedbed.lake.records import LakeRecords
from reedbed.lake.spans import newest_time

if TYPE_CHECKING:
    from reedbed.lake.records import LakeTable
    from reedbed.store import StorageManager

_log = logging.getLogger("reedbed.lake")


def start(store: StorageManager) -> None:
    """Undo what killed processes left, follow a workspace that was moved, and let statements find archived rows."""
    places = Places(store)
    for kept in {table.target for table in LakeRecords(store.database).tables().values()}:
        _prepare(store, places, kept)
    if not store.database.read_only:
        recover(store.database, places.open)
        for table in LakeRecords(store.database).tables().values():
            settle(store.database, table.live)
            _follow(store, places, table)
    install(store.database)


def _prepare(store: StorageManager, places: Places, kept: str) -> None:
    """Let DuckDB read the files of a place; where that cannot be, whoever reads them is told so."""
    try:
        places.open(kept).prepare(store.database)
    except ReedbedError as error:
        _log.warning("archives in %s cannot be read: %s", kept, error)


def _follow(store: StorageManager, places: Places, table: LakeTable) -> None:
    """Let the views of an archive in the store's own folder name the files where that folder is."""
    if table.target:
        return
    database, records, target = store.database, LakeRecords(store.database), places.open(table.target)
    files = records.files(table.id)
    if not files or is_published_at(database, table, target.address(files[0].path)):
        return
    with exclusively(database, table.name), database.transaction() as transaction:
        found = records.table(table.name)
        if found is not None:
            publish_views(
                database,
                transaction,
                found,
                records.files(found.id),
                generation=found.generation,
                address=target.address,
                newest=newest_time(database, found),
            )
